"""What "Look in all shelves" does, below an answer that declines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from assistant import AssistantError

from ..shelf_choice.chosen import ChosenHolder
from .elsewhere_html import elsewhere_html
from .look_in import LookedIn, look_in, other_shelves


class ElsewhereActions:
    """The handler of "Look in all shelves"."""

    def __init__(self, holder: ChosenHolder) -> None:
        self._holder = holder

    async def look(self, event: gr.EventData) -> AsyncIterator[str]:
        """Show what the other shelves say to a question, one after the other."""
        question, away = str(event.question), bool(getattr(event, "away", ""))
        shelves, current = self._holder.shelves, self._holder.shelf
        try:
            others = await asyncio.to_thread(other_shelves, shelves, current, samples=not away)
            yield elsewhere_html(question, (), len(others))
            found: tuple[LookedIn, ...] = ()
            async for each in look_in(shelves, others, question):
                found = (*found, each)
                yield elsewhere_html(question, found, len(others))
        except AssistantError as error:  # the home cannot be read
            yield elsewhere_html(question, (), 0, problem=str(error))


def wire_elsewhere(holder: ChosenHolder, asked: tuple[gr.HTML, ...], live: gr.HTML) -> list[Any]:
    """Join the button, which stands in ``asked``, with what it shows in ``live``; return the events, to cancel."""
    look = ElsewhereActions(holder).look
    options: dict[str, Any] = {
        "show_progress": "hidden",
        "api_visibility": "private",
        "concurrency_limit": 4,
        "concurrency_id": "elsewhere",
    }
    return [html.elsewhere(look, None, [live], **options) for html in asked]
