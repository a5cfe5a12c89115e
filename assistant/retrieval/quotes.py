"""A text -> what it quotes, between marks that belong together; and the words by which two titles are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LONGEST = 300
_WITHIN = rf"(?=\S)(?P<in>.{{1,{_LONGEST}}}?)(?<=\S)"
# A single mark opens and closes only at the edge of a word: "don't" and "the papers' titles" hold none.
_PAIRS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"“{_WITHIN}”",
        rf"„{_WITHIN}[“”]",
        rf"«\s?{_WITHIN}\s?»",
        rf"\"{_WITHIN}\"",
        rf"``?{_WITHIN}(?:''|``?)",
        rf"(?<!\w)‘{_WITHIN}’(?!\w)",
        rf"(?<!\w)'{_WITHIN}'(?!\w)",
    )
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """What was quoted, and where it stands with its marks (characters)."""

    text: str
    start: int
    end: int


def quoted(text: str) -> tuple[Quoted, ...]:
    """Return what ``text`` quotes, in order; of marks within marks the outer ones."""
    found: list[Quoted] = []
    for pattern in _PAIRS:
        for each in pattern.finditer(text):
            if all(each.end() <= one.start or each.start() >= one.end for one in found):
                found.append(Quoted(each["in"], each.start(), each.end()))
    return tuple(sorted(found, key=lambda one: one.start))


def whole_quoted(text: str) -> str:
    """Return what ``text`` quotes where it is nothing but that, else ""."""
    text = text.strip()
    found = quoted(text)
    return found[0].text if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else ""


def plain_title(title: str) -> str:
    """Return the words of a title without case and punctuation, by which two are compared."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold()))
