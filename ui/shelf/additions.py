"""What adding papers on the page did, as it is told there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from assistant import Added, Arrivals, Fetched, Import, file_reports

_MOST_TOLD = 50  # entries listed under each heading


def report_html(read: Import, arrivals: Arrivals, added: Added) -> str:
    """Render what became of the papers of ``read``, which entries were rejected, and why, merged or cut short."""
    first = (read.mostly_rejected,) if read.mostly_rejected else ()
    groups = (
        *_changes(arrivals, added),
        ("rejected", [f"{rejected.where}: {rejected.reason}" for rejected in read.rejected]),
    )
    whence = f"{read.source}, read as {read.format}"
    notes = (*first, *read.notes, *arrivals.notes, *added.notes)
    return _report(groups, whence, notes, _details([read], arrivals, added))


def looked_up_html(fetched: Fetched, arrivals: Arrivals, added: Added) -> str:
    """Render which papers were found where, and added or updated, and which references were not found, and why."""
    rejected = [
        f"{each.source}, {bad.where}: {bad.reason}" for each in fetched.imports for bad in each.rejected
    ]
    groups = [
        *_changes(arrivals, added),
        ("not found", [f"{each.reference}: {each.reason}" for each in fetched.not_found]),
        *([("rejected", rejected)] if rejected else []),
    ]
    counts = Counter(each.record_from for each in fetched.found)
    whence = ", ".join(f"{count:,} from {name}" for name, count in counts.items()) or "nothing found"
    notes = (*fetched.notes, *arrivals.notes, *added.notes)
    return _report(groups, whence, notes, _details(fetched.imports, arrivals, added))


def _changes(arrivals: Arrivals, added: Added) -> list[tuple[str, list[str]]]:
    titles = {paper.id: paper.title for paper in arrivals.papers}
    changes = (("added", added.added), ("updated", added.updated), ("unchanged", added.unchanged))
    return [(name, [titles.get(each, each) for each in ids]) for name, ids in changes]


def _details(imports: Sequence[Import], arrivals: Arrivals, added: Added) -> list[tuple[str, list[str]]]:
    """Return what else became of entries, of all files together: merged, cut short, without abstract."""
    reports = file_reports(imports, arrivals, added=added.added, updated=added.updated)
    told_of_each = [(name, line) for each in reports for name, lines in each.details for line in lines]
    names = dict.fromkeys(name for name, _ in told_of_each)
    return [(name, [line for kind, line in told_of_each if kind == name]) for name in names]


def _report(
    groups: Sequence[tuple[str, list[str]]],
    whence: str,
    notes: Iterable[str],
    details: Sequence[tuple[str, list[str]]],
) -> str:
    counts = ", ".join(f"{len(items):,} {name}" for name, items in groups)
    told = "".join(f"<p>{escape(each)}</p>" for each in notes)
    lists = "".join(_list(name, items) for name, items in (*groups, *details) if items)
    return (
        f'<div class="pa-report" role="status"><p><strong>{counts}</strong> '
        f"({escape(whence)})</p>{told}{lists}</div>"
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
    unfolded = " open" if name in ("added", "rejected", "not found") and len(items) <= 10 else ""
    return f"<details{unfolded}><summary>{len(items):,} {name}</summary><ul>{rows}</ul></details>"
