"""The verdicts of a set answer as a table that the page can sort, filter and have overruled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from types import MappingProxyType

from assistant import Citation, Judged, Paper, Verdict

from ..talks.overrule import GIVEN, LABELS
from .markup import source_anchor

ORDER = ("match", "partial", "no", "unjudged")
NOT_CHECKED = "Papers that mention this (not checked)"
FIRST_ROWS = 10  # shown of what nobody judged, before "Show all"
_LIVE_ROWS = 60  # the page is told anew with each verdict that comes


def verdicts_html(
    verdicts: Sequence[Verdict],
    judged: Judged,
    turn: int,
    citations: Sequence[Citation] = (),
    papers: Mapping[str, Paper] = MappingProxyType({}),
    was: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Render the verdicts, matches first: a bar of how many there are of each kind, then the table of all.

    A title or quote that is cited opens its highlighted sentence; ``papers``, by id, tell the years, ``was`` the
    verdicts that a reader has overruled. Of a set that nobody judged the closest sentences are shown, ten at first.
    """
    unchecked = not_checked(verdicts)
    cited: dict[str, list[Citation]] = {}
    for citation in citations:
        cited.setdefault(citation.paper_id, []).append(citation)
    ordered = [verdict for name in ORDER for verdict in verdicts if verdict.verdict == name]
    empty = empty_columns(verdicts, papers)
    rows = "".join(
        _row(
            verdict,
            cited.get(verdict.paper_id, ()),
            papers.get(verdict.paper_id),
            turn,
            was=was.get(verdict.paper_id, verdict.verdict),
            empty=empty,
            unchecked=unchecked,
            hidden=unchecked and place >= FIRST_ROWS,
        )
        for place, verdict in enumerate(ordered)
    )
    return _table(rows, verdicts, judged, turn, empty)


def _table(rows: str, verdicts: Sequence[Verdict], judged: Judged, turn: int, empty: Collection[str]) -> str:
    """Return ``rows`` under their headings, with what counts, filters and saves them."""
    unchecked = not_checked(verdicts)
    headers = "".join(_header(label) for name, label in columns_of(unchecked).items() if name not in empty)
    counts = count(verdicts)
    head = "" if unchecked else _bar(counts, judged, len(verdicts))
    kind = f' data-unchecked data-first="{FIRST_ROWS}"' if unchecked else ""
    more = (
        f'<button type="button" class="pa-act pa-all" data-act="all">Show all {len(verdicts)}</button>'
        if unchecked and len(verdicts) > FIRST_ROWS
        else ""
    )
    return (
        f'<section class="pa-verdicts" data-turn="{turn}"{kind} aria-label="Verdicts on the papers">{head}'
        f'<div class="pa-filters">{_unchecked_head(turn) if unchecked else _filters(counts)}'
        '<input type="search" class="pa-filter" placeholder="Filter" aria-label="Filter by words">'
        f'<button type="button" class="pa-act" data-act="tabulate" data-turn="{turn}">Add a column</button>'
        '<button type="button" class="pa-act" data-act="export" data-kind="csv"'
        f' data-turn="{turn}" title="Save this table as CSV">CSV</button></div>'
        '<div class="pa-scroll" tabindex="0" role="region" aria-label="Verdicts">'
        f"<table><thead><tr>{headers}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'{more}<p class="pa-none" hidden>Nothing fits this filter.</p></section>'
    )


def columns_of(unchecked: bool) -> dict[str, str]:
    """Return the columns of a table of verdicts, by what they hold, and their headings."""
    columns = {each: each for each in ("Paper", "Year", "Verdict", "Why", "Its words")}
    return columns | ({"Verdict": "Your verdict", "Its words": "Closest sentence"} if unchecked else {})


def not_checked(verdicts: Sequence[Verdict]) -> bool:
    """Whether the papers were found by their words alone: no model judged one."""
    return any(verdict.given_by == "cut" for verdict in verdicts)


def empty_columns(verdicts: Sequence[Verdict], papers: Mapping[str, Paper]) -> frozenset[str]:
    """Return the columns in which nothing would stand; they would take room from those with words."""
    dated = any(paper.year for each in verdicts if (paper := papers.get(each.paper_id)))
    return frozenset([*(["Why"] if not_checked(verdicts) else []), *([] if dated else ["Year"])])


def count(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return how many verdicts there are of each kind."""
    return {name: sum(verdict.verdict == name for verdict in verdicts) for name in ORDER}


def live_verdicts_html(verdicts: Sequence[Verdict], total: int) -> str:
    """Render the verdicts that came so far of ``total`` papers, matches first and of the others the newest."""
    ordered = [each for name in ORDER for each in reversed(verdicts) if each.verdict == name]
    rows = "".join(
        f'<tr data-verdict="{each.verdict}"><th scope="row">{escape(each.title)}</th>'
        f'<td data-label="Verdict"><span class="pa-verdict pa-{each.verdict}">{LABELS[each.verdict]}</span></td>'
        f'<td data-label="Why">{escape(each.reason) or quoted(each.quote)}</td></tr>'
        for each in ordered[:_LIVE_ROWS]
    )
    left = len(ordered) - _LIVE_ROWS
    more = f'<p class="pa-none">and {left:,} more</p>' if left > 0 else ""
    return (
        '<section class="pa-verdicts pa-coming" aria-label="Verdicts so far">'
        f"{_bar(count(verdicts), Judged(of=total), total or len(verdicts))}"
        '<div class="pa-scroll" tabindex="0" role="region" aria-label="Verdicts so far">'
        f"<table><tbody>{rows}</tbody></table></div>{more}</section>"
    )


def quoted(quote: str | None) -> str:
    """Return a quote escaped, in quotation marks; "" for none."""
    return f"“{escape(quote)}”" if quote else ""


def _unchecked_head(turn: int) -> str:
    judge = (
        f'<button type="button" class="pa-act" data-act="judge" data-turn="{turn}"'
        ' title="Have the model judge every paper">Judge these</button>'
    )
    return f"<h3>{NOT_CHECKED}</h3>{judge}"


def _bar(counts: Mapping[str, int], judged: Judged, listed: int) -> str:
    """Return the counts in words, each with its share of a bar."""
    return (
        f'<p class="pa-counts">{counts_html(counts)} <span>of {denominator(judged, listed)}</span></p>'
        f"{share_svg(counts, listed)}"
    )


def counts_html(counts: Mapping[str, int]) -> str:
    """Return how many there are of each kind, in words."""
    return " · ".join(f"<b>{counts[name]}</b> {LABELS[name]}" for name in ORDER if counts[name])


def share_svg(counts: Mapping[str, int], of: int = 0) -> str:
    """Draw a bar of the share of each kind, ``of`` so many papers where more are still to come."""
    parts, at = "", 0
    for name in ORDER:
        parts += f'<rect class="pa-{name}" x="{at}" width="{counts[name]}" height="1"/>'
        at += counts[name]
    view = f'viewBox="0 0 {max(at, of, 1)} 1" preserveAspectRatio="none" aria-hidden="true"'
    return f'<svg class="pa-share" {view}>{parts}</svg>'


def denominator(judged: Judged, listed: int) -> str:
    """Say of how many papers the verdicts are."""
    if judged.papers and judged.papers < judged.of:
        return f"{judged.papers:,} judged papers ({judged.of:,} on the shelf)"
    return f"{judged.of or listed:,} papers"


def _filters(counts: Mapping[str, int]) -> str:
    # Those of which there are none wait for a reader's verdicts.
    buttons = "".join(
        f'<button type="button" class="pa-act" data-act="only" data-value="{name}" aria-pressed="false"'
        f"{'' if counts[name] else ' hidden'}>{LABELS[name]}</button>"
        for name in ORDER
    )
    every = (
        '<button type="button" class="pa-act" data-act="only" data-value="" aria-pressed="true">all</button>'
    )
    return f'<div role="group" aria-label="Show">{every}{buttons}</div>'


def _header(label: str) -> str:
    return f'<th scope="col"><button type="button" data-act="sort">{label}</button></th>'


def _row(
    verdict: Verdict,
    cited: Sequence[Citation],
    paper: Paper | None,
    turn: int,
    *,
    was: str,
    empty: Collection[str],
    unchecked: bool,
    hidden: bool,
) -> str:
    title, quote = _looking_up(verdict, turn), quoted(verdict.quote)
    if cited:
        first = next((each for each in cited if each.quote == verdict.quote), cited[0])
        title, quote = (
            _opening(escape(verdict.title), first, turn),
            _opening(quote, first, turn) if quote else "",
        )
    year = str(paper.year) if paper and paper.year else ""
    choice = _choice(verdict, was, turn, unchecked=unchecked)
    return (
        f'<tr data-verdict="{verdict.verdict}" data-given="{verdict.given_by}"{" hidden" if hidden else ""}>'
        f'<th scope="row">{title}</th>'
        + ("" if "Year" in empty else f'<td data-label="Year">{year}</td>')
        + f'<td data-label="Verdict" data-key="{ORDER.index(verdict.verdict)}">{choice}</td>'
        + (f'<td data-label="Why">{escape(verdict.reason)}</td>' if "Why" not in empty else "")
        + f'<td data-label="Its words">{quote}</td></tr>'
    )


def _choice(verdict: Verdict, was: str, turn: int, *, unchecked: bool) -> str:
    """Return the verdict as a small menu, by which a reader gives another; ``unchecked`` ones are theirs alone."""
    labels = LABELS | ({"unjudged": "none yet"} if unchecked else {})
    options = "".join(
        f'<option value="{name}"{" selected" if name == verdict.verdict else ""}>{labels[name]}</option>'
        for name in (*GIVEN, *([was] if was not in GIVEN else ()))
    )
    return (
        f'<select class="pa-verdict pa-{verdict.verdict}" data-act="overrule" data-turn="{turn}" data-was="{was}"'
        f' data-paper="{escape(verdict.paper_id, quote=True)}"'
        f' aria-label="Verdict on {escape(verdict.title, quote=True)}">{options}</select>'
        '<span class="pa-yours">yours</span>'
    )


def _looking_up(verdict: Verdict, turn: int) -> str:
    """Return the title of a paper that is not cited, as what shows its abstract."""
    return (
        f'<button type="button" class="pa-look" data-act="abstract" data-turn="{turn}"'
        f' data-paper="{escape(verdict.paper_id, quote=True)}">{escape(verdict.title)}</button>'
    )


def _opening(html: str, citation: Citation, turn: int) -> str:
    """Return ``html`` as what opens the sentence that is cited."""
    return (
        f'<a class="pa-cite pa-opens" href="#{source_anchor(turn, citation.number)}" data-turn="{turn}"'
        f' data-n="{citation.number}">{html}</a>'
    )
