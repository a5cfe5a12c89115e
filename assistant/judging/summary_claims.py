"""A synthesis of a set and the verdicts -> the synthesis without what the verdicts do not bear.

What can be checked without reading: how many papers a sentence speaks of, and "all" of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citing.number_check import shorten
from assistant.text.sentences import sentence_spans

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS[2:])})"
_PAPERS = (
    r"(?:papers?|studies|works?|methods?|approaches|models?|articles?|matches|publications?"
    r"|of\s+(?:them|these|the))"
)
_FLAGS = re.IGNORECASE
_COUNTED = re.compile(rf"\b{_NUMBER}\s+(?:\w+\s+){{0,2}}?{_PAPERS}\b", _FLAGS)
_ALL = re.compile(
    rf"\b(?:all|each|every|none)\s+(?:of\s+)?(?:(?:the|these|those|them)\b\s*)?(?:{_NUMBER}\s+)?"
    rf"(?:listed\s+|matching\s+)?{_PAPERS}|\ball\s+{_NUMBER.replace('number', 'counted')}\b"
    r"|^\W*(?:all|both|they\s+all)\b|\b(?:all|each|none)\s+of\s+(?:them|these)\b",
    _FLAGS,
)
_PLACES = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


def borne_summary(summary: str, matches: int, partial: int) -> tuple[str, tuple[str, ...]]:
    """Return ``summary`` without the sentences that the verdicts do not bear, and a warning for each of those.

    Places ``[1]`` to ``matches`` are those of full matches, the ``partial`` ones come after. A count has to be that
    of one of these groups or of the papers that its sentence names; "all" holds of all matches, or of all listed.
    """
    text = " ".join(summary.split())
    kept: list[str] = []
    warnings: list[str] = []
    for sentence in _sentences(text):
        if why := _unborne(sentence, matches, partial):
            warnings.append(f"A sentence of the summary was left out, for {why}: “{shorten(sentence)}”.")
        else:
            kept.append(sentence)
    return " ".join(kept), tuple(warnings)


def _sentences(text: str) -> list[str]:
    """Cut at full stops; a marker behind one belongs to the sentence before."""
    found: list[str] = []
    for start, end in sentence_spans(text):
        piece = text[start:end].strip()
        if found and re.match(r"(?:\[[\d, ]+\])+\.?$", piece):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _unborne(sentence: str, matches: int, partial: int) -> str:
    places = {int(place) for inner in _PLACES.findall(sentence) for place in inner.split(",")}
    words = _PLACES.sub("", sentence)
    fit = {matches, partial, matches + partial, len(places)}
    for found in _COUNTED.finditer(words):
        if (count := _value(found["number"])) not in fit:
            return f"it counts {count} papers where {matches} match" + (
                f" and {partial} partly" if partial else ""
            )
    universal = _ALL.search(words)
    if not universal:
        return ""
    counted = universal["number"] or universal["counted"]
    if counted and _value(counted) not in fit:
        return f"it speaks of all {_value(counted)} where {matches} match"
    everything, full = set(range(1, matches + partial + 1)), set(range(1, matches + 1))
    if places and places not in (everything, full, everything - full):
        return "it speaks of all and names some"
    return ""


def _value(number: str) -> int:
    return int(number) if number.isdigit() else _NUMBERS.index(number.lower())


def summary_length(papers: int) -> str:
    """Return how long a synthesis of so many papers is to be, in words for the model."""
    if papers < 6:
        return "one or two sentences"
    return "two or three sentences" if papers < 13 else "three or four sentences"


def worth_summing_up(hits: Sequence[object]) -> bool:
    """Whether so many papers need a synthesis: the reasons of two are read as fast."""
    return len(hits) > 2
