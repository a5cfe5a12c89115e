"""What the menu of shelves does: go to a shelf, make one, remove one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from assistant import AssistantError

from ..page.head import surroundings
from ..page.layout import Parts
from .chosen import ChosenHolder
from .names import checked_name

Shown = dict[Any, Any]


class ShelfChoice:
    """The handlers of the menu; ``renewed`` shows the page as it is on the shelf that is followed then."""

    def __init__(self, holder: ChosenHolder, parts: Parts, renewed: Callable[[Any], Shown]) -> None:
        self._holder = holder
        self._on = parts
        self._renewed = renewed

    async def switch(self, event: gr.EventData) -> Shown:
        """Go to a shelf, with a new conversation."""
        return await self.go_to(str(event.name))

    async def make(self, event: gr.EventData) -> Shown:
        """Make a shelf and go to it."""
        try:
            name = checked_name(str(event.text))
            await asyncio.to_thread(self._holder.shelves.make, name)
        except AssistantError as error:
            return self._refused(error)
        return await self.go_to(name)

    async def drop(self, event: gr.EventData) -> Shown:
        """Remove a shelf; who is on it goes to the one that is served."""
        name, shelves = str(event.name), self._holder.shelves
        try:
            await asyncio.to_thread(shelves.remove, name)
        except AssistantError as error:
            return self._refused(error)
        if name == self._holder.shelf:
            return await self.go_to(shelves.served.shelf)
        return {**surroundings(self._holder, self._on), self._on.message: ""}

    async def go_to(self, name: str) -> Shown:
        """Return the page on another shelf: a new conversation, all papers asked."""
        self._holder.follow(name)
        shown = await asyncio.to_thread(self._renewed, {"shelf": name})
        return {**shown, self._on.message: ""}

    def _refused(self, error: AssistantError) -> Shown:
        return {self._on.message: f'<p class="pa-error" role="alert">{escape(str(error))}</p>'}
