"""The report on what was added, as the page shows it: counts, what to do next, and each file with its reasons."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

from assistant import FileReport

from ..shelf_choice.names import label
from .tally import Tally

_MOST_TOLD = 50  # entries listed under each heading
_MOST_ASKED = 1000  # papers that a button names to be asked alone
_FEW = 10  # entries that are shown unfolded


def report_html(tally: Tally) -> str:
    """Render what became of all that was added."""
    notes = "".join(f'<p class="pa-note">{escape(each)}</p>' for each in tally.notes)
    files = "".join(_file(each, tally) for each in tally.files)
    missing = _group("not found", tally.not_found, unfolded=True)
    return (
        f'<div class="pa-added" role="status" data-shelf="{escape(tally.shelf, quote=True)}">'
        f"<p>{_counts(tally)}</p>{_acts(tally)}{notes}<ul>{files}</ul>{missing}</div>"
    )


def _counts(tally: Tally) -> str:
    new = tally.count("added")
    others = [
        (tally.count("updated"), "updated"),
        (tally.count("unchanged"), "unchanged"),
        (tally.count("rejected"), "rejected"),
        (len(tally.not_found), "not found"),
    ]
    also = "".join(f", {count:,} {name}" for count, name in others if count)
    place = f" to {escape(label(tally.shelf))}" if new and tally.shelf else ""
    return f"<strong>{new:,} {'paper' if new == 1 else 'papers'} added{place}</strong>{also}"


def _acts(tally: Tally) -> str:
    if not tally.ids:
        return ""
    count, name = len(tally.ids), escape(tally.shelf, quote=True)
    these = "Ask only this one" if count == 1 else f"Ask only these {count:,}"
    papers = escape(json.dumps(tally.ids), quote=True)
    ask = f'<button type="button" class="pa-act pa-go" data-act="askadded" data-papers="{papers}">{these}</button>'
    return (
        f'<p class="pa-add-row">{ask if count <= _MOST_ASKED else ""}'
        f'<button type="button" class="pa-act" data-act="switch" data-name="{name}">Go to '
        f"{escape(label(tally.shelf))}</button>"
        '<button type="button" class="pa-act" data-act="putaway">Put the samples away</button></p>'
    )


def _file(report: FileReport, tally: Tally) -> str:
    counts = report.summary.removeprefix(f"{report.file} ({report.format}): ")
    read_as = f" ({escape(report.format)})" if report.format != report.file else ""
    shown = f"<b>{escape(report.file)}</b>{read_as}"
    if report.format == "not read":
        return f'<li class="pa-unread"><b>{escape(report.file)}</b> {escape(_why(report))}</li>'
    groups = [
        ("added", _titles(report.added, tally)),
        ("updated", _titles(report.updated, tally)),
        ("unchanged", _titles(report.unchanged, tally)),
        ("without abstract", _titles(report.without_abstract, tally)),
        ("rejected", [f"{each.where}: {each.reason}" for each in report.rejected]),
        *report.details,
    ]
    lists = "".join(_group(name, lines, unfolded=name in ("added", "rejected")) for name, lines in groups)
    unfolded = " open" if len(tally.files) == 1 or report.rejected or len(tally.ids) <= _FEW else ""
    return f"<li><details{unfolded}><summary>{shown}: {escape(counts)}</summary>{lists}</details></li>"


def _why(report: FileReport) -> str:
    """Return why a file was not read; the reason often begins with its name, which stands before it already."""
    return report.rejected[0].reason.removeprefix(report.file).strip()


def _titles(ids: Iterable[str], tally: Tally) -> list[str]:
    return [tally.titles.get(each, each) for each in ids]


def _group(name: str, lines: Iterable[str], *, unfolded: bool) -> str:
    lines = list(lines)
    if not lines:
        return ""
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines[:_MOST_TOLD])
    if len(lines) > _MOST_TOLD:
        rows += f"<li>and {len(lines) - _MOST_TOLD:,} more</li>"
    opened = " open" if unfolded and len(lines) <= _FEW else ""
    return f"<details{opened}><summary>{len(lines):,} {escape(name)}</summary><ul>{rows}</ul></details>"
