"""The assistant behind LlamaIndex's interfaces: query engine, retriever, tool."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import (
    RESPONSE_TYPE,
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import QueryEngineTool, ToolMetadata, ToolOutput

from assistant.text.wording import BEGINS_ANEW
from assistant.types import Answer, Citation, Done, Hit, Stage, Token

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_TOOL = "ask_papers"
_ABOUT = (
    "Answers questions about a shelf of research papers from their titles and abstracts, with citations. "
    "Ask for a fact, for all papers that do something ('which papers ...'), or for a comparison. "
    "Says so when the papers do not hold the answer. Input: one plain question."
)


class PaperQueryEngine(BaseQueryEngine):
    """Answers a query; the cited sentences are in ``source_nodes``, the Answer is in ``metadata["answer"]``.

    With ``streaming`` the response is a StreamingResponse (of ``aquery`` an AsyncStreamingResponse) whose
    metadata and source nodes are filled once its text has been read.
    """

    def __init__(self, assistant: Assistant, *, streaming: bool = False) -> None:
        super().__init__(callback_manager=CallbackManager([]))
        self._assistant = assistant
        self._streaming = streaming

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        query = query_bundle.query_str
        if self._streaming:
            streamed = StreamingResponse(_nothing(), source_nodes=[], metadata={})
            streamed.response_gen = self._tokens(query, streamed)
            return streamed
        answer = self._assistant.ask(query)
        return Response(answer.text, source_nodes=source_nodes(answer), metadata=_metadata(answer))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        # In a thread, so that the event loop goes on.
        response = await asyncio.to_thread(self._query, query_bundle)
        if not isinstance(response, StreamingResponse):
            return response
        pieces, nodes, told = response.response_gen, response.source_nodes, response.metadata
        return AsyncStreamingResponse(_in_threads(pieces), source_nodes=nodes, metadata=told)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}

    def _tokens(self, query: str, response: StreamingResponse) -> Generator[str, None, None]:
        said = False
        with closing(self._assistant.stream(query)) as events:  # type: ignore[type-var]
            for event in events:
                if isinstance(event, Token):
                    said = True
                    yield event.text
                elif isinstance(event, Stage) and event.name == "compose" and said:
                    said = False
                    yield BEGINS_ANEW
                elif isinstance(event, Done):
                    response.source_nodes.extend(source_nodes(event.answer))
                    assert response.metadata is not None
                    response.metadata.update(_metadata(event.answer))


class PaperRetriever(BaseRetriever):
    """Retrieves papers; each node is a paper's best passage."""

    def __init__(self, assistant: Assistant, k: int = 10) -> None:
        super().__init__(callback_manager=CallbackManager([]))
        self._assistant = assistant
        self._k = k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [_hit_node(hit) for hit in self._assistant.search(query_bundle.query_str, self._k)]


class PaperTool(QueryEngineTool):
    """The query engine as a tool whose output lists, below the answer, the sentences that its markers point to."""

    def call(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Answer the question; the response, with its nodes, is in ``raw_output``."""
        return _with_sources(super().call(*args, **kwargs))

    async def acall(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Answer the question without holding up the event loop."""
        return _with_sources(await super().acall(*args, **kwargs))


def query_tool(engine: PaperQueryEngine) -> PaperTool:
    """Return the query engine as a tool that an agent's model can choose by its description."""
    return PaperTool(engine, ToolMetadata(description=_ABOUT, name=_TOOL))


def source_nodes(answer: Answer) -> list[NodeWithScore]:
    """Return the cited sentences as nodes."""
    return [_citation_node(citation) for citation in answer.citations]


def _citation_node(citation: Citation) -> NodeWithScore:
    place = f"{citation.paper_id}#s:{citation.field[0]}:{citation.start}-{citation.end}"
    details = citation.model_dump(exclude={"quote"}, exclude_none=True)
    return NodeWithScore(
        node=TextNode(id_=place, text=citation.quote, metadata={**details, "quote": citation.quote})
    )


def _hit_node(hit: Hit) -> NodeWithScore:
    passage = hit.passage
    metadata = {
        "paper_id": hit.paper.id,
        "title": hit.paper.title,
        "field": passage.field,
        "start": passage.start,
        "end": passage.end,
    }
    return NodeWithScore(node=TextNode(id_=passage.id, text=passage.text, metadata=metadata), score=hit.score)


def _metadata(answer: Answer) -> dict[str, Any]:
    return {"answer": answer.model_dump(mode="json")}


def _with_sources(output: ToolOutput) -> ToolOutput:
    """Add the cited sentences to what the agent's model reads: a bare [1] would tell it nothing."""
    lines = [
        f"[{node.metadata['number']}] {node.metadata['title']}: “{node.text}”"
        for node in output.raw_output.source_nodes
    ]
    if lines:
        output.content = "\n".join([output.content, "", "Sources:", *lines])
    return output


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
