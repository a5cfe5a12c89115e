"""LlamaIndex's MetadataFilters over the records of the papers: year, authors, venue, title, labels and others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llama_index.core.vector_stores.types import MetadataFilter, MetadataFilters

from assistant.errors import SettingsError
from assistant.retrieval.metadata.people import folded, is_called
from assistant.retrieval.metadata.records import Record, Records
from assistant.retrieval.metadata.venues import is_venue

_KEYS = ("year", "authors", "venue", "source", "title", "collections", "tags", "paper_id")


def ids_where(filters: MetadataFilters, records: Records) -> tuple[str, ...]:
    """Return the ids of the papers that meet ``filters``, in the order of the shelf.

    An author is met as a question's is: by family name, full name or initials, whatever the accents; a venue also by
    its short name. Raises SettingsError for a key or operator that records have no use for.
    """
    test = _group(filters)
    return tuple(row.id for row in records.rows if test(row))


def _group(filters: MetadataFilters) -> Callable[[Record], bool]:
    tests = [_group(part) if isinstance(part, MetadataFilters) else _one(part) for part in filters.filters]
    condition = str(getattr(filters.condition, "value", filters.condition or "and"))
    if condition == "or":
        return lambda row: any(test(row) for test in tests)
    if condition == "not":
        return lambda row: not any(test(row) for test in tests)
    return lambda row: all(test(row) for test in tests)


def _one(one: MetadataFilter) -> Callable[[Record], bool]:
    key, operator, wanted = one.key, one.operator.value, one.value
    if key not in _KEYS:
        raise SettingsError(
            f"Expected a filter on {', '.join(_KEYS[:-1])} or {_KEYS[-1]}, found one on “{key}”. Use one of these."
        )
    if operator == "is_empty":
        return lambda row: not _value(row, key)
    if operator in (">", ">=", "<", "<="):
        return _compared(key, operator, wanted)
    if operator in ("text_match", "text_match_insensitive"):
        return lambda row: folded(str(wanted)) in folded(_text(_value(row, key)))
    values = wanted if isinstance(wanted, list) else [wanted]
    if operator == "all":
        return lambda row: all(_meets(row, key, value) for value in values)
    if operator in ("!=", "nin"):
        return lambda row: not any(_meets(row, key, value) for value in values)
    return lambda row: any(_meets(row, key, value) for value in values)


def _compared(key: str, operator: str, wanted: object) -> Callable[[Record], bool]:
    if key != "year" or not isinstance(wanted, int | float):
        raise SettingsError(
            f"Expected a number and the key year for the operator {operator}, found {wanted!r} for “{key}”."
        )
    tests: dict[str, Callable[[float], bool]] = {
        ">": lambda year: year > wanted,
        ">=": lambda year: year >= wanted,
        "<": lambda year: year < wanted,
        "<=": lambda year: year <= wanted,
    }
    test = tests[operator]
    return lambda row: row.year is not None and test(row.year)


def _meets(row: Record, key: str, wanted: object) -> bool:
    if key == "authors":
        return any(
            folded(author) == folded(str(wanted)) or is_called(str(wanted), author) for author in row.authors
        )
    if key == "venue":
        return bool(row.venue) and is_venue(str(wanted), row.venue)
    if key in ("collections", "tags"):
        return bool(Records([row]).labels(key.removesuffix("s"), str(wanted)))
    return _text(_value(row, key)) == str(wanted)


def _value(row: Record, key: str) -> Any:
    return row.id if key == "paper_id" else getattr(row, key)


def _text(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
