"""The Papers tab: the shelf as a list to search, open and choose from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Hit, Paper

from ..render.sources import byline_html

# Papers listed at once; a search narrows a larger shelf.
MOST_LISTED = 200

CHOSEN_BAR = (
    '<div class="pa-chosen" role="group" aria-label="Chosen papers">'
    "<span data-count>Choose papers to compare or ask</span>"
    '<button type="button" class="pa-act" data-act="compare" disabled>Compare these</button>'
    '<button type="button" class="pa-act" data-act="tabulate" disabled>Tabulate</button>'
    '<button type="button" class="pa-act" data-act="choose" disabled>Ask only these</button>'
    '<button type="button" class="pa-act" data-act="remove" disabled>Remove</button>'
    '<button type="button" class="pa-act" data-act="unpick" disabled>Clear</button></div>'
)


def papers_html(papers: Sequence[Paper], total: int) -> str:
    """Render papers in the shelf's own order; ``total`` counts those that are on it."""
    if not total:
        return '<p class="pa-empty">There is no paper on this shelf yet. Add some above.</p>'
    if not papers:
        return '<p class="pa-empty">No paper on the shelf passes these filters.</p>'
    counted = f"{_count(len(papers))} of {total:,}" if len(papers) < total else _count(total)
    more = f" The first {MOST_LISTED:,} are listed; search for others." if len(papers) > MOST_LISTED else ""
    rows = "".join(_row(paper) for paper in papers[:MOST_LISTED])
    return f'<p class="pa-note">{counted} on the shelf.{more}</p><ul class="pa-shelf">{rows}</ul>'


def hits_html(hits: Sequence[Hit], query: str) -> str:
    """Render what a search found, best first, each with the sentence that fits best."""
    if not hits:
        return f'<p class="pa-empty">Nothing on the shelf fits “{escape(query)}”.</p>'
    rows = "".join(
        _row(hit.paper, hit.passages[0].text if hit.passages else hit.passage.text) for hit in hits
    )
    return (
        f'<p class="pa-note">The {_count(len(hits))} that fit best, by keywords and meaning.</p>'
        f'<ul class="pa-shelf">{rows}</ul>'
    )


def limit_html(papers: Sequence[Paper]) -> str:
    """Render which papers alone are asked, with a way back; nothing when all are."""
    if not papers:
        return ""
    names = "; ".join(escape(paper.title) for paper in papers[:3]) + (" …" if len(papers) > 3 else "")
    return (
        f'<div class="pa-limit" role="status"><span>Asking only {_count(len(papers))}: <b>{names}</b></span>'
        '<button type="button" class="pa-act" data-act="unlimit">Ask all papers</button></div>'
    )


def _row(paper: Paper, best: str = "") -> str:
    abstract = escape(paper.abstract) or "<em>No abstract.</em>"
    quote = escape(best)
    shown = f'<p class="pa-best">{quote}</p>' if best and best != paper.title else ""
    if quote:
        abstract = abstract.replace(quote, f"<mark>{quote}</mark>", 1)
    title = escape(paper.title)
    year = f' <span class="pa-year">{paper.year}</span>' if paper.year else ""
    return (
        f'<li><input type="checkbox" data-pick="{escape(paper.id, quote=True)}"'
        f' data-title="{escape(paper.title, quote=True)}"'
        f' aria-label="Choose {escape(paper.title, quote=True)}">'
        f"<details><summary>{title}{year}</summary>{byline_html(paper)}"
        f'<p class="pa-abstract">{abstract}</p></details>{shown}</li>'
    )


def _count(papers: int) -> str:
    return f"{papers:,} paper" + ("" if papers == 1 else "s")
