"""What an Assistant holds: the shelf, the language models, and what is made from them when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answering.model.in_force import Models
from assistant.answering.model.shared import lent
from assistant.answering.model.state import ModelWatch
from assistant.browsing.catalogue import Catalogue
from assistant.embedding.embedder import wrap_embedding
from assistant.errors import IndexUnavailable
from assistant.index.snapshot import Progress
from assistant.library.background import Indexing
from assistant.library.library import Library
from assistant.llm.chat import wrap_model
from assistant.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.llms import LLM
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from assistant.answering.query_engine import PaperQueryEngine
    from assistant.tabulating.tabulator import Tabulator


class OpenedShelf:
    """A shelf that is open, in the process that opened it; what Assistant does stands in its parts."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        llm: LLM | None = None,
        embedding: BaseEmbedding | None = None,
        retriever: BaseRetriever | None = None,
        node_postprocessors: Sequence[BaseNodePostprocessor] = (),
        strict: bool = False,
        progress: Progress | None = None,
        rebuild: bool = False,
        background: bool = False,
        beside: OpenedShelf | None = None,
    ) -> None:
        settings = settings or Settings()
        self._process = os.getpid()
        self._opened = Library(
            settings,
            wrap_embedding(embedding),
            progress,
            rebuild=rebuild,
            background=background,
            must_exist=not settings.create,
        )
        given = wrap_model(llm) if llm else None
        self._models: Models = (
            lent(beside._models, settings.shelf)
            if beside
            else Models(settings, self._opened, given, background=background)
        )
        self._watch = ModelWatch(self._models)
        self._given = retriever
        self._postprocessors = tuple(node_postprocessors)
        self._strict = strict

    @property
    def opening_notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know, such as a rebuilt index."""
        return self._library.opening_notes

    @property
    def indexing(self) -> Indexing | None:
        """How far embedding in the background is; None when it is not at work."""
        return self._library.indexing

    def finish(self) -> int:
        """Embed the papers that wait for it, and return how many did."""
        return self._library.finish()

    def close(self) -> None:
        """Release files and connections, and end a local model; in a forked child this leaves the parent's alone."""
        if self._process == os.getpid():
            if "_made_tables" in vars(self):
                self._made_tables.close()
            if "_made_engine" in self.__dict__:
                self._made_engine.suggesting.close()
            self._models.close()
            self._opened.close()

    @property
    def _library(self) -> Library:
        self._check_process()
        return self._opened

    def _check_process(self) -> None:
        """Raise IndexUnavailable in a forked child: its parent's threads, on which the index relies, are not there."""
        if self._process != os.getpid():
            raise IndexUnavailable(
                f"This Assistant was opened by process {self._process} and does not work in its forked child "
                f"{os.getpid()}. Open one of its own there: Assistant(settings)."
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _catalogue(self) -> Catalogue:
        self._check_process()
        return self._made_catalogue

    @cached_property
    def _made_catalogue(self) -> Catalogue:
        return Catalogue(self._opened)

    @property
    def _engine(self) -> PaperQueryEngine:
        self._check_process()
        return self._made_engine

    @cached_property
    def _made_engine(self) -> PaperQueryEngine:
        # Imported when a question comes: LlamaIndex takes a second, which listing papers need not wait for.
        import_module("llama_index.core")  # whole, as in ``chunks``: an index may be made at this moment
        from assistant.answering.query_engine import PaperQueryEngine

        return PaperQueryEngine(
            self._opened,
            self._models,
            retriever=self._given,
            node_postprocessors=self._postprocessors,
            strict=self._strict,
        )

    @property
    def _tables(self) -> Tabulator:
        self._check_process()
        return self._made_tables

    @cached_property
    def _made_tables(self) -> Tabulator:
        from assistant.tabulating.tabulator import Tabulator

        return Tabulator(self._opened, self._models, strict=self._strict)
