"""A question -> its sentences, as far as each asks for something of its own."""

from __future__ import annotations

import re

from assistant.planning.requests.openers import only_opens, without_opener
from assistant.planning.requests.typos import mended

_FLAGS = re.IGNORECASE | re.VERBOSE
# Also cut before a question that a colon, a dash or a clause leads up to.
_SENTENCE = re.compile(
    r"""(?<=[.?!;])(?<!e\.g\.)(?<!i\.e\.)(?<!vs\.)(?<!al\.)(?<!r\.t\.)[”"')]*\s+
    | \s*—\s*(?=(?:tell|please|which|what|how|can)\b)
    | (?<=:)\s+(?=(?:which|what|how|why|who|when|where|do|does|did|is|are)\b)
    | ,\s+(?=any\s+(?:papers|pointers|work|references|ideas)\W*$)
    | (?<=\w),?\s+(?:and|so)\s+(?:i\ |we\ )?(?=(?:want|need|am\ looking|are\ looking|would\ like)\b)
    | ,\s+(?=(?:how|what|why)\s+(?:do|does|did|can|is|are)\b)
    | ,\s+(?=(?:which|what)\s+(?:papers|works|studies|articles|research|literature)\b)""",
    _FLAGS,
)
_SMALL_TALK = re.compile(
    r"""^\W*(?:hi|hello|hey|thanks?|thank\ you|cheers|dear|i(?:['’]m|\ am)\ an?|many\ thanks
    |good\ (?:morning|day|evening))\b[^,?]*$""",
    _FLAGS,
)
_FORM = re.compile(
    r"""^\W*(?:please\ |and\ )*(?:summari[sz]e|explain|describe|categori[sz]e|discuss|answer|expand\ on|elaborate
    |provide\ an?\b[^.]*\banalysis\W*$)""",
    _FLAGS,
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a question without greetings, thanks and openers; all where nothing else is said."""
    parts = [part.strip() for part in _SENTENCE.split(without_opener(text)) if re.search(r"\w", part)]
    return [part for part in parts if not (_SMALL_TALK.match(part) or only_opens(part))] or parts


def asking_sentences(question: str) -> list[str]:
    """Return the sentences, slips mended, without those that only say in what form to answer ("Summarize ...")."""
    parts = [mended(part) for part in sentences(question)]
    return [part for part in parts if not _FORM.match(part)] or parts or [question]
