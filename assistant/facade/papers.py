"""The part of Assistant that keeps the papers of a shelf."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assistant import arguments
from assistant.browsing import changes
from assistant.browsing.spec import BrowseSpec, Facets, PapersPage
from assistant.browsing.told_apart import ToldApart
from assistant.index.snapshot import paper_vectors
from assistant.library.library import Added
from assistant.types import Filter, Paper

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.vector_stores.types import MetadataFilters
    from numpy.typing import NDArray

    from assistant.answering.suggesting.overview import Overview
    from assistant.library.zotero_sync import ZoteroSync
    from assistant.retrieval.metadata.completion import Completion

from assistant.facade.models import ModelPart

_log = logging.getLogger("assistant")


class PapersPart(ModelPart):
    """The papers of the shelf: read, searched through, added, labelled, merged, removed."""

    def overview(self, tried: Sequence[str] = (), *, wait: bool = True) -> Overview | None:
        """Return what the shelf is about and up to six questions that it answers, ``tried`` ones first if it does.

        Each was asked, without a language model. Made once for each state of the shelf, which takes seconds on a
        large one: without ``wait`` a thread makes it, and None is returned meanwhile.
        """
        return self._engine.suggesting.overview(arguments.ids("tried", tried), wait=wait)

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
        from llama_index.core.vector_stores.types import MetadataFilters

        from assistant.retrieval.metadata.metadata_filters import ids_where

        with self._library.reading() as retriever:
            if isinstance(filters, MetadataFilters):
                return ids_where(filters, retriever.records())
            conditions = arguments.filters("filters", filters)
            return tuple(row.id for row in retriever.records().matching(conditions))

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
        """Return groups of papers that are likely one and the same: by DOI, arXiv id, or a telling title.

        Those that ``keep_apart`` was told of are left out.
        """
        return self._catalogue.duplicates(self._told_apart.read())

    def keep_apart(self, paper_ids: Iterable[str], others: Iterable[str] = ()) -> int:
        """Keep with the shelf that no two of ``paper_ids`` are one paper, or none of them one of ``others``.

        Returns how many pairs are new. Raises PapersError when they cannot be written.
        """
        return self._told_apart.add(arguments.ids("paper_ids", paper_ids), arguments.ids("others", others))

    @property
    def kept_apart(self) -> int:
        """How many pairs of papers were told apart."""
        return len(self._told_apart.read())

    def offer_again(self) -> int:
        """Forget which papers were told apart, so that they are duplicates again; return how many pairs there were."""
        return self._told_apart.clear()

    @property
    def _told_apart(self) -> ToldApart:
        return ToldApart(self.settings.shelf_folder)

    def merge(self, paper_ids: Iterable[str]) -> Added:
        """Make one paper of several, the first with its gaps filled from the others. Raises PapersError for one."""
        return changes.merge(self._library, arguments.ids("paper_ids", paper_ids))

    def remove(self, paper_ids: Iterable[str]) -> Added:
        """Take papers off the shelf and out of the index; ids that are not on it are ignored."""
        return self._library.add((), remove=arguments.ids("paper_ids", paper_ids))
