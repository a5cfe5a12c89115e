"""Read arXiv's metadata as published on Kaggle: one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.entry import EntryFields, record
from assistant.papers.json_formats.json_entries import JsonEntry
from assistant.papers.record import Record, Rejected


def read(entries: Iterator[JsonEntry | Rejected]) -> Iterator[Record | Rejected]:
    """Yield the paper of each entry; its year is that of the first version."""
    for entry in entries:
        yield entry if isinstance(entry, Rejected) else _paper(entry)


def _paper(entry: JsonEntry) -> Record | Rejected:
    fields = entry.value
    if not isinstance(fields, dict):
        return Rejected(entry.where, "expected a JSON object with id, title and abstract")
    known = ids.arxiv_id(fields["id"]) if isinstance(fields.get("id"), str) else None
    where = f"{entry.where} ({known})" if known else entry.where
    versions = fields.get("versions")
    first = versions[0] if isinstance(versions, list) and versions and isinstance(versions[0], dict) else {}
    found = EntryFields(
        title=fields.get("title"),
        abstract=fields.get("abstract"),
        authors=_authors(fields),
        years=(first.get("created"), fields.get("update_date")),
        urls=(f"https://arxiv.org/abs/{known}",) if known else (),
        venues=(fields.get("journal-ref"),),
        dois=(fields.get("doi"),),
    )
    return record(found, where, "arXiv")


def _authors(fields: dict[str, Any]) -> tuple[str, ...]:
    parsed = fields.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        parts = [
            [part for part in name[:3] if isinstance(part, str)] for name in parsed if isinstance(name, list)
        ]
        return clean.names([" ".join([*name[1:2], *name[:1], *name[2:]]) for name in parts], latex=True)
    listed = fields.get("authors")
    return (
        clean.names(listed.replace(" and ", ", ").split(", "), latex=True) if isinstance(listed, str) else ()
    )
