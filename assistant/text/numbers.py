"""Text -> the numbers in it, compared by value, and those of a sentence that no text states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

LONGEST_NUMBER = 30  # digits; anything longer is not a figure

_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_SPELLED = {word: Decimal(value) for value, word in enumerate(_SMALL, 1)}
# Read generously on the paper's side only: "twice" supports "2x", "a dozen" supports "12".
_ALSO = {
    "single": 1, "once": 1, "twice": 2, "double": 2, "doubles": 2, "doubled": 2, "both": 2, "pair": 2,
    "half": 50, "triple": 3, "triples": 3, "quarter": 25, "dozen": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "first": 1, "second": 2,
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9,
    "billion": 10**9, "t": 10**12, "trillion": 10**12, "hundred": 100,
}  # fmt: skip
_UNITS = frozenset("x st nd rd th s ms h hz khz ghz kb mb gb tb px km cm mm kg bit bits d".split())

_GAP = "[ \u00a0\u2009\u202f]"
_FIGURE = re.compile(
    rf"(?<![\w-])\d{{1,3}}(?:{_GAP}\d{{3}})+(?![\d,.]\d|\d)|\d+(?:[.,]\d+)*|(?<![\w.])\.\d+"
    rf"|\b(?:{'|'.join(_SMALL)})\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(rf"\d{{1,3}}(?:(?:,\d{{3}})+|(?:{_GAP}\d{{3}})+)(?:\.\d+)?")
_AFTER = re.compile(
    rf"(?:{_GAP}|-)?(thousand|million|billion|trillion|hundred)s?\b|{_GAP}?([kKMBT]|bn|mn)(?![^\W_])"
    r"|(m)(?![^\W_])|\s?\\?(%|percent\b|per\s?cent\b)|([^\W\d_]+)"
)
_NOT_FIGURES = re.compile(
    r"https?://\S+|\barxiv:\s?\S+|\bdoi:\s?\S+|\[\^?\d[\d,;\s–-]*\]|^[\s>*_#-]*\(?\d{1,3}[.)](?=\s|\*|$)"
    r"|(?<!\S)\(?[1-9]\)(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written and what it may mean: one reading must hold, with all its values."""

    surface: str
    readings: tuple[tuple[Decimal, ...], ...]
    scale: int
    percent: bool
    in_name: bool  # a digit of "GPT-4", "T5", "2D"

    @property
    def value(self) -> Decimal:
        """What it most likely means, scaled; 0 for what is no number after all (a version, "1.5.2")."""
        return (self.readings[0][0] * self.scale).normalize() if self.readings[0] else Decimal(0)

    @property
    def spelled(self) -> bool:
        """Whether it is written as a word."""
        return self.surface.lower() in _SPELLED


def figures(text: str) -> list[Figure]:
    """Return the numbers of ``text`` in reading order."""
    found = []
    for match in _FIGURE.finditer(text):
        digits, start = match.group(), match.start()
        before = text[max(start - 2, 0) : start]
        in_name = before[-1:].isalpha() or before[-1:] == "_"
        in_name = in_name or (before[-1:] in ("-", "‑") and before[:-1].isalpha())
        after = _AFTER.match(text, match.end())
        word, letter, lower_m, percent, glued = after.groups() if after else (None,) * 5
        scale = _SCALES[(word or letter or lower_m or "").lower()] if word or letter or lower_m else 1
        in_name = in_name or bool(glued and glued.lower() not in _UNITS)
        surface = text[start : after.end()] if after and not glued else digits
        found.append(Figure(" ".join(surface.split()), _readings(digits), scale, bool(percent), in_name))
    return found


@lru_cache(maxsize=4096)
def _readings(digits: str) -> tuple[tuple[Decimal, ...], ...]:
    if digits.lower() in _SPELLED:
        return ((_SPELLED[digits.lower()],),)
    parts = [part for part in re.split(rf",|{_GAP}", digits) if part.count(".") <= 1]  # "1.5.2": a version
    apart = tuple(_value(part) for part in parts)
    if _GROUPED.fullmatch(digits):
        joined = (_value(re.sub(rf",|{_GAP}", "", digits)),)
        return (joined,) if "," in digits else (joined, apart)
    if re.fullmatch(r"\d+,\d+", digits):  # a decimal comma, or two numbers
        return ((_value(digits.replace(",", ".")),), apart)
    return (apart,)


def _value(digits: str) -> Decimal:
    return Decimal(digits[:LONGEST_NUMBER].rstrip(".")).normalize()


@lru_cache(maxsize=2048)
def _stated_values(text: str) -> frozenset[Decimal]:
    """Return every value that ``text`` can be said to state, read generously."""
    values: set[Decimal] = set()
    for figure in figures(text):
        for value in (value for reading in figure.readings for value in reading):
            values |= {value, (value * figure.scale).normalize()}
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _ALSO:
            values.add(Decimal(_ALSO[word]).normalize())
    return frozenset(values)


def unsupported_numbers(sentence: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers of ``sentence``, as written, that occur in none of ``texts``.

    Values are compared, not spellings: "25,578" is "25578", "7.4M" is "7.4 million", "98 %" is
    "98 percent" and 0.98, "ten" is "10". Left out are citation markers, list numbers, addresses,
    digits inside names ("GPT-4", "T5", "2D"), versions with two dots, and the word "one".
    """
    stated = frozenset[Decimal]().union(*map(_stated_values, texts))
    missing: dict[str, None] = {}
    for figure in figures(_NOT_FIGURES.sub(" ", sentence)):
        if figure.in_name or figure.surface.lower() == "one":
            continue
        if not any(all(_occurs(value, figure, stated) for value in reading) for reading in figure.readings):
            whole = len(figure.readings) > 1 or len(figure.readings[0]) == 1
            lost = [f"{value:f}" for value in figure.readings[0] if not _occurs(value, figure, stated)]
            missing.update(dict.fromkeys([figure.surface] if whole else lost))
    return tuple(missing)


def _occurs(value: Decimal, figure: Figure, stated: frozenset[Decimal]) -> bool:
    candidates = {(value * figure.scale).normalize()}
    if figure.scale == 10**6 and figure.surface.endswith("m"):
        candidates.add(value)  # "5m": million or metres
    if figure.percent:
        candidates.add((value / 100).normalize())
    elif 0 < value < 1:
        candidates.add((value * 100).normalize())
    return not candidates.isdisjoint(stated)
