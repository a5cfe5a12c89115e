"""Read and write our own format: one paper a line as JSON, in the fields of ``Paper``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from assistant.papers.json_formats.json_entries import JsonEntry
from assistant.papers.record import Record, Rejected
from assistant.text.wording import inert_json
from assistant.types import Paper

_FIELDS = frozenset(Paper.model_fields)
_WEB = re.compile(r"(?i)https?://[^\s/]\S*")
_ID_CHARS = 300  # our own are shorter; a file system takes 255 bytes a part
_YEARS = range(1000, 2101)


def read(entries: Iterator[JsonEntry | Rejected]) -> Iterator[Record | Rejected]:
    """Yield the paper of each JSON object exactly as it stands there; other fields are passed over.

    An object without an ``id`` gets one later.
    """
    for entry in entries:
        yield entry if isinstance(entry, Rejected) else _paper(entry)


def write(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a line of JSON for each paper, line feed included; importing the lines gives the same papers."""
    for paper in papers:
        yield inert_json(json.dumps(paper.model_dump(exclude_defaults=True), ensure_ascii=False)) + "\n"


def _unfit(paper: Paper) -> str | None:
    """Return what of a paper cannot be part of a path, an address or a citation; None when all can."""
    parts = paper.id.split("/")
    if " " in paper.id or "\\" in paper.id or not paper.id.isprintable() or len(paper.id) > _ID_CHARS:
        return f"the id does not fit: expected at most {_ID_CHARS} visible characters without spaces or \\"
    if {"", ".", ".."} & set(parts):
        return "the id does not fit: expected no empty part, . or .. between its slashes"
    if paper.url and not (_WEB.fullmatch(paper.url) and paper.url.isprintable()):
        return "the url does not fit: expected an address that begins with http:// or https://"
    if paper.year is not None and paper.year not in _YEARS:
        return f"the year does not fit: expected {_YEARS[0]} to {_YEARS[-1]}"
    return None


def _paper(entry: JsonEntry) -> Record | Rejected:
    where, given = entry.where, entry.value
    if not isinstance(given, dict):
        return Rejected(where, "expected a JSON object with at least a title")
    fields: dict[str, Any] = {
        name: value for name, value in given.items() if name in _FIELDS and value is not None
    }
    named = isinstance(fields.get("id"), str) and bool(fields["id"])
    if not named:
        fields["id"] = "unnamed"
    try:
        paper = Paper.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Rejected(where, f"the field “{'.'.join(map(str, first['loc']))}” does not fit: {first['msg']}")
    if unfit := _unfit(paper):
        return Rejected(where, unfit)
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
        collections=paper.collections or None,
        tags=paper.tags or None,
        paper=paper if named else None,
    )
