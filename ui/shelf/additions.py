"""What adding papers on the page did, as it is told there."""

from __future__ import annotations

from html import escape

from assistant import Added, Arrivals, Import

_MOST_TOLD = 50  # entries listed under each heading


def report_html(read: Import, arrivals: Arrivals, added: Added) -> str:
    """Render which papers of ``read`` were added, updated, unchanged or rejected, and why."""
    titles = {paper.id: paper.title for paper in arrivals.papers}
    groups = (
        ("added", [titles.get(paper_id, paper_id) for paper_id in added.added]),
        ("updated", [titles.get(paper_id, paper_id) for paper_id in added.updated]),
        ("unchanged", [titles.get(paper_id, paper_id) for paper_id in added.unchanged]),
        ("rejected", [f"{rejected.where}: {rejected.reason}" for rejected in read.rejected]),
    )
    counts = ", ".join(f"{len(items):,} {name}" for name, items in groups)
    first = (read.mostly_rejected,) if read.mostly_rejected else ()
    notes = "".join(f"<p>{escape(note)}</p>" for note in (*first, *read.notes, *arrivals.notes, *added.notes))
    lists = "".join(_list(name, items) for name, items in groups if items)
    return (
        f'<div class="pa-report" role="status"><p><strong>{counts}</strong> '
        f"({escape(read.source)}, read as {escape(read.format)})</p>{notes}{lists}</div>"
    )


def removed_html(added: Added) -> str:
    """Render how many papers left the shelf."""
    return (
        f'<div class="pa-report" role="status"><p><strong>{len(added.removed):,} removed</strong></p></div>'
    )


def working_html(text: str) -> str:
    """Render that papers are being added."""
    return f'<div class="pa-report pa-live" role="status"><p class="pa-progress">{escape(text)}</p></div>'


def refused_html(message: str) -> str:
    """Render why nothing was changed."""
    return f'<div class="pa-report"><p class="pa-error" role="alert">{escape(message)}</p></div>'


def _list(name: str, items: list[str]) -> str:
    rows = "".join(f"<li>{escape(item)}</li>" for item in items[:_MOST_TOLD])
    if len(items) > _MOST_TOLD:
        rows += f"<li>and {len(items) - _MOST_TOLD:,} more</li>"
    unfolded = " open" if name in ("added", "rejected") and len(items) <= 10 else ""
    return f"<details{unfolded}><summary>{len(items):,} {name}</summary><ul>{rows}</ul></details>"
