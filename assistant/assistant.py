"""The facade that apps, the page, the commands and the evaluation use."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answer import answer, checked_question
from assistant.embedding import Embedder
from assistant.errors import ModelUnavailable
from assistant.index import Progress
from assistant.library import Added, Library
from assistant.models import ChatModel, open_model, wrap_model
from assistant.reply_cache import CachedModel, ReplyCache
from assistant.respond import Tools
from assistant.settings import Settings
from assistant.types import Answer, Done, Event, Hit, Paper, Turn

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.tools import QueryEngineTool

    from assistant.llama import PaperQueryEngine, PaperRetriever


class Assistant:
    """Answers questions about one shelf of papers; one object serves many threads.

    Opening it opens the shelf and, the first time, indexes the bundled papers (``progress`` is told step,
    done, total); with ``rebuild`` the index is made anew from the papers on the shelf. ``llm`` and
    ``embedding`` take LlamaIndex's own classes in place of what the settings name.
    Raises SettingsError and IndexUnavailable.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        llm: LLM | None = None,
        embedding: BaseEmbedding | None = None,
        progress: Progress | None = None,
        rebuild: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        self._library = Library(self.settings, _embedder(embedding), progress, rebuild=rebuild)
        self._model: ChatModel | None = wrap_model(llm) if llm else None
        self._model_lock = threading.Lock()

    @property
    def composer(self) -> str:
        """The name of the language model that writes answers, or "extractive" when none is configured."""
        if self._model:
            return self._model.name
        return (self.settings.model or "language model") if self.settings.has_model else "extractive"

    @property
    def notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know, such as a rebuilt index."""
        return self._library.notes

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer ``question``; ``history`` holds the earlier turns of the conversation, oldest first.

        Raises SettingsError when the question cannot be asked, IndexUnavailable, ModelUnavailable.
        """
        for event in self.stream(question, history):
            if isinstance(event, Done):
                return event.answer
        raise AssertionError("a stream of events ends with Done")

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Yield progress (Stage), pieces of text (Token) and at last the answer (Done).

        A ``Stage("compose")`` after tokens means that the text begins anew. Closing the iterator stops the work.
        """
        checked_question(question, self.settings)
        model, failure = self._chat_model()
        with self._library.reading() as retriever:
            tools = Tools(self.settings, retriever, model, failure, self.notes)
            events = answer(question, history, tools)
            with closing(events):  # type: ignore[type-var]
                yield from events

    def conversation(self) -> Conversation:
        """Begin a conversation that remembers its turns."""
        return Conversation(self)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """Return the ``k`` papers that fit ``query`` best, with their best passages; no language model is asked."""
        query = checked_question(query, self.settings)
        with self._library.reading() as retriever:
            return retriever.search(query, k)

    def papers(self) -> tuple[Paper, ...]:
        """Return all papers on the shelf, in the order they were added."""
        return tuple(self._library.papers)

    def add(self, papers: Iterable[Paper], *, replace: bool = False) -> Added:
        """Add or update papers and index what changed; with ``replace`` all others leave the shelf."""
        return self._library.add(papers, replace=replace)

    def remove(self, paper_ids: Iterable[str]) -> Added:
        """Take papers off the shelf and out of the index; ids that are not on it are ignored."""
        return self._library.add((), remove=paper_ids)

    def as_query_engine(self, *, streaming: bool = False) -> PaperQueryEngine:
        """Return a LlamaIndex query engine; its response carries the Answer in ``metadata["answer"]``."""
        from assistant.llama import PaperQueryEngine

        return PaperQueryEngine(self, streaming=streaming)

    def as_retriever(self, k: int = 10) -> PaperRetriever:
        """Return a LlamaIndex retriever of the ``k`` best papers' best passages."""
        from assistant.llama import PaperRetriever

        return PaperRetriever(self, k)

    def as_tool(self) -> QueryEngineTool:
        """Return a LlamaIndex tool that an agent can call with a question."""
        from assistant.llama import query_tool

        return query_tool(self.as_query_engine())

    def close(self) -> None:
        """Release files and connections."""
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
        with self._model_lock:
            if self._model is None:
                try:
                    opened = open_model(self.settings)
                except ModelUnavailable as error:
                    return None, str(error)
                self._model = CachedModel(opened, ReplyCache(self.settings.home / "cache"))
        return self._model, ""


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
    from assistant.llama_embedding import given_embedder

    return given_embedder(embedding)
