"""A table as Markdown: the values with numbers, and below it the sentences that the numbers point to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.tabulating.exports.fields import cell_in, shown
from assistant.tabulating.exports.notes import Notes
from assistant.tabulating.values import Column, Row
from assistant.text.wording import escaped, readable

_WEB = re.compile(r"https?://[^\s<>|]+")


def markdown_table(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    """Return the rows as a table of Markdown with notes."""
    notes = Notes()
    lines = [_line(["Paper", *(_safe(column.name) for column in columns)])]
    lines.append("|" + " --- |" * (len(columns) + 1))
    for row in rows:
        cells = [_paper(row)]
        for column in columns:
            cell = cell_in(row, column)
            number = notes.number(row, cell)
            cells.append(_safe(shown(cell)) + (f" [{number}]" if number else ""))
        lines.append(_line(cells))
    lines += ["", *(f"[{note.number}] {_note(note.row, note.quote)}  " for note in notes.all())]
    return ("\n".join(lines).rstrip() + "\n").encode("utf-8", "replace")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _paper(row: Row) -> str:
    paper = row.paper
    by = _safe("; ".join(paper.authors[:3]) + (" and others" if len(paper.authors) > 3 else ""))
    record = ", ".join(part for part in (by, str(paper.year or "")) if part)
    return f"{_safe(paper.title)} ({record})" if record else _safe(paper.title)


def _note(row: Row, quote: str) -> str:
    paper = row.paper
    by = _safe("; ".join(paper.authors))
    link = f" <{paper.url}>" if paper.url and _WEB.fullmatch(paper.url) else ""
    record = "".join(f", {part}" for part in (by, str(paper.year or "")) if part)
    return f"{_safe(paper.title)}{record}: “{_safe(quote)}”{link}"


def _safe(text: str) -> str:
    return escaped(readable(text)) if text else ""
