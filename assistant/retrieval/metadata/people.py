"""The names of authors: "Liu", "A. Liu", "Liu, Alisa" and "Alisa Liu" may be one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import product

_WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not take apart into a plain letter and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ð": "d", "þ": "th"}
)
# How those are written who lack the letters: Schuetze, Soederlund, Aas.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_JOINED = re.compile(r"[^\W_]{2,}(?:[-‐‑][^\W_]{2,})+")
_PARTICLES = frozenset("van von der den de del della di da dos du la le ten ter al el bin ben zu".split())
_SUFFIXES = frozenset("jr sr ii iii iv".split())


@dataclass(frozen=True, slots=True)
class Name:
    """The words of a name, without accents and case; ``family`` are those of the family name.

    ``joined`` are given names of several words ("Wei-Yao"), each set a name.
    """

    words: tuple[str, ...]
    family: frozenset[str]
    joined: tuple[frozenset[str], ...] = ()


def folded(text: str) -> str:
    """Return ``text`` in lower case without accents."""
    low = text.casefold()
    if low.isascii():
        return low
    apart = unicodedata.normalize("NFKD", low)
    return "".join(char for char in apart if not unicodedata.combining(char)).translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """Return the words of a name, without accents and case."""
    return _WORD.findall(folded(text))


def umlauts_spelled(text: str) -> str:
    """Return ``text`` with its umlauts spelled out, and then in lower case: "Schütze" -> "schuetze"."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.casefold()).translate(_SPELLED_OUT)


def is_called(asked: str, recorded: str) -> bool:
    """Tell whether ``asked`` can mean the ``recorded`` name, umlauts spelled out in either or in none."""
    spellings = product((asked, umlauts_spelled(asked)), (recorded, umlauts_spelled(recorded)))
    return any(fits(one, name_of(other)) for one, other in dict.fromkeys(spellings))


def name_of(text: str) -> Name:
    """Read a name as records have it: "Given Family", "Family, Given" or "Family, G. H."."""
    read = _read(text)
    joined = (frozenset(_words(each[0])) for each in _JOINED.finditer(folded(text)))
    return replace(read, joined=tuple(words for words in joined if not words & read.family))


def _read(text: str) -> Name:
    before, comma, after = folded(text).partition(",")
    first, second = _words(before), _words(after)
    if comma and second:
        return Name((*second, *first), frozenset(first))
    if not first:
        return Name((), frozenset())
    at = len(first) - 1
    while at > 1 and first[at - 1] in _PARTICLES:
        at -= 1
    if at and len(first[at]) == 1 and len(first) == 2:  # "Liu A": the initial follows
        return Name(tuple(first), frozenset(first[:1]))
    return Name(tuple(first), frozenset(first[at:]))


def fits(asked: str, name: Name) -> bool:
    """Tell whether ``asked`` can mean ``name``: each of its words is one of the name's, in any order.

    An initial fits a whole word and a whole word an initial, but one word must be the family name itself. "Wei" is
    not "Wei-Yao".
    """
    words = [word for word in _words(folded(asked)) if word]
    if not any(len(word) > 1 and word in name.family for word in words):
        return False
    left = list(name.words)
    for word in sorted(words, key=len, reverse=True):
        found = next((part for part in left if part == word), None)
        if found is None:
            found = next((part for part in left if _initial(part, word) and part not in name.family), None)
        if found is None:
            return False
        left.remove(found)
    asked_words = set(words)
    return not any(asked_words & joined and not joined <= asked_words for joined in name.joined)


def _initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _words(text: str) -> list[str]:
    words = _WORD.findall(text)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words
