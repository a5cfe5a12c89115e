"""Groups of papers that are likely one -> a list of them, each group with a button that merges it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Paper

from .list_html import papers_count

_SHOWN = 50  # groups; further ones follow when these are merged
_BACK = '<button type="button" class="pa-act" data-act="singles">Back to all papers</button>'


def doubles_html(groups: Sequence[Sequence[Paper]], told_apart: int = 0) -> str:
    """Render the groups; the paper that is kept stands first unless the reader chooses another.

    ``told_apart`` counts the pairs that the reader said are two papers.
    """
    apart = _told_apart(told_apart)
    if not groups:
        nothing = "No two papers of this shelf look like one and the same."
        if told_apart:
            nothing = "No further papers of this shelf look like one and the same."
        return f'<p class="pa-empty">{nothing}</p>{apart}<p>{_BACK}</p>'
    count = papers_count(sum(map(len, groups)))
    more = f" The first {_SHOWN} are shown." if len(groups) > _SHOWN else ""
    shown = "".join(_group(group, number) for number, group in enumerate(groups[:_SHOWN], 1))
    return (
        f'<p class="pa-note">{count} look like {len(groups):,}: one DOI, arXiv id or title.{more} Merging keeps the '
        "chosen record, fills its gaps from the others, and takes these off the shelf. Papers that are not the same "
        f"stay as they are, and are not offered again.</p>{apart}<p>{_BACK}</p>{shown}"
    )


def _told_apart(pairs: int) -> str:
    if not pairs:
        return ""
    count = "1 pair was" if pairs == 1 else f"{pairs:,} pairs were"
    return (
        f'<p class="pa-note">{count} told apart. <button type="button" class="pa-act" data-act="alter" data-do="offer">'
        "Offer them again</button></p>"
    )


def _group(group: Sequence[Paper], number: int) -> str:
    rows = "".join(_choice(paper, number, first=paper is group[0], of=len(group)) for paper in group)
    apart = "Not the same paper" if len(group) == 2 else "No two of these are the same"
    return (
        f'<fieldset class="pa-double"><legend>Keep</legend>{rows}'
        '<button type="button" class="pa-act" data-act="alter" data-do="merge">'
        f"Merge these {len(group)} into one</button>"
        f'<button type="button" class="pa-act" data-act="alter" data-do="apart">{apart}</button></fieldset>'
    )


def _choice(paper: Paper, number: int, *, first: bool, of: int) -> str:
    names = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
    about = "abstract" if paper.abstract else "no abstract"
    parts = (names, paper.venue, paper.year, paper.url, about)
    facts = " · ".join(escape(str(value)) for value in parts if value)
    name = escape(paper.id, quote=True)
    other = (
        '<button type="button" class="pa-act" data-act="alter" data-do="apart"'
        f' data-paper="{name}" aria-label="{escape(paper.title, quote=True)} is another paper">Another paper</button>'
        if of > 2
        else ""
    )
    return (
        f'<div class="pa-double-row"><label><input type="radio" name="pa-double-{number}" value="{name}"'
        f"{' checked' if first else ''}><span>{escape(paper.title)}"
        f'<small class="pa-meta">{facts}</small></span></label>'
        f"{other}</div>"
    )
