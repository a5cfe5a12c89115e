"""A question that is being answered, or could not be: what is happening, and the text as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import Stage, Verdict

from .buttons import question_html
from .markup import answer_html
from .verdicts import live_verdicts_html

_STAGE_LABELS = {
    "plan": "Reading the question",
    "retrieve": "Searching the shelf",
    "screen": "Judging the papers",
    "explain": "Writing the reasons",
    "think": "Thinking",
    "write": "Writing the answer",
    "compose": "Writing the answer",
    "embedding": "Indexing",
    "keywords": "Indexing words",
    "index": "Opening the index",
    "load the model": "Waiting for the model",
}


def live_html(
    question: str, stage: Stage | None, text: str, seconds: float, found: Sequence[Verdict] = ()
) -> str:
    """Render an exchange that is being answered: what is happening, the verdicts ``found`` so far, then the text."""
    written = answer_html(text, turn=0, numbers=None) if text else ""
    total = stage.total if stage and stage.name == "screen" else 0
    listed = live_verdicts_html(found, total) if found and not text else ""
    waited = f" · {seconds:.0f} s" if seconds >= 2 else ""
    return (
        f'<article class="pa-exchange pa-live" aria-busy="true">{question_html(question)}'
        f'<p class="pa-progress" role="status">{escape(progress_text(stage))}{waited}</p>'
        f'{listed}<div class="pa-answer">{written}</div></article>'
    )


def progress_text(stage: Stage | None) -> str:
    """Say what is happening in a few words; ``judged 24 of 38 papers`` where it can be counted."""
    if stage is None:
        return "Sent to the server"
    if stage.name == "line":
        return f"In line: {stage.done:,} question{'s' if stage.done != 1 else ''} before yours"
    if stage.name == "screen" and stage.total:
        return f"Judged {stage.done} of {stage.total} papers" + (f", {stage.left}" if stage.left else "")
    label = _STAGE_LABELS.get(stage.name, stage.name.capitalize())
    return f"{label}: {stage.done:,} of {stage.total:,}" if stage.total else label


def error_html(question: str, message: str) -> str:
    """Render a question that could not be answered, with the reason and a way to try again."""
    again = (
        f'<button type="button" class="pa-act" data-act="ask" data-question="{escape(question, quote=True)}">'
        "Try again</button>"
    )
    return (
        f'<article class="pa-exchange pa-failed">{question_html(question)}'
        f'<p class="pa-error" role="alert">{escape(message)}</p>'
        f'<div class="pa-actions">{again if question else ""}</div></article>'
    )
