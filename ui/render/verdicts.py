"""The verdicts of a set answer as a table that the page can sort and filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

from assistant import Citation, Judged, Paper, Verdict

from .markup import source_anchor

ORDER = ("match", "partial", "no", "unjudged")
_LABELS = {"match": "match", "partial": "partly", "no": "not", "unjudged": "not judged"}


def verdicts_html(
    verdicts: Sequence[Verdict],
    judged: Judged,
    turn: int,
    citations: Sequence[Citation] = (),
    papers: Mapping[str, Paper] = MappingProxyType({}),
) -> str:
    """Render the verdicts, matches first: a bar of how many there are of each kind, then the table of all.

    A title or quote that is cited opens its highlighted sentence; ``papers``, by id, tell the years.
    """
    counts = {name: sum(verdict.verdict == name for verdict in verdicts) for name in ORDER}
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.paper_id, []).append(citation)
    rows = "".join(
        _row(verdict, cited.get(verdict.paper_id, ()), papers.get(verdict.paper_id), turn)
        for name in ORDER
        for verdict in verdicts
        if verdict.verdict == name
    )
    headers = "".join(_header(label) for label in ("Paper", "Year", "Verdict", "Why", "Its words"))
    return (
        f'<section class="pa-verdicts" data-turn="{turn}" aria-label="Verdicts on the papers">'
        f"{_bar(counts, judged, len(verdicts))}"
        '<div class="pa-filters"><div role="group" aria-label="Show">'
        f"{_filters(counts, len(verdicts))}</div>"
        '<input type="search" class="pa-filter" placeholder="Filter" aria-label="Filter by words">'
        '<button type="button" class="pa-act" data-act="export" data-kind="csv"'
        f' data-turn="{turn}">CSV</button></div>'
        '<div class="pa-scroll" tabindex="0" role="region" aria-label="Verdicts">'
        f"<table><thead><tr>{headers}</tr></thead><tbody>{rows}</tbody></table></div>"
        '<p class="pa-none" hidden>Nothing fits this filter.</p></section>'
    )


def _bar(counts: Mapping[str, int], judged: Judged, listed: int) -> str:
    """Return the counts in words, each with its share of a bar."""
    told = [f"<b>{counts[name]}</b> {_LABELS[name]}" for name in ORDER if counts[name]]
    parts, at = "", 0
    for name in ORDER:
        parts += (
            f'<rect class="pa-{name}" x="{at}" width="{counts[name]}" height="1"/>' if counts[name] else ""
        )
        at += counts[name]
    view = f'viewBox="0 0 {max(at, 1)} 1" preserveAspectRatio="none" aria-hidden="true"'
    return (
        f'<p class="pa-counts">{" · ".join(told)} <span>of {_denominator(judged, listed)}</span></p>'
        f'<svg class="pa-share" {view}>{parts}</svg>'
    )


def _denominator(judged: Judged, listed: int) -> str:
    if judged.papers and judged.papers < judged.of:
        return f"{judged.papers:,} judged papers ({judged.of:,} on the shelf)"
    return f"{judged.of or listed:,} papers"


def _filters(counts: Mapping[str, int], total: int) -> str:
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


def _row(verdict: Verdict, cited: Sequence[Citation], paper: Paper | None, turn: int) -> str:
    title, quote = escape(verdict.title), f"“{escape(verdict.quote)}”" if verdict.quote else ""
    if cited:
        first = next((each for each in cited if each.quote == verdict.quote), cited[0])
        title, quote = _opening(title, first, turn), _opening(quote, first, turn) if quote else ""
    year = str(paper.year) if paper and paper.year else ""
    return (
        f'<tr data-verdict="{verdict.verdict}"><th scope="row">{title}</th><td data-label="Year">{year}</td>'
        f'<td data-label="Verdict" data-key="{ORDER.index(verdict.verdict)}">'
        f'<span class="pa-verdict pa-{verdict.verdict}">{_LABELS[verdict.verdict]}</span></td>'
        f'<td data-label="Why">{escape(verdict.reason)}</td><td data-label="Its words">{quote}</td></tr>'
    )


def _opening(html: str, citation: Citation, turn: int) -> str:
    """Return ``html`` as what opens the sentence that is cited."""
    return (
        f'<a class="pa-cite pa-opens" href="#{source_anchor(turn, citation.number)}" data-turn="{turn}"'
        f' data-n="{citation.number}">{html}</a>'
    )
