"""What the clicks on the Papers tab do: find, choose, remove."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import gradio as gr

from assistant import AssistantError

from ..opening import AssistantHolder
from ..page.head import surroundings
from ..page.layout import Parts
from ..render.progress import error_html, progress_text
from .additions import refused_html, removed_html, working_html
from .filters import Filter, filters_html
from .papers_html import hits_html, limit_html, papers_html

Shown = dict[Any, Any]
_FOUND = 15  # papers that a search of the shelf lists
_TOLD_S = 0.5  # seconds between two reports of how far adding is


class ShelfActions:
    """The handlers of the Papers tab of one page."""

    def __init__(self, holder: AssistantHolder, parts: Parts) -> None:
        self._holder = holder
        self._on = parts
        self._changing = asyncio.Lock()

    def find(self, query: str, narrowed: Any) -> str:
        """Return the list of papers for what was typed into the search, within the filters."""
        if not self._holder.ready:
            return papers_html((), 0)
        assistant, wanted = self._holder.assistant, Filter.read(narrowed)
        everything = assistant.papers() if wanted != Filter() or not query.strip() else ()
        kept = [paper for paper in everything if wanted.fits(paper)]
        if not query.strip():
            return papers_html(kept, len(everything))
        within = [paper.id for paper in kept] if wanted != Filter() else None
        try:
            return hits_html(assistant.search(query, _FOUND, within=within), query)
        except AssistantError as error:
            return error_html("", str(error))

    def listed(self, query: str = "", narrowed: Any = None) -> Shown:
        """Show the shelf as it is now."""
        papers = self._holder.assistant.papers() if self._holder.ready else ()
        return {
            self._on.narrow: filters_html(papers, Filter.read(narrowed)),
            self._on.shelf: self.find(query, narrowed),
        }

    def limit(self, event: gr.EventData) -> Shown:
        """Ask only the chosen papers from now on."""
        papers = self._holder.assistant.papers([str(paper_id) for paper_id in event.papers])
        return {self._on.only: [paper.id for paper in papers], self._on.limit: limit_html(papers)}

    def unlimit(self) -> Shown:
        """Ask all papers again."""
        return {self._on.only: [], self._on.limit: limit_html(())}

    async def remove(self, event: gr.EventData) -> AsyncIterator[Shown]:
        """Take the chosen papers off the shelf."""
        ids = [str(paper_id) for paper_id in event.papers]
        async for shown in self._change("Removing", lambda: removed_html(self._holder.assistant.remove(ids))):
            yield shown

    async def _change(self, doing: str, work: Callable[[], str]) -> AsyncIterator[Shown]:
        """Do ``work`` in a thread, one after the other, and show how far it is, its report, and the shelf then."""
        report = self._on.report
        yield {report: working_html(f"{doing}: waiting for another change to end")}
        async with self._changing:
            task = asyncio.create_task(asyncio.to_thread(_caught, work))
            while not task.done():
                yield {report: working_html(f"{doing} papers: {progress_text(self._holder.stage).lower()}")}
                await asyncio.wait([task], timeout=_TOLD_S)
        yield {report: task.result(), **surroundings(self._holder, self._on), **self.listed()}


def _caught(work: Callable[[], str]) -> str:
    try:
        return work()
    except AssistantError as error:
        return refused_html(str(error))
