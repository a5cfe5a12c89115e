"""Groups of papers that are likely one -> a list of them, each group with a button that merges it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Paper

from .list_html import papers_count

_SHOWN = 50  # groups; further ones follow when these are merged
_BACK = '<button type="button" class="pa-act" data-act="singles">Back to all papers</button>'


def doubles_html(groups: Sequence[Sequence[Paper]]) -> str:
    """Render the groups; the paper that is kept stands first unless the reader chooses another."""
    if not groups:
        return (
            f'<p class="pa-empty">No two papers of this shelf look like one and the same.</p><p>{_BACK}</p>'
        )
    told = papers_count(sum(map(len, groups)))
    more = f" The first {_SHOWN} are shown." if len(groups) > _SHOWN else ""
    shown = "".join(_group(group, number) for number, group in enumerate(groups[:_SHOWN], 1))
    return (
        f'<p class="pa-note">{told} look like {len(groups):,}: one DOI, arXiv id or title.{more} Merging keeps the '
        f"chosen record, fills its gaps from the others, and takes these off the shelf.</p><p>{_BACK}</p>{shown}"
    )


def _group(group: Sequence[Paper], number: int) -> str:
    rows = "".join(_choice(paper, number, first=paper is group[0]) for paper in group)
    return (
        f'<fieldset class="pa-double"><legend>Keep</legend>{rows}'
        '<button type="button" class="pa-act" data-act="alter" data-do="merge">'
        f"Merge these {len(group)} into one</button></fieldset>"
    )


def _choice(paper: Paper, number: int, *, first: bool) -> str:
    names = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
    about = "abstract" if paper.abstract else "no abstract"
    parts = (names, paper.venue, paper.year, paper.url, about)
    told = " · ".join(escape(str(value)) for value in parts if value)
    return (
        f'<label><input type="radio" name="pa-double-{number}" value="{escape(paper.id, quote=True)}"'
        f'{" checked" if first else ""}><span>{escape(paper.title)}<small class="pa-meta">{told}</small></span></label>'
    )
