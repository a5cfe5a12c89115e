"""The verdicts of a set answer as a table that the page can sort and filter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Judged, Verdict

ORDER = ("match", "partial", "no", "unjudged")
_LABELS = {"match": "match", "partial": "partial", "no": "no", "unjudged": "not judged"}


def verdicts_html(verdicts: Sequence[Verdict], judged: Judged, turn: int) -> str:
    """Render the verdicts, matches first, with the denominator and a filter for each kind of verdict."""
    counts = {name: sum(verdict.verdict == name for verdict in verdicts) for name in ORDER}
    rows = "".join(_row(verdict) for name in ORDER for verdict in verdicts if verdict.verdict == name)
    summary = (
        f"{counts['match']} of {_denominator(judged, len(verdicts))} match{_rest(counts)}: see every verdict"
    )
    headers = "".join(_header(label) for label in ("Paper", "Verdict", "Why", "Its words"))
    return (
        f'<details class="pa-verdicts" data-turn="{turn}"><summary>{summary}</summary>'
        '<div class="pa-filters"><div role="group" aria-label="Show">'
        f"{_filters(counts, len(verdicts))}</div>"
        '<input type="search" class="pa-filter" placeholder="Filter" aria-label="Filter by words">'
        '<button type="button" class="pa-act" data-act="export" data-kind="csv"'
        f' data-turn="{turn}">CSV</button></div>'
        '<div class="pa-scroll" tabindex="0" role="region" aria-label="Verdicts">'
        f"<table><thead><tr>{headers}</tr></thead><tbody>{rows}</tbody></table></div>"
        '<p class="pa-none" hidden>Nothing fits this filter.</p></details>'
    )


def _denominator(judged: Judged, listed: int) -> str:
    if judged.papers and judged.papers < judged.of:
        return f"{judged.papers:,} judged papers ({judged.of:,} on the shelf)"
    return f"{judged.of or listed:,} papers"


def _rest(counts: dict[str, int]) -> str:
    parts = [f"{counts[name]} {_LABELS[name]}" for name in ("partial", "unjudged") if counts[name]]
    return f" ({', '.join(parts)})" if parts else ""


def _filters(counts: dict[str, int], total: int) -> str:
    shown = [("", f"all {total}")] + [
        (name, f"{_LABELS[name]} {counts[name]}") for name in ORDER if counts[name]
    ]
    return "".join(
        f'<button type="button" class="pa-act" data-act="only" data-value="{name}"'
        f' aria-pressed="{"true" if not name else "false"}">{label}</button>'
        for name, label in shown
    )


def _header(label: str) -> str:
    return f'<th scope="col"><button type="button" data-act="sort">{label}</button></th>'


def _row(verdict: Verdict) -> str:
    quote = f"“{escape(verdict.quote)}”" if verdict.quote else ""
    return (
        f'<tr data-verdict="{verdict.verdict}"><th scope="row">{escape(verdict.title)}</th>'
        f'<td data-key="{ORDER.index(verdict.verdict)}"><span class="pa-verdict pa-{verdict.verdict}">'
        f"{_LABELS[verdict.verdict]}</span></td><td>{escape(verdict.reason)}</td><td>{quote}</td></tr>"
    )
