"""Read what Semantic Scholar's API answers: a batch, a search, references or citations, or its bulk files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.papers.cleaning import clean
from assistant.papers.entry import EntryFields, record
from assistant.papers.json_formats.json_entries import JsonEntry
from assistant.papers.record import Record, Rejected

_WRAPPED = ("citingPaper", "citedPaper", "paper")


def read(entries: Iterator[JsonEntry | Rejected]) -> Iterator[Record | Rejected]:
    """Yield the paper of each entry; ``null``, given for an unknown id, is rejected."""
    for entry in entries:
        yield entry if isinstance(entry, Rejected) else _paper(entry)


def looks_like(value: dict[str, Any]) -> bool:
    """Tell whether a JSON object is one of the service's papers."""
    return any(
        key in value
        for key in ("paperId", "corpusId", "corpusid", "externalIds", "externalids", *_WRAPPED[:2])
    )


def _paper(entry: JsonEntry) -> Record | Rejected:
    if entry.value is None:
        return Rejected(entry.where, "null: Semantic Scholar does not know the paper that was asked for")
    fields = _unwrapped(entry.value)
    if fields is None:
        return Rejected(entry.where, "expected a JSON object with a title")
    key = fields.get("paperId")
    where = f"{entry.where} ({key[:60]})" if isinstance(key, str) else entry.where
    outside = fields.get("externalIds") or fields.get("externalids")
    outside = outside if isinstance(outside, dict) else {}
    found = EntryFields(
        title=fields.get("title"),
        abstract=fields.get("abstract"),
        authors=_authors(fields.get("authors")),
        years=(fields.get("year"), fields.get("publicationDate")),
        urls=(fields.get("url"),),
        venues=(fields.get("venue"), _venue(fields)),
        dois=(outside.get("DOI"),),
        arxiv=(outside.get("ArXiv"),),
        own=(_acl_address(outside),),
    )
    return record(found, where, "Semantic Scholar")


def _unwrapped(value: Any) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    return next((value[key] for key in _WRAPPED if isinstance(value.get(key), dict)), value)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _acl_address(outside: dict[str, Any]) -> str | None:
    known = _string(outside.get("ACL"))
    return f"https://aclanthology.org/{known}" if known else None


def _authors(value: Any) -> tuple[str, ...]:
    people = value if isinstance(value, list) else []
    return clean.names([person.get("name") for person in people if isinstance(person, dict)])


def _venue(fields: dict[str, Any]) -> str:
    place = fields.get("publicationVenue") or fields.get("journal")
    return clean.text(place.get("name")) if isinstance(place, dict) else ""
