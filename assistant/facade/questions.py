"""The part of Assistant that asks: questions, searches, tables, and LlamaIndex's ways of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any

from assistant import arguments
from assistant.events import Done, Event
from assistant.pending import PendingAnswer
from assistant.types import Answer, Filter, Hit, Turn

if TYPE_CHECKING:
    from llama_index.core.tools import QueryEngineTool
    from llama_index.core.vector_stores.types import MetadataFilters

    from assistant.answering.query_engine import PaperQueryEngine
    from assistant.retrieval.paper_retriever import PaperRetriever
    from assistant.tabulating.table import Table
    from assistant.tabulating.values import Cell, Column

from assistant.facade.opened import OpenedShelf

_log = logging.getLogger("assistant")


class QuestionPart(OpenedShelf):
    """Asks the papers of the shelf."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
    ) -> Answer:
        """Answer ``question``; ``history`` holds the earlier turns of the conversation, oldest first.

        ``within`` limits it to papers, by id; those that are not on the shelf are ignored. ``filters`` limits it to
        papers whose records meet them, beside the conditions that it names; of these ``waived`` are left out.
        Raises SettingsError when the question cannot be asked, IndexUnavailable, ModelUnavailable.
        """
        *_, last = self.stream(question, history, within=within, filters=filters, waived=waived)
        assert isinstance(last, Done)
        return last.answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
        wait_for_model: bool = True,
    ) -> Generator[Event, None, None]:
        """Yield progress (Stage), pieces of text (Token) and at last the answer (Done).

        A ``Stage("compose")`` after tokens means that the text begins anew. Closing the iterator stops the work;
        ``submit`` gives what another thread can stop. Without ``wait_for_model`` a model that is being made ready
        is done without; a warning says so.
        """
        question, history = arguments.text("question", question), arguments.turns(history)
        limit, conditions = arguments.limit(within), arguments.conditions(filters, waived)
        answering = self._engine.events(
            question, history, limit, wait_for_model=wait_for_model, conditions=conditions
        )
        with closing(answering) as events:
            for event in events:
                if isinstance(event, Done):
                    _log_answer(event.answer)
                yield event

    def submit(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
        wait_for_model: bool = True,
    ) -> PendingAnswer:
        """Begin to answer on a thread of its own; what is returned can be waited for, iterated over and cancelled."""
        return PendingAnswer(
            lambda: self.stream(
                question,
                history,
                within=within,
                filters=filters,
                waived=waived,
                wait_for_model=wait_for_model,
            )
        )

    async def aask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
    ) -> Answer:
        """Answer without holding up the event loop; cancelling the task stops the work. Raises like ``ask``."""
        asked = self.astream(question, history, within=within, filters=filters, waived=waived)
        async with aclosing(asked) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream of events ends with Done")

    async def astream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
        wait_for_model: bool = True,
    ) -> AsyncGenerator[Event, None]:
        """Yield the events of ``stream`` without holding up the event loop.

        Closing it, and cancelling the task, stop the work.
        """
        pending = self.submit(
            question,
            history,
            within=within,
            filters=filters,
            waived=waived,
            wait_for_model=wait_for_model,
        )
        try:
            async for event in pending:
                yield event
        finally:
            pending.cancel()

    def search(self, query: str, k: int = 10, *, within: Sequence[str] | None = None) -> list[Hit]:
        """Return the ``k`` papers that fit ``query`` best, with their best passages; no language model is asked.

        ``within`` limits it to papers, by id. Raises SettingsError for a query or ``k`` that cannot be.
        """
        query, k = arguments.text("query", query), arguments.count("k", k)
        return self._engine.search(query, k, arguments.limit(within))

    async def asearch(self, query: str, k: int = 10, *, within: Sequence[str] | None = None) -> list[Hit]:
        """Do what ``search`` does without holding up the event loop."""
        return await asyncio.to_thread(self.search, query, k, within=within)

    def table(
        self,
        papers: Sequence[str] | None,
        columns: Sequence[Column | str | Mapping[str, Any]],
        *,
        wait_for_model: bool = True,
    ) -> Table:
        """Read each of ``papers`` (ids; None: all) for ``columns``, and yield a Row with cited cells when it is ready.

        A column is a Column, a name ("data set", "sample size"), a question in words, or a mapping with a Column's
        fields. Cells are kept: the same paper, column and model give the same cell again. Closing the table stops it.
        Without ``wait_for_model`` a model that is being made ready is done without; a warning says so.
        Raises SettingsError for columns that cannot be asked; with ``strict`` reading it raises ModelUnavailable.
        """
        limit = None if papers is None else arguments.ids("papers", papers)
        return self._tables.table(limit, columns, wait_for_model=wait_for_model)

    def correct_cell(
        self, paper_id: str, column: Column | str | Mapping[str, Any], value: str | int | float | None
    ) -> Cell:
        """Put a reader's ``value`` in a cell's place from now on, told as theirs, and return the cell.

        "" means that the paper does not state it; None takes the correction back. Raises SettingsError for a paper
        that is not on the shelf, and for a value that is not of the column's type.
        """
        return self._tables.correct(arguments.text("paper_id", paper_id), column, value)

    def answerable(
        self, questions: Sequence[str], history: Sequence[Turn] = (), *, within: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        """Return those of ``questions`` that the papers' own sentences answer; no language model is asked."""
        asked, turns = arguments.ids("questions", questions), arguments.turns(history)
        return self._engine.suggesting.answerable(asked, turns, arguments.limit(within))

    def own_words(self, question: str, *, within: Sequence[str] | None = None) -> Answer | None:
        """Return the answer that the papers' own sentences give, None where they give none; no model is asked."""
        limit = arguments.limit(within)
        return self._engine.suggesting.own_words(arguments.text("question", question), limit)

    def as_query_engine(
        self, *, streaming: bool = False, filters: MetadataFilters | None = None
    ) -> PaperQueryEngine:
        """Return a LlamaIndex query engine; its response carries the Answer in ``metadata["answer"]``.

        With ``filters`` (see ``where``) only the papers that meet them at the time of a query are asked.
        """
        return self._engine.streamed(streaming, filters)

    def as_retriever(self, k: int = 10, *, filters: MetadataFilters | None = None) -> PaperRetriever:
        """Return a LlamaIndex retriever of the ``k`` best papers' best passages, of those that meet ``filters``."""
        return self._engine.as_retriever(k, filters)

    def as_tool(self, name: str | None = None, description: str | None = None) -> QueryEngineTool:
        """Return a LlamaIndex tool that an agent can call with a question.

        An agent with the tools of several shelves tells them apart by ``name`` (letters, digits, "_" and "-") and
        ``description``, which says what the papers are about. Raises SettingsError for a name that models refuse.
        """
        from assistant.integrations.llama_index import query_tool

        return query_tool(self.as_query_engine(), name, description)


def _log_answer(answer: Answer) -> None:
    """Log what an answer was like, never its words."""
    _log.info(
        "a question (%s) was %s in %.2f s by %s: %d requests, %d citations",
        *(answer.kind, answer.status, answer.timings.total_s, answer.composer),
        *(answer.usage.requests, len(answer.citations)),
    )
    for warning in answer.warnings:
        _log.debug("warning: %s", warning)
