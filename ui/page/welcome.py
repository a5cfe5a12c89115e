"""What the page says before anything is asked: who answers, and how to change that."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import ModelState

from ..model.head_html import button_html, who_html
from ..papers_tab.list_html import papers_count

OPENING = '<p class="pa-empty" role="status">Opening the shelf</p>'


def composer_html(state: ModelState, papers: int, notes: Sequence[str] = (), *, shelves: str = "") -> str:
    """Render the header line: how many papers, who writes the answers, and the button to change that.

    ``shelves`` is the HTML of the menu of shelves.
    """
    judges = "" if state.status == "none" else " data-judges"
    noted = "".join(f'<p class="pa-note">{escape(note)}</p>' for note in notes)
    return (
        f'<header class="pa-head"{judges}><h1>Paper Assistant</h1>{shelves}'
        f'<p class="pa-who">{papers_count(papers)} · {who_html(state)}</p>{button_html(state)}</header>{noted}'
    )
