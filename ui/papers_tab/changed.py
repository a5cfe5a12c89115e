"""A form's fields -> those of a record; what a change did -> a line that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from assistant import Added, PapersError

_DONE = {"Saving": "saved", "Merging": "merged", "Labelling": "labelled", "Taking labels away": "changed"}


def lines(value: Any) -> tuple[str, ...]:
    """Return the lines of a field that are not empty, without outer spaces."""
    return tuple(line.strip() for line in str(value or "").splitlines() if line.strip())


def fields_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the form as those of a record. Raises PapersError for a year that is none."""
    year = str(fields.get("year") or "").strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise PapersError(
            f"Expected a year of four digits, found “{year[:20]}”. Leave it empty if it is not known."
        )
    return {
        "title": " ".join(str(fields.get("title") or "").split()),
        "abstract": str(fields.get("abstract") or "").strip(),
        "authors": lines(fields.get("authors")),
        "year": int(year) if year else None,
        "venue": str(fields.get("venue") or "").strip() or None,
        "url": str(fields.get("url") or "").strip() or None,
        "collections": lines(fields.get("collections")),
        "tags": lines(fields.get("tags")),
    }


def changed_html(doing: str, done: Added) -> str:
    """Render how many papers a change changed."""
    count = len(done.updated)
    text = f"{count:,} {_DONE[doing]}" if count else "Nothing was changed: the papers are so already."
    if doing == "Merging":
        text = f"{count + len(done.removed):,} merged into one"
    notes = "".join(f"<p>{escape(note)}</p>" for note in done.notes)
    return _report(text, notes)


def apart_html(pairs: int) -> str:
    """Render that papers were told apart."""
    text = (
        "Told apart: they are not offered as duplicates again" if pairs else "These were told apart already"
    )
    return _report(text)


def offered_html(pairs: int) -> str:
    """Render that papers which were told apart are offered again."""
    return _report("1 pair is offered again" if pairs == 1 else f"{pairs:,} pairs are offered again")


def _report(text: str, notes: str = "") -> str:
    return f'<div class="pa-report" role="status"><p><strong>{text}</strong></p>{notes}</div>'
