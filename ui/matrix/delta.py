"""What a browser has not seen of a run yet, as JSON."""

from __future__ import annotations

from typing import Any

from assistant import Cell

from .runs import Run

_MOST_SENT = 500  # rows in one reply


def delta(run: Run, papers_seen: int, rows_seen: int) -> dict[str, Any]:
    """Return the state of ``run``, its papers unless they were seen, and the rows that follow those that were seen.

    ``more`` says that there are further rows already.
    """
    papers = run.papers[papers_seen:]  # all at once: a row may be of any of them
    ended = run.ended  # asked first: rows may come in between, but none after the end
    rows = run.rows[rows_seen : rows_seen + _MOST_SENT]
    return {
        "run": run.number,
        "state": run.state,
        "done": run.done,
        "unread": run.unread,
        "total": len(run.papers),
        "gone": run.gone,
        "error": run.error,
        "notes": list(run.notes),
        "columns": [column.name for column in run.definition.columns],
        "papers": [[paper.id, paper.title, paper.year] for paper in papers],
        "rows": [[place, [cell_json(cell) for cell in cells]] for place, cells in rows],
        "next": rows_seen + len(rows),
        "more": rows_seen + len(rows) < len(run.rows),
        "ended": ended,
    }


def cell_json(cell: Cell) -> dict[str, Any]:
    """Return what the browser shows and sorts of a cell; its paper and column are told by where it stands."""
    return {
        "value": cell.value,
        "unit": cell.unit,
        "text": cell.text,
        "quote": cell.quote,
        "start": cell.start,
        "end": cell.end,
        "field": cell.field,
        "status": cell.status,
        "by": cell.given_by,
    }
