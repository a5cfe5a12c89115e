"""What the page says before anything is asked: what can be asked, who answers, and how to change that."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import ModelState, Paper

from ..adding.layout import first_screen_html
from ..model.told import button_html, who_html

OPENING = '<p class="pa-empty" role="status">Opening the shelf</p>'

# Shown on the shelf that the product comes with.
EXAMPLES: tuple[tuple[str, str], ...] = (
    ("A fact", "How many PET/CT exams were used?"),
    ("A fact", "How many Python files was CuBERT pre-trained on?"),
    ("All papers that …", "Which papers avoid subword tokenizers?"),
    ("All papers that …", "Which papers release a benchmark or a dataset?"),
    ("A comparison", "Compare ELECTRA and ERNIE-Gram."),
    ("Anything else", "What can you do?"),
)


def examples(papers: Sequence[Paper]) -> tuple[tuple[str, str], ...]:
    """Return questions of each kind, about papers that are on the shelf: (kind, question)."""
    titles = [paper.title for paper in papers]
    if any("PET/CT" in title for title in titles) and any("ELECTRA" in title for title in titles):
        return EXAMPLES
    asked = [("A fact", f"What does “{title}” report?") for title in titles[:1]]
    asked += [("All papers that …", "Which papers release a dataset or code?")] if titles else []
    if len(titles) > 1:
        asked.append(("A comparison", f"Compare “{titles[0]}” and “{titles[1]}”."))
    return (*asked, EXAMPLES[-1])


def welcome_html(papers: Sequence[Paper]) -> str:
    """Render an empty conversation: what can be asked, with examples to click."""
    items = "".join(
        '<li><button type="button" class="pa-example" data-act="ask"'
        f' data-question="{escape(question, quote=True)}">'
        f"<span>{escape(kind)}</span>{escape(question)}</button></li>"
        for kind, question in examples(papers)
    )
    count = f"{len(papers):,} papers" if len(papers) != 1 else "one paper"
    return (
        f'<div class="pa-welcome"><h2>Ask the {count} on this shelf</h2>'
        "<p>Every claim of an answer carries a number, which opens the exact sentence that it stands on. "
        "You can follow up: “Of those, which work on images of text?”</p>"
        f"<ul>{items}</ul>{first_screen_html(len(papers))}</div>"
    )


def composer_html(state: ModelState, papers: int, notes: Sequence[str] = (), *, shelves: str = "") -> str:
    """Render the header line: how many papers, who writes the answers, and the button to change that.

    ``shelves`` is the HTML of the menu of shelves.
    """
    judges = "" if state.status == "none" else " data-judges"
    noted = "".join(f'<p class="pa-note">{escape(note)}</p>' for note in notes)
    return (
        f'<header class="pa-head"{judges}><h1>Paper Assistant</h1>{shelves}'
        f'<p class="pa-who">{papers:,} papers · {who_html(state)}</p>{button_html(state)}</header>{noted}'
    )
