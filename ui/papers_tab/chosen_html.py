"""What can be done to chosen papers, and which papers alone are asked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Paper

CHOSEN_BAR = (
    '<div class="pa-chosen" role="group" aria-label="Chosen papers">'
    "<span data-count>Choose papers to compare, tabulate, ask or label</span>"
    '<button type="button" class="pa-act" data-act="everything" hidden>Choose all</button>'
    '<button type="button" class="pa-act" data-act="compare" disabled>Compare these</button>'
    '<button type="button" class="pa-act" data-act="tabulate" disabled>Tabulate</button>'
    '<button type="button" class="pa-act" data-act="choose" disabled>Ask only these</button>'
    '<button type="button" class="pa-act" data-act="labels" disabled>Label</button>'
    '<button type="button" class="pa-act" data-act="remove" disabled>Remove</button>'
    '<button type="button" class="pa-act" data-act="unpick" disabled>Clear</button></div>'
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


def _count(papers: int) -> str:
    return f"{papers:,} paper" + ("" if papers == 1 else "s")
