"""The line at the top of the page, and what a user should know just now."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from ..opening import Desk
from ..render.answer import progress_text
from .layout import Parts
from .welcome import composer_html

OPENING_S = 1.0  # seconds between two looks at a shelf that is being opened
INDEXING_S = 3.0  # and at one that answers already while papers are embedded or a model is made ready


def head_html(desk: Desk) -> str:
    """Render how many papers there are, who writes the answers, and what stands in the way of either."""
    if not desk.ready:
        note = f"The papers are being prepared ({progress_text(desk.stage)}); answers come after that."
        return composer_html("extractive", 0, (note,))
    assistant = desk.assistant
    notes = [*assistant.notes]
    if desk.indexing and (at_work := assistant.indexing):
        left = f", about {max(1, round(at_work.remaining_s / 60))} min left" if at_work.remaining_s else ""
        notes.append(f"Indexing their meaning: {at_work.done:,} of {at_work.total:,} papers{left}.")
    if desk.trouble:
        notes.append(desk.trouble)
    ready = assistant.model_ready
    return composer_html(assistant.composer, assistant.size, notes, offer=offer_html(desk), ready=ready)


def surroundings(desk: Desk, on: Parts) -> dict[Any, Any]:
    """Show the head as it is now, and look again soon for as long as it will change by itself."""
    at_work = desk.indexing or (desk.ready and desk.assistant.model_preparing)
    again = gr.Timer(INDEXING_S, active=at_work) if desk.ready else gr.Timer(OPENING_S, active=True)
    return {on.head: head_html(desk), on.waiting: again}


def offer_html(desk: Desk) -> str:
    """Render a fold with what each model takes and gives, and a button; "" where none may be fetched here."""
    if not desk.may_fetch:
        return ""
    return "".join(_offer(model, present) for model, present in desk.assistant.offers)


def _offer(model: Any, present: bool) -> str:
    rows = {
        "Size": "fetched already" if present else f"{model.size_text}, fetched once",
        "Licence": model.licence,
        "Memory": f"{model.memory_gb:.1f} GB, and 12 MB of disk for each paper that it has read",
        "Time": model.pace,
        "Quality": model.quality,
    }
    told = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    name = escape(model.name, quote=True)
    click = "Use it" if present else f"Fetch {escape(model.size_text)} and use it"
    return (
        f'<details class="pa-menu pa-offer"><summary>Get a judge</summary><div class="pa-pop">'
        f"<p>{escape(model.file)} judges every paper and writes answers, on this machine: no question and no "
        f"paper leaves it. You can ask while it is being made ready.</p><dl>{told}</dl>"
        f'<button type="button" class="pa-act" data-act="fetch" data-name="{name}">{click}</button></div></details>'
    )
