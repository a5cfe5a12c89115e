"""The facade that apps, the page, the commands and the evaluation use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answering.pipeline import answer, checked_question
from assistant.answering.routes import Tools
from assistant.answering.time_left import with_time_left
from assistant.embedding.embedder import Embedder
from assistant.errors import ModelUnavailable
from assistant.index.paper_vectors import paper_vectors
from assistant.index.snapshot import Progress
from assistant.library.background import Indexing
from assistant.library.library import Added, Library
from assistant.library.worker import Background
from assistant.llm.cache import CachedModel, ReplyCache
from assistant.llm.chat import ChatModel, open_model, wrap_model
from assistant.llm.local.files import local_name
from assistant.planning.scope import checked_limit
from assistant.retrieval.external import GivenRanking, ranked
from assistant.settings import Settings
from assistant.types import Answer, Done, Event, Hit, Paper, Stage, Turn

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.tools import QueryEngineTool
    from numpy.typing import NDArray

    from assistant.integrations.llama_index import PaperQueryEngine, PaperRetriever
    from assistant.llm.local.model import LocalModel


class Assistant:
    """Answers questions about one shelf of papers; one object serves many threads.

    Opening it opens the shelf and, the first time, indexes the bundled papers (``progress`` is told step,
    done, total); with ``rebuild`` the index is made anew from the papers on the shelf. With ``background``
    opening and adding wait for the words of the papers only: a thread embeds many papers meanwhile. ``llm``
    and ``embedding`` take LlamaIndex's own classes in place of what the settings name, ``retriever`` one that
    ranks the papers instead (its nodes name a paper in ``metadata["paper_id"]``).
    Raises SettingsError and IndexUnavailable.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        llm: LLM | None = None,
        embedding: BaseEmbedding | None = None,
        retriever: BaseRetriever | None = None,
        progress: Progress | None = None,
        rebuild: bool = False,
        background: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        self._library = Library(
            self.settings, _embedder(embedding), progress, rebuild=rebuild, background=background
        )
        self._model: ChatModel | None = wrap_model(llm) if llm else None
        self._ranking = GivenRanking(retriever) if retriever else None
        self._local: LocalModel | None = None
        self._reading = Background()
        self._model_lock = threading.Lock()

    @property
    def composer(self) -> str:
        """The name of the language model that writes answers, or "extractive" when none is configured."""
        if self._model:
            return self._model.name
        if self.settings.local_model:
            return local_name(self.settings.local_model)
        return (self.settings.model or "language model") if self.settings.has_model else "extractive"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know: a rebuilt index, papers that wait to be embedded, a model that runs here."""
        return (*self._library.notes, *((self.model_note,) if self.model_note else ()))

    @property
    def model_note(self) -> str:
        """How a model that runs inside the product does, as far as it is known; "" when there is none."""
        if not self.settings.local_model or (self._model and not self._local):
            return ""
        told = self._local.note if self._local else f"The model {self.composer} runs on this machine."
        return f"{told} {self._reading.note}".strip()

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
        for event in self.stream(question, history, within=within):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream of events ends with Done")

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, within: Sequence[str] | None = None
    ) -> Iterator[Event]:
        """Yield progress (Stage), pieces of text (Token) and at last the answer (Done).

        A ``Stage("compose")`` after tokens means that the text begins anew. Closing the iterator stops the work.
        """
        checked_question(question, self.settings)
        within = checked_limit(within, self._library.papers)
        if self.settings.local_model and not self._model:
            yield Stage("load the model")  # which takes seconds, and minutes where it must be downloaded
        model, failure = self._chat_model()
        with self._library.reading() as retriever:
            notes = self._library.notes_on(retriever.index.manifest)
            tools = Tools(self.settings, retriever, model, failure, notes, ranking=self._ranking)
            events = answer(question, history, tools, within)
            with closing(events):  # type: ignore[type-var]
                yield from with_time_left(events)

    def conversation(self) -> Conversation:
        """Begin a conversation that remembers its turns."""
        return Conversation(self)

    def search(self, query: str, k: int = 10, *, within: Sequence[str] | None = None) -> list[Hit]:
        """Return the ``k`` papers that fit ``query`` best, with their best passages; no language model is asked.

        ``within`` limits it to papers, by id.
        """
        query = checked_question(query, self.settings)
        with self._library.reading() as retriever:
            return ranked(query, k, retriever, self._ranking, within)

    def papers(self, ids: Sequence[str] | None = None) -> tuple[Paper, ...]:
        """Return all papers on the shelf in the order they were added, or those of ``ids`` in theirs."""
        return tuple(self._library.papers if ids is None else self._library.papers.get(list(ids)).values())

    @property
    def size(self) -> int:
        """How many papers are on the shelf."""
        return len(self._library.papers)

    def vectors(self, paper_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return paper id -> vector (dim,) of the papers of ``paper_ids`` that are embedded: near ones are alike."""
        with self._library.reading() as retriever:
            return paper_vectors(retriever.index, paper_ids)

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
        step, done, total. Raises SettingsError and ModelUnavailable, but not from the background.
        """
        if not (self.settings.local_model and self.settings.local_warm):
            return
        if progress is None:
            self._reading.begin(self._read)
        else:
            self._reading.end(wait=True)
            self._read(lambda done, total: progress("read", done, total), lambda: False)

    def finish(self) -> int:
        """Embed the papers that wait for it, and return how many did."""
        return self._library.finish()

    def as_query_engine(self, *, streaming: bool = False) -> PaperQueryEngine:
        """Return a LlamaIndex query engine; its response carries the Answer in ``metadata["answer"]``."""
        from assistant.integrations.llama_index import PaperQueryEngine

        return PaperQueryEngine(self, streaming=streaming)

    def as_retriever(self, k: int = 10) -> PaperRetriever:
        """Return a LlamaIndex retriever of the ``k`` best papers' best passages."""
        from assistant.integrations.llama_index import PaperRetriever

        return PaperRetriever(self, k)

    def as_tool(self) -> QueryEngineTool:
        """Return a LlamaIndex tool that an agent can call with a question."""
        from assistant.integrations.llama_index import query_tool

        return query_tool(self.as_query_engine())

    def close(self) -> None:
        """Release files and connections, and end a local model."""
        self._reading.end()
        self._library.close()
        if self._model:
            self._model.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _chat_model(self) -> tuple[ChatModel | None, str]:
        """Return the model, or none and why it failed; one that was down is tried again each time."""
        if not self._model and not self.settings.has_model:
            return None, ""
        try:
            return self._opened_model(), ""
        except ModelUnavailable as error:
            return None, str(error)

    def _opened_model(self) -> ChatModel:
        with self._model_lock:
            if self._model is None:
                opened = open_model(self.settings, self._library.papers)
                if self.settings.local_model:
                    from assistant.llm.local.model import LocalModel

                    self._local = opened if isinstance(opened, LocalModel) else None
                    self._remember()
                self._model = CachedModel(opened, ReplyCache(self.settings.home / "cache"))
            return self._model

    def _remember(self) -> None:
        if self._local and self.settings.local_warm:
            from assistant.judging.warm_up import remember

            remember(self._local, self._library.papers)

    def _read(self, progress: Callable[[int, int], object], stopped: Callable[[], bool]) -> None:
        from assistant.judging.warm_up import read_in_advance

        if not stopped():
            self._opened_model()
        if self._local and not stopped():
            read_in_advance(self._local, self.papers(), progress, stopped=stopped)


class Conversation:
    """Turns that build on each other; ``turns`` holds what was asked and answered, oldest first."""

    def __init__(self, assistant: Assistant, turns: Sequence[Turn] = ()) -> None:
        self._assistant = assistant
        self.turns: tuple[Turn, ...] = tuple(turns)

    def ask(self, question: str) -> Answer:
        """Answer in the light of the earlier turns, and remember the exchange."""
        result = self._assistant.ask(question, self.turns)
        self.turns = (*self.turns, Turn(question=question, answer=result))
        return result

    def stream(self, question: str) -> Iterator[Event]:
        """Yield the events of an answer; the exchange is remembered when it is done."""
        for event in self._assistant.stream(question, self.turns):
            if isinstance(event, Done):
                self.turns = (*self.turns, Turn(question=question, answer=event.answer))
            yield event


def _embedder(embedding: BaseEmbedding | None) -> Embedder | None:
    if embedding is None:
        return None
    from assistant.embedding.llama_index import given_embedder

    return given_embedder(embedding)
