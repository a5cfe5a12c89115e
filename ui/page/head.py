"""The line at the top of the page, and what a user should know just now."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from ..opening import AssistantHolder
from ..render.progress import progress_text
from ..shelf_choice.menu import menu_html
from .layout import Parts
from .welcome import composer_html

OPENING_S = 1.0  # seconds between two looks at a shelf that is being opened
INDEXING_S = 3.0  # and at one that answers already while papers are embedded or a model is made ready


def head_html(holder: AssistantHolder) -> str:
    """Render how many papers there are, who writes the answers, and what stands in the way of either."""
    if not holder.ready and holder.error is not None:
        return composer_html("extractive", 0, (str(holder.error),), shelves=menu_html(holder))
    if not holder.ready:
        note = f"The papers are being prepared ({progress_text(holder.stage)}); answers come after that."
        return composer_html("extractive", 0, (note,), shelves=menu_html(holder))
    assistant = holder.assistant
    notes = [*assistant.notes]
    if holder.indexing and (at_work := assistant.indexing):
        left = f", about {max(1, round(at_work.remaining_s / 60))} min left" if at_work.remaining_s else ""
        notes.append(f"Indexing their meaning: {at_work.done:,} of {at_work.total:,} papers{left}.")
    if holder.trouble:
        notes.append(holder.trouble)
    ready = assistant.model_ready
    return composer_html(
        assistant.composer,
        assistant.size,
        notes,
        offer=offer_html(holder),
        ready=ready,
        shelves=menu_html(holder),
    )


def surroundings(holder: AssistantHolder, on: Parts) -> dict[Any, Any]:
    """Show the head as it is now, and look again soon for as long as it will change by itself."""
    at_work = holder.indexing or (holder.ready and holder.assistant.model_preparing)
    opening = not holder.ready and holder.error is None
    again = gr.Timer(OPENING_S, active=True) if opening else gr.Timer(INDEXING_S, active=at_work)
    return {on.head: head_html(holder), on.waiting: again}


def offer_html(holder: AssistantHolder) -> str:
    """Render a fold with what each model takes and gives, and a button; "" where none may be fetched here."""
    if not holder.may_fetch:
        return ""
    return "".join(_offer(model, present) for model, present in holder.assistant.offers)


def _offer(model: Any, present: bool) -> str:
    rows = {
        "Size": "fetched already" if present else f"{model.size_text}, fetched once",
        "Licence": model.licence,
        "Memory": f"{model.memory_gb:.1f} GB, and 12 MB of disk for each paper that it has read",
        "Time": model.pace,
        "Quality": model.quality,
    }
    entries = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    name = escape(model.name, quote=True)
    click = "Use it" if present else f"Fetch {escape(model.size_text)} and use it"
    return (
        f'<details class="pa-menu pa-offer"><summary>Get a judge</summary><div class="pa-pop">'
        f"<p>{escape(model.file)} judges every paper and writes answers, on this machine: no question and no "
        f"paper leaves it. You can ask while it is being made ready.</p><dl>{entries}</dl>"
        f'<button type="button" class="pa-act" data-act="fetch" data-name="{name}">{click}</button></div></details>'
    )
