"""What this shelf is about and what it answers, for the page that has nothing on it yet."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Assistant, Overview, Suggestion

from ..adding.layout import first_screen_html

# Tried first on the shelf that the product comes with.
EXAMPLES: tuple[Suggestion, ...] = (
    Suggestion("How many PET/CT exams were used?", "lookup"),
    Suggestion("How many Python files was CuBERT pre-trained on?", "lookup"),
    Suggestion("Which papers avoid subword tokenizers?", "set"),
    Suggestion("Which papers release a benchmark or a dataset?", "set"),
    Suggestion("Compare ELECTRA and ERNIE-Gram.", "comparison"),
    Suggestion("What is this shelf about?", "shelf"),
)
_BUNDLED = 200  # papers that are looked at for the bundled ones
_TOPICS = 6
_KINDS = {
    "lookup": "A fact",
    "set": "All papers that …",
    "comparison": "A comparison",
    "shelf": "The shelf itself",
}


def tried_first(assistant: Assistant) -> tuple[Suggestion, ...]:
    """Return questions made by hand, where the papers that they are about are on the shelf."""
    titles = [paper.title for paper in assistant.papers_page(0, _BUNDLED)] if assistant.size else []
    bundled = any("PET/CT" in title for title in titles) and any("ELECTRA" in title for title in titles)
    return EXAMPLES if bundled else ()


def overview_now(assistant: Assistant) -> Overview | None:
    """Return the overview if it is made; else have it made, and return None."""
    return assistant.overview([each.question for each in tried_first(assistant)], wait=False)


def welcome_html(papers: int, overview: Overview | None, made: Sequence[Suggestion] = ()) -> str:
    """Render an empty conversation: what the shelf is about, and questions that it answers, to click.

    While the overview is being made the questions that were ``made`` by hand stand in the place of its own; where
    there are none, the page says in general what can be asked.
    """
    count = f"{papers:,} papers" if papers != 1 else "one paper"
    body = _shelf(overview) if overview else _questions(made)
    if not (overview.questions if overview else made):
        body += "<p>Ask for a fact, for all papers that do something, for a comparison, or what the shelf is about.</p>"
    return (
        f'<div class="pa-welcome"><h2>Ask the {count} on this shelf</h2>'
        "<p>Every claim of an answer carries a number, which opens the exact sentence that it stands on.</p>"
        f"{body}{first_screen_html(papers)}</div>"
    )


def _shelf(overview: Overview) -> str:
    years = ""
    if overview.years:
        first, last = overview.years
        years = (
            f"<dt>Years</dt><dd>{first}</dd>"
            if first == last
            else f"<dt>Years</dt><dd>{first} to {last}</dd>"
        )
    topics = "".join(
        f"<li>{escape(topic.label)} <small>{max(round(100 * topic.share), 1)} %</small></li>"
        for topic in overview.topics[:_TOPICS]
    )
    on = f"<dt>On</dt><dd><ul>{topics}</ul></dd>" if topics else ""
    about = f'<dl class="pa-about">{years}{on}</dl>' if years or on else ""
    return _questions(overview.questions) + about


def _questions(questions: Sequence[Suggestion]) -> str:
    items = "".join(
        '<li><button type="button" class="pa-example" data-act="ask"'
        f' data-question="{escape(each.question, quote=True)}">'
        f"<span>{_KINDS.get(each.kind, '')}</span>{escape(each.question)}</button></li>"
        for each in questions
    )
    return f'<ul class="pa-examples">{items}</ul>' if items else ""
