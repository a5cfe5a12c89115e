"""Read RIS, as Zotero, EndNote, PubMed, Scopus and ASReview write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.papers.cleaning.people import people
from assistant.papers.entry import EntryFields, record
from assistant.papers.record import Record, Rejected

# As written by programs that are careless of the two spaces before the hyphen.
_LINE = re.compile(r"((?:TY|ER)(?= {0,2}-)|[A-Z][A-Z0-9](?= {1,2}-)) {0,2}-(?: (.*))?")
_TITLES = ("title", "primary_title", "translated_title", "short_title")
_VENUES = ("secondary_title", "journal_name", "alternate_title3", "alternate_title1", "publisher")
_ABSTRACTS = ("abstract", "notes_abstract")
_YEARS = ("year", "publication_year", "date")
_LEAST_TAGS = 3
_MOST_ABOVE = 10  # lines of a service above the first record: "Provider: ...", "Database: ..."


@dataclass(frozen=True, slots=True)
class _Entry:
    """The lines of a record in RIS's own spelling, its TY line first; ``ended`` by an ER line."""

    line: int
    lines: tuple[str, ...]
    ended: bool


def looks_like(head: str) -> bool:
    """Tell whether a text has RIS's first line of a record, or lacks that but has its title and its last line."""
    lines = [line for line in head.split("\n") if line.strip()]
    tags = [found.group(1) for line in lines if (found := _LINE.fullmatch(line))]
    if not any(_LINE.fullmatch(line) for line in lines[: _MOST_ABOVE + 1]):
        return False  # within a text of another kind
    return "TY" in tags or ("ER" in tags and bool({"TI", "T1"} & {*tags}) and len(tags) >= _LEAST_TAGS)


def read(text: str) -> Iterator[Record | Rejected]:
    """Yield the paper of each record, up to its ER line; one that lacks its end is rejected."""
    from rispy import RisParser

    parser = RisParser()
    for number, entry in enumerate(_entries(text), start=1):
        where = f"entry {number} (line {entry.line})"
        if not entry.ended:
            yield Rejected(
                where, "no end of record (an ER line) before the next record or the end of the file"
            )
            continue
        try:
            parsed = parser.parse("\n".join(entry.lines))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            yield Rejected(where, f"broken RIS: {error}")
            continue
        yield _paper(parsed[0], where) if parsed else Rejected(where, "broken RIS: no tags in the record")


def _entries(text: str) -> Iterator[_Entry]:
    lines: list[str] = []
    began, kind = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        found = _LINE.fullmatch(line)
        tag = found.group(1) if found else ""
        if tag == "TY" and kind:  # a record begins before the one above has ended
            yield _Entry(began, (kind, *lines), ended=False)
            lines, kind = [], ""
        if not found:
            if lines or kind:
                lines.append(line)
            continue
        began = began if lines or kind else number
        if tag == "ER":
            if lines or kind:
                yield _Entry(began, (kind or "TY  - GEN", *lines, "ER  - "), ended=True)
            lines, kind = [], ""
        elif tag == "TY":
            kind = f"TY  - {found.group(2) or ''}"
        else:
            lines.append(f"{tag}  - {found.group(2) or ''}")
    if kind or any(_LINE.fullmatch(line) for line in lines):
        yield _Entry(began, (kind, *lines), ended=False)


def _paper(fields: dict[str, Any], where: str) -> Record | Rejected:
    urls = fields.get("urls") or fields.get("url") or []
    entry = EntryFields(
        title=_first(fields, _TITLES),
        abstract=_first(fields, _ABSTRACTS),
        authors=people(fields.get("authors") or fields.get("first_authors") or []),
        years=[_string(fields.get(name)) for name in _YEARS],
        urls=[urls] if isinstance(urls, str) else urls,
        venues=[_string(fields.get(name)) for name in _VENUES],
        dois=(_string(fields.get("doi")),),
    )
    return record(entry, where, "RIS", no_title="no title (a TI or T1 line)")


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := _string(fields.get(name)).strip())), "")


def _string(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
