"""Lines of a page -> running text, words that were broken at the ends of lines made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

BROKEN = "\ufffe"  # what pdfium gives for a hyphen at a line's end
# Beginnings and ends of compounds whose hyphen stays where a line ends with it, and ends that no compound has.
_PREFIX = re.compile(
    r"(?:self|non|mid|multi|post|low|high|state|end|cross|large|fine|zero|few|open|well|long|short|one|two|three|real|word|byte"
    r"|sub|character|token|sentence|context|domain|task|model|data|human|time|cost|first|second|single|vision|text|image"
    r"|language|inter|intra|question|instruction|knowledge|machine|computer|graph|document|program)$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:level|based|structured|aware|free|wise|specific|shot|tuned|tuning|trained|driven|oriented|like|style|scale|art|play|of"
    r"|the|and|to|in|by|grained|quality|source|centric|context|task|domain|modal|lingual|supervised|efficient|agnostic"
    r"|attention|dependent|independent|related|guided|world|time|end|hop|turn|step|head|size|dimensional|sourced)$"
)
_ENDING = re.compile(
    r"(?:i[sz]|ity|ly|ing|ed\b|[a-z]?[aeiu]?tion|ment|ness|u?al|able|ous|ive|ies|ers?\b|es\b|ence|ance)"
)


_BROKEN_WORD = re.compile(r"(?<=\w)-[ \t]*\n[ \t]*(?!(?:and|or|to)\b)(?=[^\W\d_])")
_AT_END = re.compile(rf"(\w[\w-]*){BROKEN}\s*(\w+)")
_LONGEST = 60_000  # characters; each broken word is looked up in the whole text
_MAYBE = re.compile(r"(\w[\w-]*)-\s(?!and\b|or\b|to\b)([a-z]\w*)")


def mended(text: str) -> str:
    """Return a text with the words that its line ends break made whole, as ``joined`` does."""
    if len(text) > _LONGEST:
        return text
    return _AT_END.sub(_Mending(text).mended, _BROKEN_WORD.sub(BROKEN, text)).replace(BROKEN, "-")


def joined(texts: Sequence[str], whole: str) -> str:
    """Return lines as one text; hyphens at their ends go, but for those of compounds.

    A compound is written with its hyphen elsewhere in ``whole``, holds a name or a number, or begins or ends as
    compounds do. BROKEN marks a hyphen that certainly ends a line.
    """
    mending = _Mending(whole)
    text = _AT_END.sub(mending.mended, " ".join(texts))
    return _MAYBE.sub(mending.mended, text).replace(BROKEN, "-")


class _Mending:
    """Tells of a word that a line's end breaks whether its hyphen stays, by the ``whole`` text around it."""

    def __init__(self, whole: str) -> None:
        self._known = whole.casefold()

    def mended(self, found: re.Match[str]) -> str:
        head, tail = found.groups()
        kept, one = f"{head}-{tail}", f"{head}{tail}"
        if kept.casefold() in self._known or one.casefold() in self._known:
            return kept if kept.casefold() in self._known else one
        last = head.rpartition("-")[2]
        named = len(last) == 1 or any(map(str.isupper, last[1:])) or not f"{last}{tail}".isalpha()
        compound = _PREFIX.match(last) or _SUFFIX.match(tail)
        return kept if named or tail[0].isupper() or (compound and not _ENDING.match(tail)) else one
