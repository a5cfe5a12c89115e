"""What adding does: files and text in; papers on the chosen shelf, and a report by file, out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant import (
    Added,
    AssistantError,
    Fetched,
    FileReport,
    Import,
    fetch_hosts,
    on_shelf,
    only_references,
    read_bytes,
)

from ..opening import AssistantHolder
from ..page.layout import Parts
from ..papers_tab.reports_html import refused_html, working_html
from ..render.progress import progress_text
from ..shelf_choice.chosen import ChosenHolder
from ..shelf_choice.names import OWN
from .look_ups import LookUp, question_html, refusal
from .report_html import report_html
from .tally import Tally, read_upload

Shown = dict[Any, Any]
_TOLD_S = 0.5  # seconds between two reports of how far adding is
_PASTED = "what was pasted"
_LOOKING = 4  # look-ups at once, of all readers
_LONGEST_NAME = 60  # characters of a shelf's name
_NOTHING = Added()


class AddActions:
    """The handlers of the panel; ``after`` shows the rest of the page as it is then.

    It is called with the conversation and the question that is being answered, as the page has them.
    """

    def __init__(self, holder: ChosenHolder, parts: Parts, after: Callable[[Any, Any], Shown]) -> None:
        self._holder = holder
        self._on = parts
        self._after = after
        self._changing = asyncio.Lock()
        self._looking = asyncio.Semaphore(_LOOKING)

    async def files(
        self, paths: Sequence[str] | None, batch: Any, tally: Any, talk: Any, pending: Any
    ) -> AsyncIterator[Shown]:
        """Add the papers of uploaded files, one batch of a drop; ``batch`` names the shelf, and the first one."""
        batch = batch if isinstance(batch, dict) else {}
        target, files = (
            str(batch.get("target") or "")[:_LONGEST_NAME],
            [Path(path) for path in dict.fromkeys(paths or ())],
        )
        sofar = tally if isinstance(tally, Tally) and not batch.get("first") else Tally(target)
        imports: list[Import] = []
        broken: list[FileReport] = []
        try:
            for number, file in enumerate(files, 1):
                yield self._working(f"Reading {number:,} of {len(files):,}: {file.name}")
                read = await asyncio.to_thread(read_upload, file)
                if isinstance(read, Import):
                    imports.append(read)
                else:
                    broken.append(read)
        finally:
            for file in files:
                file.unlink(missing_ok=True)  # Gradio would keep what was uploaded
        async for shown in self._together(self._add(sofar, target, imports, broken), talk, pending):
            yield shown

    async def text(self, leave: Any, talk: Any, pending: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Add the papers of a text that was pasted, or those that it only names: these are looked up, with leave."""
        text, target = str(event.text), str(event.to)[:_LONGEST_NAME]
        if await asyncio.to_thread(_only_names, text):
            async for shown in self._together(self._look_up(text, target, leave), talk, pending):
                yield shown
            return
        yield self._working("Reading")
        try:
            read = await asyncio.to_thread(read_bytes, text.encode("utf-8", "replace"), _PASTED)
        except AssistantError as error:
            yield {self._on.adding.report: refused_html(str(error))}
            return
        async for shown in self._together(self._add(Tally(target), target, [read], []), talk, pending):
            yield shown

    async def allow(
        self, pasted: Any, leave: Any, talk: Any, pending: Any, event: gr.EventData
    ) -> AsyncIterator[Shown]:
        """Look up what was pasted at the hosts that the reader was shown, from now on without asking again."""
        target, text = pasted if isinstance(pasted, tuple) else ("", "")
        settings = self._holder.shelves.served.assistant.settings
        asked = await asyncio.to_thread(fetch_hosts, text, settings) if text else ()
        agreed = [
            host for host in str(event.hosts).split() if host in asked
        ]  # there was no question about others
        allowed = tuple(dict.fromkeys((*_hosts(leave), *agreed)))
        yield {self._on.leave: allowed}
        if text:
            async for shown in self._together(self._look_up(text, target, allowed), talk, pending):
                yield shown

    async def _together(self, steps: AsyncIterator[Shown], talk: Any, pending: Any) -> AsyncIterator[Shown]:
        """Show the page's other parts anew together with the report: later they would undo what a reader does next."""
        shown_anew = False
        async for shown in steps:
            if self._on.adding.tally in shown:
                shown_anew = True
                shown = {**shown, **await asyncio.to_thread(self._after, talk, pending)}
            yield shown
        if not shown_anew:
            yield await asyncio.to_thread(self._after, talk, pending)

    async def _look_up(self, text: str, target: str, leave: Any) -> AsyncIterator[Shown]:
        """Ask for leave, or look up and then add; others can add meanwhile."""
        report = self._on.adding.report
        if why := await asyncio.to_thread(refusal, self._holder, text):
            yield {report: refused_html(why)}
            return
        settings = self._holder.shelves.served.assistant.settings
        asked = await asyncio.to_thread(only_references, text)
        hosts = fetch_hosts([each.written for each in asked], settings)
        if not set(hosts) <= set(_hosts(leave)):
            named = "\n".join(each.written for each in asked)  # not the remarks between them, however long
            yield {report: question_html(hosts, len(asked)), self._on.adding.pasted: (target, named)}
            return
        yield self._working("Looking up: waiting for others to end")
        async with self._looking:
            look_up = LookUp(text, settings)
            task = asyncio.create_task(asyncio.to_thread(look_up.run))
            while not task.done():
                yield self._working(look_up.state)
                await asyncio.wait([task], timeout=_TOLD_S)
        fetched = task.result()
        if isinstance(fetched, str):
            yield {report: refused_html(fetched)}
            return
        async for shown in self._add(Tally(target), target, list(fetched.imports), [], fetched):
            yield shown

    async def _add(
        self,
        sofar: Tally,
        target: str,
        imports: list[Import],
        broken: list[FileReport],
        fetched: Fetched | None = None,
    ) -> AsyncIterator[Shown]:
        """Add what was read in a thread, one after the other, and show how far it is, and then the report."""
        yield self._working("Adding: waiting for another change to end")
        async with self._changing:
            task = asyncio.create_task(
                asyncio.to_thread(self._added, sofar, target, imports, broken, fetched)
            )
            while not task.done():
                yield self._working(f"Adding papers: {progress_text(self._stage(target)).lower()}")
                await asyncio.wait([task], timeout=_TOLD_S)
        done = task.result()
        if isinstance(done, str):
            yield {self._on.adding.report: refused_html(done)}
            return
        yield {self._on.adding.report: report_html(done), self._on.adding.tally: done}

    def _added(
        self,
        sofar: Tally,
        target: str,
        imports: list[Import],
        broken: list[FileReport],
        fetched: Fetched | None,
    ) -> Tally | str:
        """Do the work; returns the tally with it, or why nothing could be changed."""
        try:
            if not any(each.papers for each in imports):  # a shelf is not made for nothing
                empty = on_shelf(imports)
                return sofar.plus(imports, broken, empty, _NOTHING, fetched)
            holder = self._target(target)
            with holder.in_use():
                assistant = holder.wait()
                arrivals = on_shelf(imports, assistant.papers())
                return sofar.plus(imports, broken, arrivals, assistant.add(arrivals.papers), fetched)
        except AssistantError as error:
            return str(error)

    def _target(self, name: str) -> AssistantHolder:
        """Return the holder of the shelf to add to; a reader's own is made when it is not there yet."""
        shelves = self._holder.shelves
        if name == OWN and OWN not in {each.name for each in shelves.listed()}:
            return shelves.make(OWN)
        return shelves.holder(name)

    def _stage(self, target: str) -> Any:
        try:
            return self._holder.shelves.begun(target).stage
        except AssistantError:  # made just now
            return self._holder.stage

    def _working(self, text: str) -> Shown:
        return {self._on.adding.report: working_html(text)}


def _only_names(text: str) -> bool:
    try:
        return bool(only_references(text))
    except AssistantError:  # more than are looked up at once, which is said when they are
        return True


def _hosts(leave: Any) -> tuple[str, ...]:
    return tuple(each for each in leave if isinstance(each, str)) if isinstance(leave, list | tuple) else ()
