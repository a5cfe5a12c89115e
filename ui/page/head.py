"""The line at the top of the page, and what a user should know just now."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant import ModelState

from ..opening import AssistantHolder
from ..render.progress import progress_text
from ..shelf_choice.menu import menu_html
from .layout import Parts
from .welcome import composer_html

OPENING_S = 1.0  # seconds between two looks at a shelf that is being opened
LOOKING_S = 1.5  # at one that is being looked over
INDEXING_S = 3.0  # and at one that answers already while papers are embedded or a model is made ready


def head_html(holder: AssistantHolder) -> str:
    """Render how many papers there are, who writes the answers, and what stands in the way of either."""
    if not holder.ready and holder.error is not None:
        return composer_html(ModelState(), 0, (str(holder.error),), shelves=menu_html(holder))
    if not holder.ready:
        note = f"The papers are being prepared ({progress_text(holder.stage)}); answers come after that."
        return composer_html(ModelState(), 0, (note,), shelves=menu_html(holder))
    assistant = holder.assistant
    state = assistant.model_state
    notes = [note for note in assistant.notes if note != state.why]  # told in the line itself
    if holder.indexing and (at_work := assistant.indexing):
        left = f", about {max(1, round(at_work.remaining_s / 60))} min left" if at_work.remaining_s else ""
        notes.append(f"Indexing their meaning: {at_work.done:,} of {at_work.total:,} papers{left}.")
    return composer_html(state, assistant.size, notes, shelves=menu_html(holder))


def surroundings(holder: AssistantHolder, on: Parts) -> dict[Any, Any]:
    """Show the head as it is now, and look again soon for as long as it will change by itself."""
    at_work = holder.indexing or (holder.ready and holder.assistant.model_preparing)
    opening = not holder.ready and holder.error is None
    again = gr.Timer(OPENING_S, active=True) if opening else gr.Timer(INDEXING_S, active=at_work)
    return {on.head: head_html(holder), on.waiting: again}
