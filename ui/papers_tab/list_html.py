"""A page of the library as HTML: how many papers, what they are narrowed to, a row each, the way to other pages."""

from __future__ import annotations

from html import escape

from assistant import ListedPaper, PapersPage, paper_page

from .marked import marked_html
from .view import PAGE, View

_AUTHORS = 3  # names of a row; more are "et al."
_LABELS = 6


def list_html(page: PapersPage, view: View, undated: int = 0) -> str:
    """Render the papers that ``view`` asks for; where none is, ``undated`` ones of the shelf are told of."""
    if not page.total:
        return '<p class="pa-empty">There is no paper on this shelf yet. Add some above.</p>'
    # The page compares this with its search box: a list that is late is asked for again.
    chips = f'<span hidden data-query="{escape(view.query, quote=True)}"></span>{_chips(view)}'
    if not page.found:
        return f"{chips}{_nothing(view)}{_undated(undated)}"
    rows = "".join(_row(each) for each in page.papers)
    return (
        f'{chips}{_heading(page, view)}<ul class="pa-shelf" data-found="{page.found}">{rows}</ul>'
        f"{_pager(page)}{_end(page, view)}"
    )


def _heading(page: PapersPage, view: View) -> str:
    whole = papers_count(page.total)
    counted = whole if page.found == page.total else f"{papers_count(page.found)} of {page.total:,}"
    by = ", the best first" if view.query and not view.sort else ""
    shown = f" · {page.offset + 1:,}–{page.offset + len(page.papers):,} shown" if page.found > PAGE else ""
    return (
        '<div class="pa-list-head"><label><input type="checkbox" data-pick-page '
        'aria-label="Choose all papers of this page"></label>'
        f'<p class="pa-note">{counted} on the shelf{by}{shown}</p></div>'
    )


def _chips(view: View) -> str:
    if not view.conditions:
        return ""
    chips = "".join(
        f'<button type="button" class="pa-act pa-chip" data-act="unfilter" data-name="{name}"'
        f' aria-label="Do not filter by {escape(text, quote=True)}">{escape(text)} <span aria-hidden="true">✕</span>'
        "</button>"
        for name, text in view.conditions
    )
    return f'<div class="pa-chips" role="group" aria-label="Filters in force">{chips}</div>'


def _nothing(view: View) -> str:
    if view.query and view.conditions:
        return f'<p class="pa-empty">No paper that passes these filters speaks of “{escape(view.query)}”.</p>'
    if view.query:
        return f'<p class="pa-empty">No paper on the shelf speaks of “{escape(view.query)}”.</p>'
    return '<p class="pa-empty">No paper on the shelf passes these filters.</p>'


def _undated(papers: int) -> str:
    """Tell of papers that no filter by years lists; "" where there are none."""
    has = "has no year" if papers == 1 else "have no year"
    note = f"{papers_count(papers)} of this shelf {has} on record, so that a filter by years leaves them out."
    return f'<p class="pa-note">{note}</p>' if papers else ""


def _row(each: ListedPaper) -> str:
    paper = each.paper
    name, title = escape(paper.id, quote=True), escape(paper.title, quote=True)
    abstract = marked_html(paper.abstract, each.abstract_marks, links=True) or "<em>No abstract.</em>"
    found = each.passage
    best = ""
    if found is not None and found.field == "abstract":
        best = f'<p class="pa-best">{marked_html(paper.abstract, each.abstract_marks, found.start, found.end)}</p>'
    page = paper_page(paper)
    link = (
        f'<a class="pa-act" href="{escape(page, quote=True)}" target="_blank" rel="noopener noreferrer">'
        "Open the paper’s page</a>"
        if page
        else ""
    )
    return (
        f'<li><input type="checkbox" data-pick="{name}" data-title="{title}" aria-label="Choose {title}">'
        f'<div><details><summary><span class="pa-title">{marked_html(paper.title, each.title_marks)}</span>'
        f'{_meta(each)}</summary><p class="pa-abstract">{abstract}</p>'
        f'<p class="pa-row-acts">{link}<button type="button" class="pa-act" data-act="about" data-title="{title}">'
        f'Ask about it</button><button type="button" class="pa-act" data-act="library" data-do="edit"'
        f' data-paper="{name}">Edit</button></p></details>{best}</div></li>'
    )


def _meta(each: ListedPaper) -> str:
    """Return authors, venue, year and labels on one line; "" where nothing is recorded."""
    paper = each.paper
    names = ", ".join(paper.authors[:_AUTHORS]) + (" et al." if len(paper.authors) > _AUTHORS else "")
    facts = " · ".join(escape(str(value)) for value in (names, paper.venue, paper.year) if value)
    labels = [(label, "pa-in") for label in paper.collections] + [(label, "pa-tag") for label in paper.tags]
    chips = "".join(f' <span class="{kind}">{escape(label)}</span>' for label, kind in labels[:_LABELS])
    if len(labels) > _LABELS:
        chips += f" <span>+{len(labels) - _LABELS}</span>"
    return f'<small class="pa-meta">{facts}{chips}</small>' if facts or chips else ""


def _pager(page: PapersPage) -> str:
    pages = -(-page.found // PAGE)
    if pages < 2:
        return ""
    at = page.offset // PAGE + 1

    def step(text: str, to: int) -> str:
        off = "" if 1 <= to <= pages else " disabled"
        return f'<button type="button" class="pa-act" data-act="page" data-page="{to}"{off}>{text}</button>'

    return (
        f'<nav class="pa-pager" aria-label="Pages">{step("‹ Previous", at - 1)}<label>Page <input type="number" '
        f'data-to-page min="1" max="{pages}" value="{at}"></label><span>of {pages:,}</span>'
        f"{step('Next ›', at + 1)}</nav>"
    )


def _end(page: PapersPage, view: View) -> str:
    last = page.offset + len(page.papers) >= page.found
    return '<p class="pa-note pa-end">No further papers speak of this.</p>' if view.query and last else ""


def papers_count(papers: int) -> str:
    """Return "1 paper", "1,204 papers"."""
    return f"{papers:,} paper" + ("" if papers == 1 else "s")
