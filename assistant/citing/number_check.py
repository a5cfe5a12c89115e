"""A sentence of an answer and the papers it cites -> a flag when it states a number that they do not."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from assistant.text.numbers import unsupported_numbers
from assistant.types import Paper

_COUNTED = re.compile(
    r"\b(\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?=(?: [^\W\d_]+){0,2} (?:papers|studies|works|sources|abstracts|articles|publications)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DoubtfulSentence:
    """A sentence of the answer that a careful reader should check, and why; ``cited``: it cites a paper."""

    sentence: str
    why: str
    cited: bool = False


def flag_numbers(
    sentence: str, cited: Collection[Paper], question: str, sources: int
) -> DoubtfulSentence | None:
    """Flag the sentence when it states a number that no paper it cites, nor the question, states.

    A paper states the numbers of its title and abstract, and its year. Counts of papers, up to the
    ``sources`` that the model was given, are its own to make.
    """
    sentence = re.sub(r" +([.,;:!?])", r"\1", sentence)  # the space before a marker that is gone
    if not sentence:
        return None
    counted = " ".join(map(str, range(sources + 1)))
    counts = (count for count in _COUNTED.findall(sentence) if not unsupported_numbers(count, [counted]))
    allowed = [question, str(len(cited)), *counts]  # "three of these papers" counts sources
    for paper in cited:
        allowed += [paper.title, paper.abstract, str(paper.year or "")]
    missing = unsupported_numbers(sentence, allowed)
    if not cited:  # without a source only digits are a figure; "two approaches" is a turn of phrase
        missing = tuple(number for number in missing if any(map(str.isdigit, number)))
    if not missing:
        return None
    stated = f"{'numbers' if len(missing) > 1 else 'number'} {' and '.join(missing)}"
    verb = "are" if len(missing) > 1 else "is"
    why = f"{verb} in none of the passages it cites" if cited else f"{verb} stated without a citation"
    return DoubtfulSentence(sentence, f"The {stated} in “{shorten(sentence)}” {why}.", bool(cited))


def shorten(text: str, limit: int = 160) -> str:
    """Return ``text`` on one line, cut after ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
