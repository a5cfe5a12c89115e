"""Read CSL-JSON, which Zotero, Mendeley, Pandoc, Manubot and Crossref write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.papers import ids
from assistant.papers.cleaning import clean
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
    title = clean.text(_first(fields.get("title")), latex=True)
    if not title:
        return Rejected(where, "no title")
    key = key if isinstance(key, str) else ""
    url = clean.address(fields.get("URL"))
    doi = ids.doi(_string(fields.get("DOI"))) or ids.doi(key) or ids.doi(url)
    return Record(
        where=where,
        title=title,
        abstract=clean.text(fields.get("abstract"), latex=True),
        authors=_authors(fields.get("author")),
        year=_year(fields.get("issued")),
        url=url,
        venue=clean.text(_first(fields.get("container-title"))) or None,
        source="CSL-JSON",
        doi=doi,
        arxiv=ids.arxiv_id(key) or ids.arxiv_id(url) or ids.arxiv_id(doi),
        own_id=ids.acl_id(url, doi),
    )


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


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
