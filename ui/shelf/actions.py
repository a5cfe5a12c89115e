"""What adding papers on the Papers tab does, and how changes of the shelf wait for one another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from assistant import AssistantError, Import, fetch_hosts, on_shelf, only_references, read_bytes

from ..library.actions import LibraryActions
from ..opening import AssistantHolder
from ..page.head import surroundings
from ..page.layout import Parts
from ..render.progress import progress_text
from .additions import looked_up_html, refused_html, report_html, working_html
from .look_ups import LookUp, question_html, refusal

Shown = dict[Any, Any]
_TOLD_S = 0.5  # seconds between two reports of how far adding is
_PASTED = "what was pasted"
_LOOKING = 4  # look-ups at once, of all readers
_Result = TypeVar("_Result")


class ShelfActions:
    """The handlers of the Papers tab of one page; ``library`` has those of the list."""

    def __init__(self, holder: AssistantHolder, parts: Parts) -> None:
        self._holder = holder
        self._on = parts
        self._changing = asyncio.Lock()
        self._looking = asyncio.Semaphore(_LOOKING)
        self.library = LibraryActions(holder, parts, self._change)

    def listed(self) -> Shown:
        """Show the shelf as it is now, whole."""
        return self.library.listed()

    async def add_file(self, path: str | None) -> AsyncIterator[Shown]:
        """Add the papers of an uploaded file."""
        if path:
            file = Path(path)
            try:
                async for shown in self._add(lambda: read_bytes(file.read_bytes(), file.name)):
                    yield shown
            finally:
                file.unlink(missing_ok=True)  # Gradio would keep what was uploaded

    async def add_text(self, text: str, leave: Any) -> AsyncIterator[Shown]:
        """Add the papers of a text that was pasted, or those that it only names: these are looked up, with leave."""
        if _only_names(text):
            async for shown in self._look_up(text, leave):
                yield shown
            return
        async for shown in self._add(lambda: read_bytes(text.encode("utf-8", "replace"), _PASTED)):
            yield shown

    async def allow(self, text: str, leave: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Look up what was pasted at the hosts that the reader was shown, from now on without asking again."""
        allowed = (*_hosts(leave), *str(event.hosts).split())
        yield {self._on.leave: allowed}
        if _only_names(text):
            async for shown in self._look_up(text, allowed):
                yield shown

    async def _look_up(self, text: str, leave: Any) -> AsyncIterator[Shown]:
        """Ask for leave, or look up and then add; others can add meanwhile."""
        report = self._on.report
        if why := refusal(self._holder, text):
            yield {report: refused_html(why)}
            return
        settings = self._holder.assistant.settings
        hosts = fetch_hosts(text, settings)
        if not set(hosts) <= set(_hosts(leave)):
            yield {report: question_html(hosts, len(only_references(text)))}
            return
        yield {report: working_html("Looking up: waiting for others to end")}
        async with self._looking:
            look_up = LookUp(text, settings)
            task = asyncio.create_task(asyncio.to_thread(look_up.run))
            while not task.done():
                yield {report: working_html(look_up.told)}
                await asyncio.wait([task], timeout=_TOLD_S)
        fetched = task.result()
        if isinstance(fetched, str):
            yield {report: refused_html(fetched)}
            return

        def work() -> str:
            assistant = self._holder.assistant
            arrivals = on_shelf(fetched.imports, assistant.papers())
            return looked_up_html(fetched, arrivals, assistant.add(arrivals.papers))

        async for shown in self._change("Adding", work):
            yield shown

    async def _add(self, read: Callable[[], Import]) -> AsyncIterator[Shown]:
        def work() -> str:
            found, assistant = read(), self._holder.assistant
            arrivals = on_shelf([found], assistant.papers())
            return report_html(found, arrivals, assistant.add(arrivals.papers))

        async for shown in self._change("Adding", work):
            yield shown

    async def _change(self, doing: str, work: Callable[[], str], view: Any = None) -> AsyncIterator[Shown]:
        """Do ``work`` in a thread, one after the other, and show how far it is, its report, and the shelf then.

        ``view`` is what the browser had listed, to list that again.
        """
        report = self._on.report
        yield {report: working_html(f"{doing}: waiting for another change to end")}
        async with self._changing:
            task = asyncio.create_task(asyncio.to_thread(_caught, work))
            while not task.done():
                yield {report: working_html(f"{doing} papers: {progress_text(self._holder.stage).lower()}")}
                await asyncio.wait([task], timeout=_TOLD_S)
        yield {report: task.result(), **surroundings(self._holder, self._on), **self.library.listed(view)}


def _only_names(text: str) -> bool:
    try:
        return bool(only_references(text))
    except AssistantError:  # more than are looked up at once, which is said when they are
        return True


def _hosts(leave: Any) -> tuple[str, ...]:
    return tuple(each for each in leave if isinstance(each, str)) if isinstance(leave, list | tuple) else ()


def _caught(work: Callable[[], str]) -> str:
    try:
        return work()
    except AssistantError as error:
        return refused_html(str(error))
