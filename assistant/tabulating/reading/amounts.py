"""Words with a number in them -> the number to sort by, its unit, and the span that says both."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.index.words.bm25 import stems
from assistant.text.content_words import STOP_WORDS
from assistant.text.numbers import Figure, figures

_CURRENCY = re.compile(r"[$€£]\s?$")
_WORD = re.compile(r"[\s\u00a0]*-?(?P<word>[^\W\d_][\w/’'-]*)(?P<end>[.,;:)]?)")
_MOST_WORDS = 4  # of a unit: "publicly available image-text pairs"
_NO_UNIT = (STOP_WORDS - {"paper", "papers"}) | frozenset(
    "respectively approximately compared including different new total well via per among across based "
    "show shows achieve achieves improve improves outperform outperforms is are was were".split()
)
# A number that is only a year is no amount of anything.
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a text: ``text[start:end]`` says it with its unit."""

    value: int | float
    unit: str | None
    start: int
    end: int


def amounts(text: str) -> list[Amount]:
    """Return the numbers of ``text`` in reading order, those within names and bare years left out."""
    found = []
    for figure, start, end in _placed(text):
        if figure.in_name or not figure.readings[0] or _no_amount(text, figure, start, end):
            continue
        amount = _with_unit(text, figure, start, end)
        if _YEAR.fullmatch(figure.surface) and amount.unit is None:
            continue
        found.append(amount)
    return found


def counted(amount: Amount, asked: Collection[str]) -> bool:
    """Tell whether the unit of ``amount`` holds a word of what is ``asked`` for (stems)."""
    return bool(amount.unit) and not set(stems(amount.unit or "")).isdisjoint(asked)


def plain_number(value: Decimal) -> int | float:
    """Return a number as JSON has it: whole ones without a point."""
    return int(value) if value == value.to_integral_value() else float(value)


def _placed(text: str) -> Iterator[tuple[Figure, int, int]]:
    """Yield each figure with its place in ``text``."""
    at = 0
    for figure in figures(text):
        surface = r"\s+".join(map(re.escape, figure.surface.split()))
        place = re.compile(surface).search(text, at)
        if place:
            at = place.end()
            yield figure, place.start(), place.end()


def _no_amount(text: str, figure: Figure, start: int, end: int) -> bool:
    """Tell whether a number counts nothing: "the multilingual one", "two-dimensional", "3D", the "2)" of a list."""
    if figure.spelled and (figure.surface.lower() == "one" or text[end : end + 1] in ("-", "‑")):
        return True
    if re.match(r"[Dd]\b", text[end : end + 2]):
        return True
    listed = text[end : end + 1] == ")" and figure.surface.isdigit()
    return listed and text.rfind("(", 0, start) in (-1, start - 1)


def _with_unit(text: str, figure: Figure, start: int, end: int) -> Amount:
    value = plain_number(figure.value)
    if figure.percent:
        return Amount(value, "%", start, end)
    if sign := _CURRENCY.search(text[:start]):
        return Amount(value, sign.group().strip(), sign.start(), end)
    words: list[str] = []
    last = end
    while len(words) < _MOST_WORDS and (word := _WORD.match(text, last)):
        if word["word"].lower() in _NO_UNIT:
            break
        words.append(word["word"])
        last = word.end("word")
        if word["end"]:
            break
    return Amount(value, " ".join(words) or None, start, last)
