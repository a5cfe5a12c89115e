"""A request in free words -> a plain one, by peeling off the words that frame its subject from both ends.

"Do our holdings extend to sign language or speech?" -> "papers on sign language or speech". For requests of which
neither the grammar nor a known form finds the subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.planning.criteria.forms import inner
from assistant.planning.free_words.frame_words import (
    AIMS,
    ALSO_NAMES,
    DOERS,
    FRAME,
    OF_SUBJECT,
    PREPOSITIONS,
    STILL,
)
from assistant.planning.requests.sentences import sentences
from assistant.planning.requests.typos import mended
from assistant.planning.requests.words import OFFERS, STOPS

_FLAGS = re.IGNORECASE | re.VERBOSE
_NOUN = r"""(?:papers?|works?|stud(?:y|ies)|research(?:es)?|literature|lit|references?|refs?|citations?|articles?
    |publications?|documents?|titles|entries|items|pointers|readings?|bibliography|sources?|evidence|everything|anything|something
    |stuff|material|sth|holdings|trials|list|texts|rest
    |sentence|paragraph|chapter|section|course|lecture|seminar|class|thesis)"""
# "Papers on X", wherever in the sentence: the subject is what follows.
_AFTER_NOUN = re.compile(
    rf"""\b{_NOUN}(?:\s+(?:here|there|or\ two|at\ all|(?:we|you)\ (?:hold|have)|odd|interesting|good|new))*
    (?:,\s*(?=where|which|that|who)|\s+)
    (?P<link>on|about|regarding|concerning|around|against|into|covering|dealing\ with|related\ to|with|without|using
    |where|in\ which|that|which|who)[\s,]+(?P<what>.+)""",
    _FLAGS,
)
# Of these a paper has or does what follows; the others say what it is about.
_OF_PAPERS = frozenset("with without using where which that who".split()) | {"in which"}
_CITED = re.compile(
    r"\[[^\]]{0,25}\]|\((?:refs?\??|cite|citation\ needed|citations?|\?+|\s*\.+\s*)\)", _FLAGS
)
_SHOWN = re.compile(
    r"""^\W*(?:(?:recent|several|many|some|prior|previous|earlier|numerous|various|a\ few)\s+)*
    (?:works?|stud(?:y|ies)|papers|research|authors|researchers)\s+(?:(?:has|have)\s+)?(?:also\s+)?
    (?:shown?|shows|argued?|argues|found|finds?|report(?:ed|s)?|suggest(?:ed|s)?|demonstrate[ds]?|claim(?:ed|s)?)
    \s+that\s+(?P<what>.+)""",
    _FLAGS,
)
# What a sentence goes on with after its subject, and what ends it. That is all to the end, over line breaks, too:
# stopped at one it would be tried in every way to divide it.
_TAIL = re.compile(
    r"""(?:\s*[,;:-]\s*(?:(?:and\s+)?(?:then|so|but\ (?!not\b)|if|because|since|due|essay|deadline|please|pls|plz
        |thanks?|asap|right|ok(?:ay)?|show|list|give|wonder|what|which|who|anyone|any|is\ there|do\ you|could|can|i|we
        |my|essay|exam)\b.*)
    |\s+(?:please|pls|plz|asap|thanks?|thank\ you|and\ thank\ you|if\ (?:any|there|possible)\b.*|here|at\ all|anywhere
      |right|i\ said|for\ (?:me|us|(?:an?|my|our)\ \w+)|to\ keep\ up
      |before\ (?:class|friday|monday|tomorrow)|would\ be\ \w+
      |in\ (?:here|there|this\ \w+|our\ \w+|my\ \w+))\b(?=\W*$)|\s+and(?=\W*$)
    |\s+(?:has|have)\s+been\s+\w+ed\b(?=\W*$)|\s+and\s+(?:lack|need|want|miss)\b.*)+\W*$""",
    _FLAGS | re.DOTALL,
)
_FILL = re.compile(
    r"^\W*(?:fill\ in|add|find|give|supply|need|insert)\b.{0,30}\b(?:citations?|references?|refs)\b\W*$",
    _FLAGS,
)
_EXPLORED = re.compile(
    r"""^\W*(?:(?:recent|several|many|some|prior|previous|earlier|a\ (?:growing|large)\ body\ of)\s+)+
    (?:works?|stud(?:y|ies)|papers|research|literature)\s+(?:(?:has|have)\s+)?(?:also\s+)?
    (?:explore[ds]?|stud(?:y|ied|ies)|address(?:ed|es)?|examine[ds]?|consider(?:ed|s)?|investigate[ds]?
    |focus(?:ed|es)?\ on|rel(?:y|ied|ies)\ on|use[ds]?|look(?:ed|s)?\ (?:at|into))\s+(?P<what>.+)""",
    _FLAGS,
)
_OF_THESE = re.compile(
    r"""^(?:\w+,?\s+)?(?:which|how\ many|what|any)\s+(?:of\s+(?:these|them|those)|here)\s+(?:actually\s+|really\s+)?
    (?!(?:should|can|could|do|would|are|is|were|was|have|has)\b)(?P<what>\w+\s.+)""",
    _FLAGS,
)
_HOW = re.compile(r"\W*how\s+(?:can|could|does|do|is|are|might|should)\b", re.IGNORECASE)
# What is left is a clause, and no name of a subject.
_CLAUSE = re.compile(
    r"\b(?:can|could|be|been|has|have|does|do|did|would|should|they|it|you|we)\b|\bhow\s+(?:do|does|can)\b",
    re.IGNORECASE,
)
_ARGUED = re.compile(
    r"""^it\s+(?:has\s+(?:\w+\s+)?been|is)\s+(?:\w+ly\s+)?(?:argued|shown|claimed|known|believed|reported|found|suggested)
    \s+that\s+(?P<what>.+)""",
    _FLAGS,
)
_NOT_THESE = re.compile(
    r"""^(?:i['’]m\ |i\ am\ |we['’]re\ |we\ are\ )?(?:not|no\ longer)\ interested\ in\s+(?P<what>.+?)
    (?:\s+(?:studies|papers|work|works|ones))?$""",
    _FLAGS,
)
_BEEN = re.compile(
    r"""^(?:has|have|is|are|was|were)\s+(?P<what>.+?)\s+(?:ever\ |already\ )*been\s+\w+(?:\s+(?:over|out|up))?
    (?P<tail>\s+(?:to|for|in|on|with)\s.+?)??(?:\s+by\ any\w+)?$""",
    _FLAGS,
)
_CARES = re.compile(
    r"\b(?:care|curious|worried|worry|keen)\s+(?:only\s+)?(?:about|on)\s+(?P<what>.+)", _FLAGS
)
_IN_FIELD = re.compile(
    r"""^(?:in|for|within|on)\s+(?P<where>[^,]{3,40}),\s*(?:what|which)\s+(?P<what>.+?)\s+(?:has|have|is|are|was|were)\s+
    (?:been\s+)?\w+(?:ed|n|t|ne)$""",
    _FLAGS,
)
_CLAIM = re.compile(
    r"""\b(?:claim|statement|idea|view|hypothesis|belief)s?\s+(?:that\s+)?[“"](?P<what>[^”"]{6,})[”"]""",
    _FLAGS,
)
_SEVERAL = re.compile(
    r"""^\W*(?:several|many|some|recent|a\ few|numerous)\s+(?:authors|works|papers|studies|approaches|methods)\s+
    (?!(?:has|have|show|argue|find|report|suggest|claim)\w*\b)(?P<what>[a-z]+\s.+)""",
    _FLAGS,
)
# A pattern, and how the request reads with what it found; the first only where a citation is to be filled in.
_FORMS = (
    (_SEVERAL, "papers that {what}"),
    (_SHOWN, "evidence that {what}"),
    (_OF_THESE, "papers that {what}"),
    (_ARGUED, "evidence that {what}"),
    (_NOT_THESE, "papers that are not {what}"),
    (_EXPLORED, "papers on {what}"),
    (_BEEN, "papers on {what} {tail}"),
    (_CARES, "papers on {what}"),
    (_IN_FIELD, "papers on {what} in {where}"),
    (_CLAIM, "papers on the claim that {what}"),
)
_WORD = re.compile(r"[\w’'+/.-]*\w")
_EDGE = " ,;:.?!\"“”'’"
_LEAST, _MOST_LEFT = 3, 6  # letters of a subject; words peeled from its end
_LONGEST = 45  # words: of longer texts the subject is not told by what stands around it


@dataclass(frozen=True, slots=True)
class _Subject:
    """A plain request, and whether its sentence asks for it, does not only lead up to what another asks."""

    plain: str
    asks: bool = True


def peeled(question: str) -> str:
    """Return ``question`` as "papers on X", "work that does X" or "evidence that X".

    "" where nothing is left of it, or where several sentences ask for something of their own.
    """
    if len(question.split()) > _LONGEST:
        return ""
    parts = [part for part in sentences(_CITED.sub(" ", question)) if not _FILL.match(part)]
    if any(_HOW.match(part) for part in parts):
        return ""  # "how can X improve Y": what papers are to answer, not what they are about
    cited = _CITED.search(question) is not None
    found = [subject for part in parts if (subject := _subject(mended(part), cited))]
    asking = [subject for subject in found if subject.asks] or found
    return asking[0].plain if len(asking) == 1 and (asking[0].asks or _leads_up(asking[0], parts)) else ""


def _leads_up(subject: _Subject, parts: Sequence[str]) -> bool:
    """Tell whether a sentence that does not ask names what the other asks for: "I keep coming back to pixels"."""
    whole = subject.plain.partition(" on ")[2]
    return len(parts) == 1 or not any(part.strip(_EDGE) == whole for part in parts)


def _subject(sentence: str, cited: bool) -> _Subject | None:
    asks = sentence.rstrip().endswith("?")
    sentence = sentence.strip(" \t\"“”'’.?!")
    for pattern, reads in _FORMS if cited else _FORMS[1:]:
        found = pattern.search(sentence)
        if found and not _is_frame(found["what"]):
            parts = {name: inner(cut(text or "")) for name, text in found.groupdict().items()}
            return _Subject(" ".join(reads.format_map(parts).split()))
    if cited:
        return _Subject(f"evidence that {inner(cut(sentence))}")
    if (after := _AFTER_NOUN.search(sentence)) and (what := cut(after["what"])) and not _is_frame(what):
        link = " ".join(after["link"].lower().split())
        return _Subject(f"papers {link if link in _OF_PAPERS else 'on'} {what}")
    plain = _peeled(cut(sentence))
    return (
        _Subject(plain, asks)
        if plain and not (plain.startswith("papers on") and _CLAUSE.search(plain))
        else None
    )


def _peeled(text: str) -> str:
    words = list(_WORD.finditer(text))
    lower = [word[0].lower().replace("’", "'") for word in words]
    first = 0
    while first < len(words) and lower[first] in FRAME - OF_SUBJECT and not _begins_subject(lower, first):
        first += 1
    last = len(words)
    while last > first + 1 and len(words) - last < _MOST_LEFT and lower[last - 1] in FRAME:
        last -= 1
    what = text[words[first].start() : words[last - 1].end()] if first < last else ""
    what = "" if _is_frame(what) else what
    return f"{_link(lower[:first], lower[first])} {what}" if len(what) >= _LEAST else ""


def _begins_subject(words: Sequence[str], place: int) -> bool:
    """Tell whether a word that frames may be the first of a name: "extend to | question answering"."""
    after = words[place + 1] if place + 1 < len(words) else ""
    named = words[place] in ALSO_NAMES and bool(after) and after not in FRAME
    return named and (place == 0 or words[place - 1] in PREPOSITIONS)


def _link(frame: Sequence[str], first: str) -> str:
    """Return how a subject follows "papers": by what it is about, what is to be done, or what a paper does."""
    told = [word for word in frame if word not in STILL]
    if frame[-1:] == ["to"] and len(frame) > 1 and frame[-2] in AIMS:
        return "papers on how to"
    does = bool(told) and told[-1] in DOERS and not first.endswith("ing") and first not in STOPS
    return "work that" if does else "papers on"


def cut(text: str) -> str:
    """Return the subject that ``text`` begins with, without what goes on after it: ", then we will see"."""
    while (shorter := _TAIL.sub("", text)) != text and not _is_frame(shorter):
        text = shorter
    return text.strip(_EDGE)


def _is_frame(text: str) -> bool:
    return all(word.lower() in FRAME | OFFERS for word in _WORD.findall(text))
