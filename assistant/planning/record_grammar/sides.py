"""Two things whose papers are counted side by side: "more at EMNLP or at ACL", "do more mention BERT than GPT-2"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.planning.named_things import is_name
from assistant.planning.record_grammar.lexicon import COMPARING, MOST, NAMING, PAPERS, PEOPLE, WHO, Word
from assistant.planning.record_grammar.spans import Span
from assistant.types import Filter

_LONGEST_NAME = 4
_JOINT = re.compile(r"(?i)\b(?:or|than|vs|versus|and|to|with|against|over)\b")
# The same people here and there, as opposed to those of either place.
_BOTH = re.compile(r"(?i)\bboth\b|\bas\s+well\s+as\b|\band\s+also\b|\band\s+(?:at|in|from)\b|\bnot\s+only\b")
_ANYBODY = frozenset("anybody anyone somebody someone".split())
_OR = re.compile(r"(?i)\bor\b")
_OUTSIDE = re.compile(r"before (\d{4}) or after (\d{4})")


@dataclass(frozen=True, slots=True)
class Side:
    """What is counted: the papers that meet ``filters``, or those that name ``thing``."""

    filters: tuple[Filter, ...] = ()
    thing: str = ""


def sides_of(question: str, spans: Sequence[Span], words: Sequence[Word]) -> tuple[Side, ...]:
    """Return the sides of a question that compares how many papers meet one condition or another; () of others."""
    lows = [word.low for word in words]
    compares = bool(COMPARING.intersection(lows)) or (bool(MOST.intersection(lows)) and "or" in lows)
    spans = [each for span in spans for each in _halves(span)]
    if not compares or any(one.op == "not" for span in spans for one in span.filters):
        return ()
    for field in ("venue", "year", "author", "first_author", "last_author", "author_count"):
        of_field = [span for span in spans if span.field == field]
        varied = [one for span in of_field for one in _single(span.filters)]
        if len(varied) < 2:
            continue
        others = [span for span in spans if span.field != field]
        common = tuple(one for span in others for one in span.filters)
        if (
            len(others) == len(of_field) == 2 and others[0].field == others[1].field
        ):  # "ACL 2020 or EMNLP 2021"
            return tuple(
                Side((*span.filters, *other.filters)) for span, other in zip(of_field, others, strict=True)
            )
        return tuple(Side((*sides, *common)) for sides in varied)
    return ()


def shared_sides(question: str, spans: Sequence[Span], words: Sequence[Word]) -> tuple[Side, ...]:
    """Return the venues or years at each of which the same people are to have papers; () of other questions."""
    if not _BOTH.search(question) or not (WHO | PEOPLE | _ANYBODY) & {word.low for word in words}:
        return ()
    for field in ("venue", "year"):
        of_field = [span for span in spans if span.field == field]
        varied = [one for span in of_field for one in _single(span.filters)]
        between = question[of_field[0].start : of_field[-1].end] if of_field else ""
        if len(varied) < 2 or any(one.op == "not" for each in varied for one in each) or _OR.search(between):
            continue
        common = tuple(one for span in spans if span.field != field for one in span.filters)
        return tuple(Side((*each, *common)) for each in varied)
    return ()


def _halves(span: Span) -> list[Span]:
    """Return "before 2018 or after 2020" as the two spans of years that it names."""
    [*_, one] = span.filters
    if len(span.filters) > 1 or not (found := _OUTSIDE.fullmatch(one.text)):
        return [span]
    first, last = int(found[1]), int(found[2])
    before = Filter(field="year", op="<=", value=first - 1, text=f"before {first}")
    after = Filter(field="year", op=">=", value=last + 1, text=f"after {last}")
    return [replace(span, filters=(before,)), replace(span, filters=(after,))]


def _single(filters: tuple[Filter, ...]) -> list[tuple[Filter, ...]]:
    """Return a condition that any of several values meets as one for each of them."""
    one = filters[0]
    if len(filters) > 1 or not isinstance(one.value, tuple) or len(one.value) < 2:
        return [filters]
    lead = {"venue": "at", "year": "from"}.get(one.field, "by")
    if one.field == "year":
        return [(Filter(field="year", op="=", value=int(year), text=f"from {year}"),) for year in one.value]
    return [(Filter(field=one.field, op="has", value=(name,), text=f"{lead} {name}"),) for name in one.value]


def things_compared(question: str, unknown: Sequence[Word], words: Sequence[Word]) -> tuple[Side, ...]:
    """Return two named things whose mentions are compared; () where a question holds other words as well."""
    lows = {word.low for word in words}
    if not (lows & COMPARING or (lows & MOST and "or" in lows)) or not (lows & NAMING or lows & PAPERS):
        return ()
    runs: list[list[Word]] = []
    for word in unknown:
        if word.low in NAMING:
            continue
        if runs and not question[runs[-1][-1].end : word.start].strip(" -"):
            runs[-1].append(word)
        else:
            runs.append([word])
    if len(runs) != 2 or any(len(run) > _LONGEST_NAME for run in runs):
        return ()
    names = [question[run[0].start : run[-1].end] for run in runs]
    between = question[runs[0][-1].end : runs[1][0].start]
    if not all(map(is_name, names)) or not _JOINT.search(between):
        return ()
    return tuple(Side(thing=name) for name in names)
