"""LlamaIndex's CitationQueryEngine (top 5) behind our interface, so that the same cases and scores apply to it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager, TokenCountingHandler
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import NodeWithScore

from assistant import Answer, Citation, Hit, Paper, Passage, Settings, Timings, Turn, Usage, open_embedder

from .llm import open_llm

TOP = 5
_TOKENS = 512  # of a reply
# "[2]", "[1, 3]", "Source 2", "[Source 2]": read generously, as the engine's own prompt asks for "[2]" but
# small models write the others too.
_CITED = re.compile(r"\[(?:source\s*)?(\d+(?:\s*,\s*(?:source\s*)?\d+)*)\]|\bsources?\s+(\d+)", re.IGNORECASE)
_DECLINES = re.compile(
    r"^empty response|\bnone of the (?:provided |given )?(?:sources|papers|documents)\b|\bnone found\b"
    r"|\bno (?:relevant |specific )?information\b|\bno (?:papers?|sources?) |\bcannot (?:be )?(?:answer|determine)"
    r"|\b(?:do|does|did) not (?:provide|contain|mention|specify|include|give|state)\b"
    r"|\bnot (?:provided|mentioned|specified|stated)\b|\bunable to (?:answer|determine|find)",
    re.IGNORECASE,
)


class CitationPeer:
    """Answers each question by itself, as that engine keeps no conversation; raises what LlamaIndex raises."""

    def __init__(self, papers: Iterable[Paper], settings: Settings) -> None:
        """Embed the papers with the settings' embedding, to be answered from by the settings' model."""
        self._papers = {paper.id: paper for paper in papers}
        self._counter = TokenCountingHandler()
        callbacks = CallbackManager([self._counter])
        self._llm = open_llm(settings, max_tokens=_TOKENS)
        documents = [
            Document(
                text=f"{paper.title}\n\n{paper.abstract}",
                metadata={"paper_id": paper.id},
                excluded_embed_metadata_keys=["paper_id"],
                excluded_llm_metadata_keys=["paper_id"],
            )
            for paper in self._papers.values()
        ]
        embedding = _Embedding(settings)
        self._index = VectorStoreIndex.from_documents(
            documents, embed_model=embedding, callback_manager=callbacks
        )
        self._engine = CitationQueryEngine.from_args(self._index, llm=self._llm, similarity_top_k=TOP)
        self._llm.callback_manager = callbacks  # last, as the engine's parts put in managers of their own

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question; the history is not used."""
        self._counter.reset_counts()
        begun = time.perf_counter()
        response = self._engine.query(question)
        if not isinstance(response, Response):
            raise TypeError(f"expected a whole response, got {type(response).__name__}")
        seconds = time.perf_counter() - begun
        text = str(response.response or "")
        sources = _sources(response.source_nodes)
        citations = [
            citation
            for number in _numbers(text)
            if number in sources and (citation := _citation(number, sources[number], self._papers))
        ]
        declined = _declines(text)
        return Answer(
            question=question,
            standalone=question,
            kind="lookup",
            status="no_evidence" if declined else "answered",
            text=_CITED.sub("", text) if declined else _plain_markers(text),
            citations=() if declined else tuple(citations),
            composer=f"{self._llm.metadata.model_name} through CitationQueryEngine",
            usage=Usage(
                requests=len(self._counter.llm_token_counts),
                prompt_tokens=self._counter.prompt_llm_token_count,
                completion_tokens=self._counter.completion_llm_token_count,
            ),
            timings=Timings(total_s=round(seconds, 4)),
            fingerprint=hashlib.sha256(f"{TOP} {self._llm.metadata.model_name}".encode()).hexdigest()[:12],
        )

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Rank papers as the engine's retriever does."""
        nodes = self._index.as_retriever(similarity_top_k=k).retrieve(query)
        best: dict[str, NodeWithScore] = {}
        for node in nodes:
            best.setdefault(str(node.metadata["paper_id"]), node)
        return [_hit(self._papers[paper_id], node.score or 0.0) for paper_id, node in best.items()]

    def papers(self) -> tuple[Paper, ...]:
        """Return the papers it answers from."""
        return tuple(self._papers.values())


class _Embedding(BaseEmbedding):
    """The settings' embedding as LlamaIndex wants it."""

    _model: Any = PrivateAttr()

    def __init__(self, settings: Settings) -> None:
        model = open_embedder(settings)
        super().__init__(model_name=model.name)
        self._model = model

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embeddings([query])[0]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts).tolist()
        return vectors


def _declines(text: str) -> bool:
    """Tell whether an answer opens by saying that there is none; a remark further on is part of an answer."""
    opening = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    return not opening or bool(_DECLINES.search(opening))


def _numbers(text: str) -> tuple[int, ...]:
    """Return the source numbers that a text cites, in order."""
    found: dict[int, None] = {}
    for inside, alone in _CITED.findall(text):
        found.update(dict.fromkeys(int(number) for number in re.findall(r"\d+", inside or alone)))
    return tuple(found)


def _plain_markers(text: str) -> str:
    """Write every way of citing as "[n]", so that it is scored like ours."""

    def plain(match: re.Match[str]) -> str:
        return "".join(f"[{number}]" for number in re.findall(r"\d+", match[1] or match[2]))

    return _CITED.sub(plain, text)


def _sources(nodes: Sequence[NodeWithScore]) -> Mapping[int, NodeWithScore]:
    """Return the nodes by the number that the engine's prompt gave them."""
    return dict(enumerate(nodes, 1))


def _citation(number: int, node: NodeWithScore, papers: Mapping[str, Paper]) -> Citation | None:
    """Cite the part of the abstract that the numbered source held."""
    paper = papers[str(node.metadata["paper_id"])]
    quote = re.sub(r"^Source \d+:\s*", "", node.node.get_content()).strip()
    quote = quote.removeprefix(paper.title).strip()
    start = paper.abstract.find(quote) if quote else -1
    if start < 0:
        quote, start = paper.abstract, 0
    if not quote:
        return None
    return Citation(
        number=number, paper_id=paper.id, title=paper.title, quote=quote, start=start, end=start + len(quote)
    )


def _hit(paper: Paper, score: float) -> Hit:
    passage = Passage(
        id=paper.id,
        paper_id=paper.id,
        kind="chunk",
        field="abstract",
        start=0,
        end=len(paper.abstract),
        text=paper.abstract,
    )
    return Hit(paper=paper, passage=passage, score=score)
