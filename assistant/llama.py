"""The assistant behind LlamaIndex's interfaces: query engine, retriever, tool."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from llama_index.core.base.response.schema import Response, StreamingResponse
from llama_index.core.callbacks import CallbackManager
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.tools import QueryEngineTool
from pydantic import PrivateAttr

from assistant.types import Answer, Citation, Done, Hit, Token

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_TOOL = "ask_papers"
_ABOUT = (
    "Answers questions about a shelf of research papers from their titles and abstracts, with citations. "
    "Ask for a fact, for all papers that do something ('which papers ...'), or for a comparison. "
    "Says so when the papers do not hold the answer. Input: one plain question."
)


class PaperQueryEngine(CustomQueryEngine):
    """Answers a query; the cited sentences are in ``source_nodes``, the Answer is in ``metadata["answer"]``.

    With ``streaming`` the response is a StreamingResponse whose metadata and source nodes are filled
    once its text has been read.
    """

    streaming: bool = False
    _assistant: Assistant = PrivateAttr()

    def __init__(self, assistant: Assistant, *, streaming: bool = False) -> None:
        super().__init__(callback_manager=CallbackManager([]), streaming=streaming)  # type: ignore[call-arg]
        self._assistant = assistant

    def custom_query(self, query_str: str) -> Any:
        """Answer ``query_str``."""
        if self.streaming:
            return self._streamed(query_str)
        answer = self._assistant.ask(query_str)
        return Response(answer.text, source_nodes=source_nodes(answer), metadata=_metadata(answer))

    async def acustom_query(self, query_str: str) -> Any:
        """Answer ``query_str`` in a thread, so that the event loop goes on."""
        return await asyncio.to_thread(self.custom_query, query_str)

    def _streamed(self, query: str) -> StreamingResponse:
        response = StreamingResponse(response_gen=None, source_nodes=[], metadata={})  # type: ignore[arg-type]
        response.response_gen = self._tokens(query, response)
        return response

    def _tokens(self, query: str, response: StreamingResponse) -> Generator[str, None, None]:
        for event in self._assistant.stream(query):
            if isinstance(event, Token):
                yield event.text
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


def query_tool(engine: PaperQueryEngine) -> QueryEngineTool:
    """Return the query engine as a tool that an agent's model can choose by its description."""
    return QueryEngineTool.from_defaults(engine, name=_TOOL, description=_ABOUT)


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
