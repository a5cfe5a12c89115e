"""Read and write our own format: one paper a line as JSON, in the fields of ``Paper``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from assistant.papers.formats.json_entries import JsonEntry
from assistant.papers.record import Record, Rejected
from assistant.types import Paper

_FIELDS = frozenset(Paper.model_fields)
_SCHEME = re.compile(r"(?i)\s*([a-z][a-z0-9+.-]*):")


def read(entries: Iterator[JsonEntry | Rejected]) -> Iterator[Record | Rejected]:
    """Yield the paper of each JSON object exactly as it stands there; other fields are passed over.

    An object without an ``id`` gets one later.
    """
    for entry in entries:
        yield entry if isinstance(entry, Rejected) else _paper(entry)


def write(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a line of JSON for each paper, line feed included; importing the lines gives the same papers."""
    for paper in papers:
        yield json.dumps(paper.model_dump(exclude_defaults=True), ensure_ascii=False) + "\n"


def _paper(entry: JsonEntry) -> Record | Rejected:
    where, told = entry.where, entry.value
    if not isinstance(told, dict):
        return Rejected(where, "expected a JSON object with at least a title")
    fields: dict[str, Any] = {
        name: value for name, value in told.items() if name in _FIELDS and value is not None
    }
    named = isinstance(fields.get("id"), str) and bool(fields["id"])
    if not named:
        fields["id"] = "unnamed"
    try:
        paper = Paper.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Rejected(where, f"the field “{'.'.join(map(str, first['loc']))}” does not fit: {first['msg']}")
    scheme = _SCHEME.match(paper.url or "")
    if scheme and scheme.group(1).lower() not in ("http", "https"):
        return Rejected(where, f"the url begins with {scheme.group(1)[:20]}:, expected http: or https:")
    return Record(
        where=where,
        title=paper.title,
        abstract=paper.abstract,
        authors=paper.authors,
        year=paper.year,
        url=paper.url,
        venue=paper.venue,
        source=paper.source,
        own_id=paper.id if named else None,
        keep_id=named,
    )
