"""The facade that apps, the page, the commands and the evaluation use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answering.model_keeper import ModelKeeper
from assistant.conversation import Conversation
from assistant.embedding.embedder import wrap_embedding
from assistant.events import Event
from assistant.index.snapshot import Progress, paper_vectors
from assistant.library.background import Indexing
from assistant.library.library import Added, Library
from assistant.llm.chat import wrap_model
from assistant.settings import Settings
from assistant.types import Answer, Hit, Paper, Turn

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.tools import QueryEngineTool
    from llama_index.core.vector_stores.types import MetadataFilters
    from numpy.typing import NDArray

    from assistant.answering.query_engine import PaperQueryEngine
    from assistant.llm.local.catalogue import KnownModel
    from assistant.retrieval.paper_retriever import PaperRetriever


class Assistant:
    """Answers questions about one shelf of papers; one object serves many threads.

    Opening it opens the shelf and, the first time, indexes the bundled papers (``progress`` is told step,
    done, total); with ``rebuild`` the index is made anew from the papers on the shelf. With ``background``
    opening and adding wait for the words of the papers only: a thread embeds many papers meanwhile. ``llm``
    and ``embedding`` take LlamaIndex's own classes in place of what the settings name, ``retriever`` one that
    ranks the papers instead (its nodes name a paper in ``metadata["paper_id"]``); ``node_postprocessors``, such
    as a reranker or a filter, have what was retrieved before it is read or judged.
    Raises SettingsError and IndexUnavailable.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        llm: LLM | None = None,
        embedding: BaseEmbedding | None = None,
        retriever: BaseRetriever | None = None,
        node_postprocessors: Sequence[BaseNodePostprocessor] = (),
        progress: Progress | None = None,
        rebuild: bool = False,
        background: bool = False,
    ) -> None:
        settings = settings or Settings()
        self._library = Library(
            settings, wrap_embedding(embedding), progress, rebuild=rebuild, background=background
        )
        given = wrap_model(llm) if llm else None
        self._models = ModelKeeper(settings, self._library, given, background=background)
        self._given = retriever
        self._postprocessors = tuple(node_postprocessors)

    @property
    def settings(self) -> Settings:
        """The settings in force: those it was opened with, and the local model that was chosen since."""
        return self._models.settings

    @property
    def composer(self) -> str:
        """The name of the language model that writes answers, or "extractive" when none is configured."""
        return self._models.composer

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know: a rebuilt index, papers that wait to be embedded, a model that runs here."""
        return (*self._library.notes, *((self.model_note,) if self.model_note else ()))

    @property
    def model_note(self) -> str:
        """How a model that runs inside the product does, as far as it is known; "" when there is none."""
        return self._models.note

    @property
    def model_preparing(self) -> bool:
        """Whether a model of this machine is being fetched, loaded or given the papers to read."""
        return self._models.preparing

    @property
    def model_ready(self) -> bool:
        """Whether ``stream(..., wait_for_model=False)`` answers with the model that is configured, if one is."""
        return self._models.ready

    @property
    def offers(self) -> tuple[tuple[KnownModel, bool], ...]:
        """Models that ``use_local_model`` takes, each with whether it is here already; none where one is configured."""
        return self._models.offers

    def use_local_model(self, name: str) -> None:
        """Fetch the model that the product knows by ``name``, and run it; ``model_note`` tells how far it is.

        Questions are answered meanwhile. Raises SettingsError when it cannot be run or another is configured.
        """
        self._models.use(name)

    @property
    def opening_notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know, such as a rebuilt index."""
        return self._library.opening_notes

    @property
    def indexing(self) -> Indexing | None:
        """How far embedding in the background is; None when it is not at work."""
        return self._library.indexing

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, within: Sequence[str] | None = None
    ) -> Answer:
        """Answer ``question``; ``history`` holds the earlier turns of the conversation, oldest first.

        ``within`` limits it to papers, by id; those that are not on the shelf are ignored.
        Raises SettingsError when the question cannot be asked, IndexUnavailable, ModelUnavailable.
        """
        return self._engine.answer(question, history, within)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        within: Sequence[str] | None = None,
        wait_for_model: bool = True,
    ) -> Iterator[Event]:
        """Yield progress (Stage), pieces of text (Token) and at last the answer (Done).

        A ``Stage("compose")`` after tokens means that the text begins anew. Closing the iterator stops the work.
        Without ``wait_for_model`` a model that is being made ready is done without; a warning says so.
        """
        yield from self._engine.events(question, history, within, wait_for_model=wait_for_model)

    def conversation(self) -> Conversation:
        """Begin a conversation that remembers its turns."""
        return Conversation(self)

    def search(self, query: str, k: int = 10, *, within: Sequence[str] | None = None) -> list[Hit]:
        """Return the ``k`` papers that fit ``query`` best, with their best passages; no language model is asked.

        ``within`` limits it to papers, by id.
        """
        return self._engine.search(query, k, within)

    def papers(self, ids: Sequence[str] | None = None) -> tuple[Paper, ...]:
        """Return all papers on the shelf in the order they were added, or those of ``ids`` in theirs."""
        return tuple(self._library.papers if ids is None else self._library.papers.get(list(ids)).values())

    def papers_page(self, offset: int, limit: int) -> tuple[Paper, ...]:
        """Return at most ``limit`` papers from place ``offset`` (from 0) on, in the order they were added."""
        return tuple(self._library.papers.page(offset, limit))

    @property
    def size(self) -> int:
        """How many papers are on the shelf."""
        return len(self._library.papers)

    def vectors(self, paper_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return paper id -> vector (dim,) of the papers of ``paper_ids`` that are embedded: near ones are alike."""
        with self._library.reading() as retriever:
            return paper_vectors(retriever.index, paper_ids)

    def where(self, filters: MetadataFilters) -> tuple[str, ...]:
        """Return the ids of the papers whose records meet LlamaIndex's ``filters``, to limit a question to.

        Keys are year, authors, venue, source, title and paper_id. Raises SettingsError for others.
        """
        from assistant.retrieval.metadata_filters import ids_where

        with self._library.reading() as retriever:
            return ids_where(filters, retriever.records())

    def add(self, papers: Iterable[Paper], *, replace: bool = False) -> Added:
        """Add or update papers and index what changed; with ``replace`` all others leave the shelf."""
        added = self._library.add(papers, replace=replace)
        self.read_in_advance()
        return added

    def remove(self, paper_ids: Iterable[str]) -> Added:
        """Take papers off the shelf and out of the index; ids that are not on it are ignored."""
        return self._library.add((), remove=paper_ids)

    def read_in_advance(self, progress: Progress | None = None) -> None:
        """Have a local model read every paper, so that questions take less time, if ASSISTANT_LOCAL_WARM asks for it.

        Works in the background (``model_note`` tells how far it is) unless ``progress`` is given, which is told
        step, done, total. An assistant opened with ``background`` also makes a known model ready so, without
        being asked to. Raises SettingsError and ModelUnavailable, but not from the background.
        """
        if progress is None:
            self._models.prepare()
        else:
            self._models.read(progress)

    def finish(self) -> int:
        """Embed the papers that wait for it, and return how many did."""
        return self._library.finish()

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

    def as_tool(self) -> QueryEngineTool:
        """Return a LlamaIndex tool that an agent can call with a question."""
        from assistant.integrations.llama_index import query_tool

        return query_tool(self.as_query_engine())

    def close(self) -> None:
        """Release files and connections, and end a local model."""
        self._models.close()
        self._library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _engine(self) -> PaperQueryEngine:
        # Imported when a question comes: LlamaIndex takes a second, which listing papers need not wait for.
        from assistant.answering.query_engine import PaperQueryEngine

        return PaperQueryEngine(
            self._library,
            self._models,
            retriever=self._given,
            node_postprocessors=self._postprocessors,
        )
