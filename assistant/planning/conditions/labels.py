"""Conditions on a reader's own labels: "in my collection Thesis", "from the Thesis folder", "tagged unread"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from assistant.planning.conditions.words import NEGATED, tidied, turned_round
from assistant.retrieval.metadata.people import folded
from assistant.retrieval.metadata.records import Records
from assistant.types import Filter

_FLAGS = re.IGNORECASE | re.VERBOSE
_THAT = r"(?:(?:that|which)\s+)?(?:(?:I|we)\s+(?:have\s+)?|(?:(?:are|is|were|was|have\ been|lie)\s+))?"
_COLLECTION = re.compile(
    rf"""{_THAT}\b(?:in|from|of|within)\s+(?P<mine>my|our|the)?\s*(?:zotero\s+)?(?:(?:sub)?collection|folder)\s+
    (?:(?:called|named)\s+)?(?=(?P<name>\S.*))""",
    _FLAGS,
)
_COLLECTION_BEHIND = re.compile(
    rf"{_THAT}\b(?:in|from|of|within)\s+(?:my|our|the)\s+(?=(?P<name>\S.*?)\s+(?:(?:sub)?collection|folder)\b)",
    _FLAGS,
)
_TAG = re.compile(
    rf"""{_THAT}(?:\b(?:tagged|labell?ed)\s+(?:(?:with|as|by)\s+)?
        |\b(?:with|having|has|have|bear(?:s|ing)?)\s+(?:my\s+|the\s+|a\s+)?(?:tag|label)\s+)
    (?:the\s+(?:tag|label)\s+)?(?:(?:called|named)\s+)?(?=(?P<name>\S.*))""",
    _FLAGS,
)
_QUOTED = re.compile(r"[“\"'‘](?P<in>[^”\"’']{1,200})[”\"’']")
_BEHIND = re.compile(r"\s+(?:(?:sub)?collection|folder)\b", re.IGNORECASE)


def take_labels(question: str, records: Callable[[], Records]) -> tuple[str, tuple[Filter, ...]]:
    """Return ``question`` without its conditions on collections and tags, and these.

    A name must be one that papers here bear ("the collection of essays" is a subject), or stand in quotation marks.
    """
    filters: list[Filter] = []
    for field, pattern, phrase in (
        ("collection", _COLLECTION, "in the collection"),
        ("collection", _COLLECTION_BEHIND, "in the collection"),
        ("tag", _TAG, "tagged"),
    ):
        if found := pattern.search(question):
            recorded = records().collections if field == "collection" else records().tags
            question, taken = _taken(question, found, field, phrase, recorded)
            filters += taken
    return question, tuple(filters)


def _taken(
    question: str, found: re.Match[str], field: str, phrase: str, recorded: Iterable[str]
) -> tuple[str, tuple[Filter, ...]]:
    names, length = _names(found["name"], field, tuple(recorded))
    if not names:
        return question, ()
    start, end = found.start(), found.start("name") + length
    if behind := _BEHIND.match(question, end):
        end = behind.end()
    filters: tuple[Filter, ...] = tuple(
        Filter.model_validate({"field": field, "op": "has", "value": (name,), "text": f"{phrase} {name}"})
        for name in names
    )
    if negated := NEGATED.search(question[:start].rstrip()):
        filters, start = turned_round(filters), negated.start()
    return tidied(f"{question[:start]} {question[end:]}"), filters


def _names(text: str, field: str, recorded: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """Return the names at the beginning of ``text``, those after an "and" included, and their length together."""
    names: list[str] = []
    at = end = 0
    while found := _name(text[at:], field, recorded):
        names.append(found[0])
        end = at + found[1]
        more = re.match(r"(?:\s*,)?\s+and\s+(?:(?:tagged|labell?ed)\s+)?|\s*,\s*", text[end:])
        if not more:
            break
        at = end + more.end()
    return tuple(names), end


def _name(text: str, field: str, recorded: tuple[str, ...]) -> tuple[str, int] | None:
    if quoted := _QUOTED.match(text):
        return quoted["in"].strip(), quoted.end()
    parts = (
        part for label in recorded for part in (label, *(label.split(" / ") if field == "collection" else ()))
    )
    known = {folded(part): part for part in parts}
    ends = [found.end() for found in re.finditer(r"\S+?(?=[\s,;:.?!]|$)|[^\w\s]", text[:300])]
    for end in sorted(ends, reverse=True):
        if name := known.get(folded(text[:end])):
            return name, end
    return None
