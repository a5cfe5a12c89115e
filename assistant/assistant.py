"""The facade that apps, the page, the commands and the evaluation use."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator, Generator, Iterable, Mapping, Sequence
from contextlib import aclosing, closing
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from assistant import arguments
from assistant.answering.model_state import ModelState, ModelWatch
from assistant.answering.models import Models
from assistant.answering.shared_model import lent
from assistant.browsing import changes
from assistant.browsing.catalogue import Catalogue
from assistant.browsing.duplicates import duplicates
from assistant.browsing.spec import BrowseSpec, Facets, PapersPage
from assistant.conversation import Conversation
from assistant.embedding.embedder import wrap_embedding
from assistant.errors import IndexUnavailable
from assistant.events import Done, Event
from assistant.index.snapshot import Progress, paper_vectors
from assistant.library.background import Indexing
from assistant.library.library import Added, Library
from assistant.llm.chat import wrap_model
from assistant.llm.choosing.choice import ModelChoice
from assistant.llm.choosing.finding import FoundModels, TriedModel, find_models, try_model
from assistant.pending import PendingAnswer
from assistant.settings import Settings
from assistant.types import Answer, Filter, Hit, Paper, Turn

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
    from assistant.answering.suggesting.overview import Overview
    from assistant.library.zotero_sync import ZoteroSync
    from assistant.llm.local.catalogue import KnownModel
    from assistant.retrieval.completion import Completion
    from assistant.retrieval.paper_retriever import PaperRetriever
    from assistant.tabulating.table import Table
    from assistant.tabulating.tabulator import Tabulator
    from assistant.tabulating.values import Cell, Column

_log = logging.getLogger("assistant")


class Assistant:
    """Answers questions about one shelf of papers; one object serves many threads.

    Opening it opens the shelf and, the first time, indexes the bundled papers (``progress`` is told step,
    done, total). Another shelf must be there, or be asked for with ``Settings(create=True)``. With ``rebuild`` the
    index is made anew from the papers on the shelf. With ``background`` opening and adding wait for the words of
    the papers only: a thread embeds many papers meanwhile. ``llm`` and ``embedding`` take LlamaIndex's own classes
    in place of what the settings name, ``retriever`` one that ranks the papers instead (its nodes name a paper in
    ``metadata["paper_id"]``); ``node_postprocessors``, such as a reranker or a filter, have what was retrieved
    before it is read or judged. With ``strict`` a language model that fails raises ModelUnavailable or BadReply (what
    your own class raised is its cause), in place of an answer in the papers' own sentences. A process that was
    forked opens one of its own. ``beside`` is an assistant of another shelf of the same home, open for longer, whose
    language model answers here too, whatever it is at the time.
    Raises SettingsError, PapersError (no such shelf) and IndexUnavailable.
    """

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
        beside: Assistant | None = None,
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
    def settings(self) -> Settings:
        """The settings in force: those it was opened with, and the model that was chosen since."""
        return self._models.current.settings

    @property
    def composer(self) -> str:
        """The name of the language model that writes answers, or "extractive" when none is configured."""
        return self._models.current.composer

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know: a rebuilt index, papers that wait to be embedded, a model that runs here."""
        return (*self._library.notes, *(note for note in (self._models.note, self.model_note) if note))

    @property
    def model_note(self) -> str:
        """How a model that runs inside the product does, as far as it is known; "" when there is none."""
        return self._models.current.note

    @property
    def model_preparing(self) -> bool:
        """Whether a model of this machine is being fetched, loaded or given the papers to read."""
        return self._models.current.preparing

    @property
    def model_ready(self) -> bool:
        """Whether ``stream(..., wait_for_model=False)`` answers with the model that is configured, if one is."""
        return self._models.current.ready

    @property
    def offers(self) -> tuple[tuple[KnownModel, bool], ...]:
        """Models that ``use_local_model`` takes, each with whether it is here already; none where one is configured."""
        return self._models.current.offers

    def use_local_model(self, name: str) -> None:
        """Fetch the model that the product knows by ``name``, and run it; ``model_note`` tells how far it is.

        Questions are answered meanwhile. Raises SettingsError when it cannot be run or another is configured.
        """
        self._models.current.use(name)

    @property
    def model_state(self) -> ModelState:
        """Which language model is in force, where that was set, and whether it answers as far as is known."""
        return self._watch.state()

    @property
    def local_models(self) -> tuple[tuple[KnownModel, bool], ...]:
        """The models that the product knows by name, each with whether its file is here."""
        return self._models.current.catalogue

    def check_model(self) -> None:
        """Have the endpoint asked in the background whether it answers, if that was not done just now."""
        self._watch.look()

    def use_model(self, choice: ModelChoice | None) -> None:
        """Use another language model from the next question on, here and wherever this home is opened.

        The choice is kept in the home folder, readable by its owner only, and holds until the settings name another
        model than now; None forgets it, and the settings are in force. Questions under way finish with the model
        before. Raises SettingsError.
        """
        self._models.use(choice)

    def cancel_model(self) -> None:
        """Give up a local model that is being made ready: the model before it is in force again."""
        self._models.cancel()

    def find_models(self, choice: ModelChoice) -> FoundModels:
        """Return the models that the server of ``choice`` lists; raises SettingsError, ModelUnavailable, BadReply."""
        return find_models(self._models.settings_for(choice))

    def try_model(self, choice: ModelChoice) -> TriedModel:
        """Ask the model of ``choice`` for one word; raises SettingsError, ModelUnavailable, BadReply."""
        return try_model(self._models.settings_for(choice))

    @property
    def opening_notes(self) -> tuple[str, ...]:
        """What happened at opening that a user should know, such as a rebuilt index."""
        return self._library.opening_notes

    @property
    def indexing(self) -> Indexing | None:
        """How far embedding in the background is; None when it is not at work."""
        return self._library.indexing

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

    def conversation(self) -> Conversation:
        """Begin a conversation that remembers its turns."""
        return Conversation(self)

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

    def overview(self, tried: Sequence[str] = (), *, wait: bool = True) -> Overview | None:
        """Return what the shelf is about and up to six questions that it answers, ``tried`` ones first if it does.

        Each was asked, without a language model. Made once for each state of the shelf, which takes seconds on a
        large one: without ``wait`` a thread makes it, and None is returned meanwhile.
        """
        return self._engine.suggesting.overview(arguments.ids("tried", tried), wait=wait)

    def answerable(
        self, questions: Sequence[str], history: Sequence[Turn] = (), *, within: Sequence[str] | None = None
    ) -> tuple[str, ...]:
        """Return those of ``questions`` that the papers' own sentences answer; no language model is asked."""
        asked, turns = arguments.ids("questions", questions), arguments.turns(history)
        return self._engine.suggesting.answerable(asked, turns, arguments.limit(within))

    def complete(self, text: str) -> tuple[Completion, ...]:
        """Return titles and authors on the shelf that complete the last words of ``text``, at most eight."""
        with self._library.reading() as retriever:
            return retriever.records().completions.complete(arguments.text("text", text))

    def papers(self, ids: Sequence[str] | None = None) -> tuple[Paper, ...]:
        """Return all papers on the shelf in the order they were added, or those of ``ids`` in theirs."""
        if ids is None:
            return tuple(self._library.papers)
        return tuple(self._library.papers.get(list(arguments.ids("ids", ids))).values())

    def papers_page(self, offset: int, limit: int) -> tuple[Paper, ...]:
        """Return at most ``limit`` papers from place ``offset`` (from 0) on, in the order they were added."""
        offset, limit = arguments.place("offset", offset), arguments.count("limit", limit)
        return tuple(self._library.papers.page(offset, limit))

    @property
    def size(self) -> int:
        """How many papers are on the shelf."""
        return len(self._library.papers)

    def vectors(self, paper_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return paper id -> vector (dim,) of the papers of ``paper_ids`` that are embedded: near ones are alike."""
        with self._library.reading() as retriever:
            return paper_vectors(retriever.index, paper_ids)

    def where(self, filters: MetadataFilters | Sequence[Filter]) -> tuple[str, ...]:
        """Return the ids of the papers whose records meet ``filters``, to limit a question to.

        They are those of an Answer, or LlamaIndex's with the keys year, authors, venue, source, title, collections,
        tags and paper_id. Raises SettingsError for others.
        """
        from assistant.retrieval.metadata_filters import ids_where

        with self._library.reading() as retriever:
            if isinstance(filters, Sequence):
                return tuple(row.id for row in retriever.records().matching(filters))
            return ids_where(filters, retriever.records())

    def add(self, papers: Iterable[Paper], *, replace: bool = False) -> Added:
        """Add or update papers and index what changed; with ``replace`` all others leave the shelf."""
        added = self._library.add(arguments.papers(papers), replace=replace)
        _log.info("%d papers added, %d updated", len(added.added), len(added.updated))
        self.read_in_advance()
        return added

    def add_zotero(
        self,
        collection: str | None = None,
        tag: str | None = None,
        *,
        prune: bool = False,
        full: bool = False,
    ) -> ZoteroSync:
        """Add what the running Zotero holds in a collection (with those inside it), under a tag, or at all.

        Only what has changed since the last time is read, unless ``full``; nothing is written to Zotero. Papers
        whose items have left it are told, and taken off the shelf with ``prune``. Raises PapersError when Zotero
        does not run or lets nobody read.
        """
        from assistant.fetching.zotero import Selection
        from assistant.library.zotero_sync import sync_zotero

        wanted = Selection(collection or "", tag or "")
        done = sync_zotero(self._library, self.settings, wanted, prune=prune, full=full)
        self.read_in_advance()
        return done

    def browse(self, spec: BrowseSpec | None = None, *, offset: int = 0, limit: int = 50) -> PapersPage:
        """Return a page of the papers that ``spec`` asks for, sorted and with the words searched for marked."""
        offset, limit = arguments.place("offset", offset), arguments.count("limit", limit)
        return self._catalogue.browse(spec or BrowseSpec(), offset, limit)

    def select(self, spec: BrowseSpec) -> tuple[str, ...]:
        """Return the ids of all papers that ``spec`` asks for, in its order: a question can be limited to them."""
        return self._catalogue.select(spec)

    def facets(self) -> Facets:
        """Return the years, venues, sources, collections and tags of the shelf, each with its number of papers."""
        return self._catalogue.facets()

    def label(
        self,
        paper_ids: Iterable[str],
        *,
        collections: Sequence[str] = (),
        tags: Sequence[str] = (),
        remove: bool = False,
    ) -> Added:
        """Put papers into collections and give them tags, or take both away; nothing is embedded anew."""
        ids = arguments.ids("paper_ids", paper_ids)
        return changes.label(self._library, ids, collections=collections, tags=tags, remove=remove)

    def edit(self, paper_id: str, **fields: Any) -> Added:
        """Set fields of one paper's record; only a new title or abstract is embedded anew. Raises PapersError."""
        return changes.edit(self._library, arguments.text("paper_id", paper_id), fields)

    def duplicates(self) -> tuple[tuple[Paper, ...], ...]:
        """Return groups of papers that are likely one and the same: by DOI, arXiv id, or a telling title."""
        return duplicates(self._library.papers)

    def merge(self, paper_ids: Iterable[str]) -> Added:
        """Make one paper of several, the first with its gaps filled from the others. Raises PapersError for one."""
        return changes.merge(self._library, arguments.ids("paper_ids", paper_ids))

    def remove(self, paper_ids: Iterable[str]) -> Added:
        """Take papers off the shelf and out of the index; ids that are not on it are ignored."""
        return self._library.add((), remove=arguments.ids("paper_ids", paper_ids))

    def read_in_advance(self, progress: Progress | None = None) -> None:
        """Have a local model read every paper, so that questions take less time, if ASSISTANT_LOCAL_WARM asks for it.

        Works in the background (``model_note`` tells how far it is) unless ``progress`` is given, which is told
        step, done, total. An assistant opened with ``background`` also makes a known model ready so, without
        being asked to. Raises SettingsError and ModelUnavailable, but not from the background.
        """
        if progress is None:
            self._models.current.prepare()
        else:
            self._models.current.read(progress)

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

    def as_tool(self, name: str | None = None, description: str | None = None) -> QueryEngineTool:
        """Return a LlamaIndex tool that an agent can call with a question.

        An agent with the tools of several shelves tells them apart by ``name`` (letters, digits, "_" and "-") and
        ``description``, which says what the papers are about. Raises SettingsError for a name that models refuse.
        """
        from assistant.integrations.llama_index import query_tool

        return query_tool(self.as_query_engine(), name, description)

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


def _log_answer(answer: Answer) -> None:
    """Log what an answer was like, never its words."""
    _log.info(
        "a question (%s) was %s in %.2f s by %s: %d requests, %d citations",
        *(answer.kind, answer.status, answer.timings.total_s, answer.composer),
        *(answer.usage.requests, len(answer.citations)),
    )
    for warning in answer.warnings:
        _log.debug("warning: %s", warning)
