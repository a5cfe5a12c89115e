"""The tools themselves: arguments in, a result of bounded size out; the docstrings are what a model is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from assistant import Answer, Assistant, AssistantError, Done, Stage

from ..event_bridge import Answering
from ..filters import limited_to, limits_of
from ..http.mcp_tools import fitted
from ..http.models import Found
from ..opening import AssistantHolder
from ..tables.mcp_tool import TableArguments, read_table
from ..tables.models import TableReply
from .schemas import Arguments, AskArguments, ListArguments, Listed, ListResult, SearchArguments, SearchResult

_WAIT_S = 0.25  # between looks at a shelf that is being opened
# Tells how far a call is.
Telling = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class PaperTool:
    """A tool as MCP lists it, and what it does."""

    title: str
    arguments: type[Arguments]
    result: type[BaseModel]
    run: Callable[[Any, Telling], Awaitable[dict[str, Any]]]

    @property
    def name(self) -> str:
        """The name that clients call it by."""
        return str(self.run.__name__)

    @property
    def description(self) -> str:
        """What a client's model is told of it."""
        return "\n".join(line.strip() for line in (self.run.__doc__ or "").strip().splitlines())


class Tools:
    """The tools over one shelf, opened or being opened."""

    def __init__(self, holder: AssistantHolder) -> None:
        self._holder = holder
        self._answering = Answering(holder, update_s=0)

    def all(self) -> dict[str, PaperTool]:
        """Return the tools by name."""
        made = (
            PaperTool("Ask the papers", AskArguments, Answer, self.ask_papers),
            PaperTool("Search the papers", SearchArguments, SearchResult, self.search_papers),
            PaperTool("List the papers", ListArguments, ListResult, self.list_papers),
            PaperTool("Make a table of papers", TableArguments, TableReply, self.table_of_papers),
        )
        return {tool.name: tool for tool in made}

    async def ask_papers(self, asked: AskArguments, report: Telling) -> dict[str, Any]:
        """Answer a question about a shelf of research papers (titles and abstracts), with exact citations.

        Good for a fact ("How many X were used?"), for all papers that do something ("Which papers ...?"), for a
        comparison ("Compare X and Y") and for the shelf itself ("How many papers are there per year?"). Every [n] in
        `text` is the entry of that number in `citations`, whose `quote` is verbatim from the paper. When `status` is
        "no_evidence" or "off_topic" the papers do not say: do not answer from elsewhere in their name. Read
        `warnings`. Earlier questions are not remembered.
        """
        assistant = await self._opened(report)
        limits = await run_in_threadpool(limits_of, assistant, asked.within, asked.filters, asked.waived)
        batches = self._answering.batches(asked.question, (), limits)
        try:
            async for batch in batches:
                for event in batch:
                    if isinstance(event, Stage):
                        await report(event)
                    elif isinstance(event, Done):
                        return fitted(event.answer)
        finally:
            await batches.aclose()
        raise AssertionError("a stream of events ends with Done")

    async def search_papers(self, asked: SearchArguments, report: Telling) -> dict[str, Any]:
        """Find the papers on the shelf that fit a query best, each with its best passage; nothing is judged.

        Use ask_papers for an answer; use this to see passages. `passage.text` is verbatim; a larger `score` is
        a better fit, and papers that do not fit are listed last, not left out.
        """
        assistant = await self._opened(report)
        limit = await run_in_threadpool(limited_to, assistant, asked.within, asked.filters)
        hits = await run_in_threadpool(assistant.search, asked.query, asked.k, within=limit)
        found = SearchResult(hits=[Found.of(hit) for hit in hits], warnings=list(assistant.notes))
        return found.model_dump(mode="json")

    async def list_papers(self, asked: ListArguments, report: Telling) -> dict[str, Any]:
        """List the papers on the shelf: id, title and year, in the order they were added.

        `total` is how many there are; `next_offset` is the offset of the next page, null on the last one.
        """
        assistant = await self._opened(report)
        page = await run_in_threadpool(assistant.papers_page, asked.offset, asked.limit)
        total, end = await run_in_threadpool(lambda: assistant.size), asked.offset + asked.limit
        shown = [Listed.of(paper) for paper in page]
        return ListResult(papers=shown, total=total, next_offset=end if end < total else None).model_dump()

    async def table_of_papers(self, asked: TableArguments, report: Telling) -> dict[str, Any]:
        """Read several papers for the same things, and return a cited cell for each paper and column.

        Good for comparing what papers used or found: data set, sample size, language, main result, a question of
        your own. A cell with `status` "stated" has a `value`, and in `quote` the paper's verbatim sentence; with
        "not_stated" the abstract is silent: say so, and do not fill it from elsewhere; "unread" was not read, and the
        row's `warnings` say why. With `given_by` "sentence" no model read it: `text` is only the closest sentence.
        """
        return await read_table(await self._opened(report), self._holder, asked, report)

    async def _opened(self, report: Telling) -> Assistant:
        """Return the assistant once its shelf is open; raises what opening it raised."""
        while not self._holder.ready:
            if self._holder.error is not None:
                raise AssistantError(str(self._holder.error))
            await report(self._holder.stage)
            await asyncio.sleep(_WAIT_S)
        return self._holder.assistant
