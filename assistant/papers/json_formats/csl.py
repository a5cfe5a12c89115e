"""Read CSL-JSON, which Zotero, Mendeley, Pandoc, Manubot and Crossref write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.entry import EntryFields, record
from assistant.papers.json_formats.json_entries import JsonEntry
from assistant.papers.record import Record, Rejected


def read(entries: Iterator[JsonEntry | Rejected]) -> Iterator[Record | Rejected]:
    """Yield the paper of each item, whatever its type."""
    for entry in entries:
        yield entry if isinstance(entry, Rejected) else _paper(entry)


def looks_like(value: dict[str, Any]) -> bool:
    """Tell whether a JSON object is a CSL item."""
    return "title" in value and (
        "issued" in value or "container-title" in value or ("type" in value and "id" in value)
    )


def _paper(entry: JsonEntry) -> Record | Rejected:
    fields = entry.value
    if not isinstance(fields, dict):
        return Rejected(entry.where, "expected a JSON object with a title")
    key = fields.get("id") or fields.get("citation-key")
    where = f"{entry.where} (key {str(key)[:80]})" if isinstance(key, str | int) else entry.where
    key = key if isinstance(key, str) else ""
    found = EntryFields(
        title=_first(fields.get("title")),
        abstract=fields.get("abstract"),
        authors=_authors(fields.get("author")),
        years=(_year(fields.get("issued")),),
        urls=(fields.get("URL"),),
        venues=(_first(fields.get("container-title")),),
        dois=(fields.get("DOI"), ids.doi(key)),
        arxiv=(key,),
    )
    return record(found, where, "CSL-JSON")


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _authors(value: Any) -> tuple[str, ...]:
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    parts = ("given", "non-dropping-particle", "family", "suffix")
    return clean.names(
        [
            person.get("literal") or " ".join(str(person[part]) for part in parts if person.get(part))
            for person in people
        ]
    )


def _year(value: Any) -> int | None:
    if not isinstance(value, dict):
        return clean.year(value)
    dates = value.get("date-parts")
    first = dates[0] if isinstance(dates, list) and dates else None
    return clean.year(first) or clean.year(value.get("raw")) or clean.year(value.get("literal"))
