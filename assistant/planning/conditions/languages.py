"""Conditions on the language that papers are written in: "written in German", "German-language papers"."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.planning.conditions.words import NEGATED, PAPERS, tidied, turned_round
from assistant.retrieval.metadata.records import Records
from assistant.text.languages import LANGUAGES
from assistant.types import Filter

_NAME = rf"(?P<name>{'|'.join(LANGUAGES)})"
# These can mean nothing else.
_PLAIN = (
    re.compile(
        rf"(?:\b(?:that|which)\s+)?(?:(?:are|is|were|was)\s+)?\b(?:written|published|composed)\s+in\s+{_NAME}\b",
        re.I,
    ),
    re.compile(rf"\b{_NAME}[-\s]language(?=\s+(?:{PAPERS})\b)", re.I),
    re.compile(rf"\bwhose\s+language\s+is\s+{_NAME}\b", re.I),
)
# "Papers in German" may be on German as well.
_SHORT = re.compile(
    rf"(?<=\bpapers )(?:(?:that|which)\s+)?(?:(?:are|is)\s+)?(?P<negated>not\s+)?in\s+{_NAME}"
    r"(?=\W*$|\s+(?:on|about|that)\b)",
    re.I,
)


def take_languages(question: str, records: Callable[[], Records]) -> tuple[str, tuple[Filter, ...]]:
    """Return ``question`` without its condition on the language, and this.

    "Papers in German" is one only where a paper here is in German, else it asks what papers say of German.
    """
    for pattern in (*_PLAIN, _SHORT):
        if not (found := pattern.search(question)):
            continue
        name = found["name"].capitalize()
        if pattern is _SHORT and name not in records().languages.values():
            continue
        filters: tuple[Filter, ...] = (Filter(field="language", op="has", value=(name,), text=f"in {name}"),)
        start = found.start()
        if pattern is _SHORT and found["negated"]:
            filters = turned_round(filters)
        elif negated := NEGATED.search(question[:start].rstrip()):
            filters, start = turned_round(filters), negated.start()
        return tidied(f"{question[:start]} {question[found.end() :]}"), filters
    return question, ()


def told_from_text(filters: tuple[Filter, ...]) -> tuple[str, ...]:
    """Return the warning that goes with a condition on the language."""
    if all(condition.field != "language" for condition in filters):
        return ()
    return ("Papers record no language; it was told from the words of their titles and abstracts.",)
