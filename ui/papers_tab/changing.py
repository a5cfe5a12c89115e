"""The Papers tab: its list, and how changes of the shelf wait for one another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from assistant import AssistantError

from ..opening import AssistantHolder
from ..page.head import surroundings
from ..page.layout import Parts
from ..render.progress import progress_text
from .actions import LibraryActions
from .reports_html import refused_html, working_html

Shown = dict[Any, Any]
_TOLD_S = 0.5  # seconds between two reports of how far adding is


class ShelfActions:
    """The handlers of the Papers tab of one page; ``library`` has those of the list."""

    def __init__(self, holder: AssistantHolder, parts: Parts) -> None:
        self._holder = holder
        self._on = parts
        self._changing = asyncio.Lock()
        self.library = LibraryActions(holder, parts, self._change)

    def listed(self) -> Shown:
        """Show the shelf as it is now, whole."""
        return self.library.listed()

    async def _change(self, doing: str, work: Callable[[], str], view: Any = None) -> AsyncIterator[Shown]:
        """Do ``work`` in a thread, one after the other, and show how far it is, its report, and the shelf then.

        ``view`` is what the browser had listed, to list that again.
        """
        report = self._on.report
        yield {report: working_html(f"{doing}: waiting for another change to end")}
        async with self._changing:
            task = asyncio.create_task(asyncio.to_thread(_caught, work, self._holder.here))
            while not task.done():
                yield {report: working_html(f"{doing} papers: {progress_text(self._holder.stage).lower()}")}
                await asyncio.wait([task], timeout=_TOLD_S)
        shown = await asyncio.to_thread(self._changed, view)
        yield {report: task.result(), **shown}

    def _changed(self, view: Any) -> Shown:
        return {**surroundings(self._holder, self._on), **self.library.listed(view)}


def _caught(work: Callable[[], str], holder: AssistantHolder) -> str:
    try:
        with holder.in_use():
            return work()
    except AssistantError as error:
        return refused_html(str(error))
