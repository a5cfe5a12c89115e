"""LlamaIndex's query engine that owns the flow: plan -> retrieve -> judge -> compose -> cite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import (
    RESPONSE_TYPE,
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.callbacks import CallbackManager
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import MetadataFilters

from assistant.answering.context import AnswerContext
from assistant.answering.model.in_force import Models
from assistant.answering.pipeline import checked_question, run_pipeline
from assistant.answering.suggesting.keeper import Suggesting
from assistant.answering.tracing.spans import spanned
from assistant.answering.tracing.timing import with_time_left
from assistant.errors import ModelUnavailable
from assistant.events import Done, Event, Stage, Token
from assistant.library.library import Library
from assistant.planning.conditions.given import NO_CONDITIONS, Conditions
from assistant.planning.scope import checked_limit
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.metadata.metadata_filters import ids_where
from assistant.retrieval.paper_retriever import PaperRetriever
from assistant.settings import Settings
from assistant.text.wording import BEGINS_ANEW
from assistant.types import Answer, Citation, Hit, Turn


class PaperQueryEngine(BaseQueryEngine):
    """Answers from the papers of a library: plans, retrieves, judges, composes and cites.

    Of a response the cited sentences are in ``source_nodes``, the Answer is in ``metadata["answer"]``. With
    ``streaming`` it is a StreamingResponse (of ``aquery`` an AsyncStreamingResponse) whose metadata and source
    nodes are filled once its text has been read.
    """

    def __init__(
        self,
        library: Library,
        models: Models,
        *,
        retriever: BaseRetriever | None = None,
        node_postprocessors: Sequence[BaseNodePostprocessor] = (),
        streaming: bool = False,
        filters: MetadataFilters | None = None,
        strict: bool = False,
    ) -> None:
        """Answer with what ``models`` keeps: a language model, or none.

        ``retriever`` ranks the papers in place of ours (each node
        names a paper's id in ``metadata["paper_id"]``); ``node_postprocessors`` have what was retrieved. With
        ``filters`` a query is asked of the papers only whose records meet them, and SettingsError raised for none.
        """
        super().__init__(callback_manager=CallbackManager([]))
        self._library = library
        self._models = models
        self._given = retriever
        self._postprocessors = tuple(node_postprocessors)
        self._streaming = streaming
        self._filters = filters
        self._strict = strict
        self.suggesting = Suggesting(library, lambda searching: self._context(searching, models.settings))

    def streamed(self, streaming: bool, filters: MetadataFilters | None = None) -> PaperQueryEngine:
        """Return this engine with responses that stream, or that do not, limited by ``filters``."""
        return PaperQueryEngine(
            self._library,
            self._models,
            retriever=self._given,
            node_postprocessors=self._postprocessors,
            streaming=streaming,
            filters=filters,
            strict=self._strict,
        )

    def events(
        self,
        question: str,
        history: Sequence[Turn] = (),
        within: Sequence[str] | None = None,
        *,
        wait_for_model: bool = True,
        conditions: Conditions = NO_CONDITIONS,
    ) -> Generator[Event, None, None]:
        """Yield progress (Stage), pieces of text (Token) and at last the answer (Done); closing it stops the work.

        ``history`` holds the earlier turns, oldest first; ``within`` limits the question to papers, by id,
        ``conditions`` to those whose records meet them.
        Without ``wait_for_model`` a model that is being made ready is done without.
        """
        with self._models.lent() as models:
            checked_question(question, models.settings)
            within = checked_limit(within, self._library.papers)
            waiting = not wait_for_model and not models.ready
            if not waiting and models.settings.local_model and not models.is_open:
                yield Stage("load the model")  # which takes seconds, and minutes where it must be downloaded
            model, failure = models.chat_model(wait=not waiting)
            if failure and self._strict and not waiting:
                raise ModelUnavailable(failure)
            with models.asking() if model else nullcontext(), self._library.reading() as searching:
                context = self._context(searching, models.settings)
                context = replace(context, model=model, failure=failure, waiting=waiting)
                steps = run_pipeline(question, history, context, within, conditions)
                with closing(spanned("PaperQueryEngine.events", steps, question=question)) as events:
                    yield from with_time_left(events)

    def search(self, query: str, k: int = 10, within: Sequence[str] | None = None) -> list[Hit]:
        """Return the ``k`` papers that fit ``query`` best, with their best passages; no language model is asked."""
        settings = self._models.current.settings
        query = checked_question(query, settings)
        with self._library.reading() as searching:
            return self._context(searching, settings).search(query, k, within)

    def as_retriever(self, k: int, filters: MetadataFilters | None = None) -> PaperRetriever:
        """Return a retriever of the ``k`` best papers' best passages, of those that meet ``filters``."""
        return PaperRetriever(
            self._library.reading,
            k,
            filters=filters,
            given=self._given,
            postprocessors=self._postprocessors,
        )

    def _context(self, searching: Retriever, settings: Settings) -> AnswerContext:
        notes = self._library.notes_on(searching.index.manifest)
        return AnswerContext(
            settings,
            searching,
            notes=notes,
            given=self._given,
            postprocessors=self._postprocessors,
            strict=self._strict,
        )

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        query = query_bundle.query_str
        if self._streaming:
            streamed = StreamingResponse(_nothing(), source_nodes=[], metadata={})
            streamed.response_gen = self._tokens(query, streamed)
            return streamed
        finished = self.answer(query, within=self._within())
        return Response(finished.text, source_nodes=source_nodes(finished), metadata=_metadata(finished))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        # In a thread, so that the event loop goes on.
        response = await asyncio.to_thread(self._query, query_bundle)
        if not isinstance(response, StreamingResponse):
            return response
        pieces, nodes, metadata = response.response_gen, response.source_nodes, response.metadata
        return AsyncStreamingResponse(_in_threads(pieces), source_nodes=nodes, metadata=metadata)

    def _within(self) -> tuple[str, ...] | None:
        if self._filters is None:
            return None
        with self._library.reading() as searching:
            return ids_where(self._filters, searching.records())

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def answer(
        self, question: str, history: Sequence[Turn] = (), within: Sequence[str] | None = None
    ) -> Answer:
        """Return the answer to ``question``, as the stream of its events ends with it."""
        *_, last = self.events(question, history, within)
        assert isinstance(last, Done)
        return last.answer

    def _tokens(self, query: str, response: StreamingResponse) -> Generator[str, None, None]:
        text_sent = False
        with closing(self.events(query, within=self._within())) as events:
            for event in events:
                if isinstance(event, Token):
                    text_sent = True
                    yield event.text
                elif isinstance(event, Stage) and event.name == "compose" and text_sent:
                    text_sent = False
                    yield BEGINS_ANEW
                elif isinstance(event, Done):
                    response.source_nodes.extend(source_nodes(event.answer))
                    assert response.metadata is not None
                    response.metadata.update(_metadata(event.answer))


def source_nodes(answer: Answer) -> list[NodeWithScore]:
    """Return the cited sentences as nodes."""
    return [_citation_node(citation) for citation in answer.citations]


def _citation_node(citation: Citation) -> NodeWithScore:
    kept = citation.field[0] if citation.field in ("title", "abstract") else citation.field
    place = f"{citation.paper_id}#s:{kept}:{citation.start}-{citation.end}"
    details = citation.model_dump(exclude={"quote"}, exclude_none=True)
    return NodeWithScore(
        node=TextNode(id_=place, text=citation.quote, metadata={**details, "quote": citation.quote})
    )


def _metadata(answer: Answer) -> dict[str, Any]:
    return {"answer": answer.model_dump(mode="json")}


def _nothing() -> Generator[str, None, None]:
    yield from ()


async def _in_threads(pieces: Iterator[str]) -> AsyncGenerator[str, None]:
    """Yield the pieces, waiting for each in a thread; closing this closes them."""
    try:
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece
    finally:
        if isinstance(pieces, Generator):
            pieces.close()
