"""Lists of a shelf's papers: what was read, sorted and ranked once serves as long as the shelf stays the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from assistant.browsing.duplicates import Likely, grouped, likely_one
from assistant.browsing.filtering import meeting
from assistant.browsing.marking import listed
from assistant.browsing.ordering import order_of
from assistant.browsing.relevance import Ranking, relevant
from assistant.browsing.spec import BrowseSpec, Facets, ListedPaper, Order, PapersPage
from assistant.browsing.told_apart import Pairs
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.metadata.records import Records
from assistant.types import Paper

_REMEMBERED = 16  # rankings, of all readers; turning a page asks for the same again


class _Kept:
    """What was worked out of one generation of the index."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.orders: dict[tuple[Order, bool], list[int]] = {}
        self.rankings: OrderedDict[BrowseSpec, Ranking] = OrderedDict()
        self.likely: Likely | None = None


class Catalogue:
    """Lists the papers of a library; safe for many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._kept: WeakKeyDictionary[Retriever, _Kept] = WeakKeyDictionary()

    def browse(self, spec: BrowseSpec, offset: int, limit: int) -> PapersPage:
        """Return at most ``limit`` papers from place ``offset`` of the list that ``spec`` asks for."""
        with self._library.reading() as retriever:
            kept = self._of(retriever)
            ids, ranking = self._ids(spec, kept, retriever)
            papers = list(retriever.index.papers.get(ids[offset : offset + limit]).values())
            rows = listed(papers, ranking) if ranking else tuple(map(ListedPaper, papers))
            return PapersPage(rows, len(ids), len(kept.records.rows), offset)

    def select(self, spec: BrowseSpec) -> tuple[str, ...]:
        """Return the ids of all papers of the list that ``spec`` asks for, in its order."""
        with self._library.reading() as retriever:
            return tuple(self._ids(spec, self._of(retriever), retriever)[0])

    def facets(self) -> Facets:
        """Return what the papers can be filtered by."""
        with self._library.reading() as retriever:
            records = self._of(retriever).records
        return Facets(
            records.years,
            records.venues,
            records.sources,
            records.collections,
            records.tags,
            sum(bool(row.authors) for row in records.rows),
            sum(not row.length for row in records.rows),
            len(records.rows),
        )

    def duplicates(self, told_apart: Pairs) -> tuple[tuple[Paper, ...], ...]:
        """Return groups of papers that are likely one, without those that were ``told_apart``."""
        with self._library.reading() as retriever:
            kept, papers = self._of(retriever), retriever.index.papers
            if kept.likely is None:  # two at once find the same
                kept.likely = likely_one(papers)
            groups = grouped(kept.likely, told_apart)
            held = papers.get([paper_id for group in groups for paper_id in group])
            return tuple(tuple(held[paper_id] for paper_id in group) for group in groups)

    def _of(self, retriever: Retriever) -> _Kept:
        with self._lock:
            kept = self._kept.get(retriever)
        if kept is None:
            records = (
                retriever.records()
            )  # read outside of the lock: some tenths of a second for 64,000 papers
            with self._lock:
                kept = self._kept.setdefault(retriever, _Kept(records))
        return kept

    def _ids(self, spec: BrowseSpec, kept: _Kept, retriever: Retriever) -> tuple[list[str], Ranking | None]:
        rows, ranking = kept.records.rows, self._ranking(spec, kept, retriever) if spec.searches else None
        if ranking and not spec.sort:
            return list(ranking.ids), ranking
        if ranking:
            found: set[str] | None = set(ranking.ids)
        else:
            filters = spec.model_copy(update={"sort": "", "descending": False})
            found = (
                None
                if filters == BrowseSpec()
                else {rows[place].id for place in meeting(filters, kept.records)}
            )
        ordered = [rows[place].id for place in self._order(spec, kept)]
        return ordered if found is None else [key for key in ordered if key in found], ranking

    def _ranking(self, spec: BrowseSpec, kept: _Kept, retriever: Retriever) -> Ranking:
        asked = spec.model_copy(update={"sort": "", "descending": False, "query": spec.query.strip()})
        with self._lock:
            if found := kept.rankings.get(asked):
                kept.rankings.move_to_end(asked)
                return found
        filters = asked.model_copy(update={"query": ""})
        among = None
        if filters != BrowseSpec():
            among = {kept.records.rows[place].id for place in meeting(filters, kept.records)}
        ranking = Ranking() if among is not None and not among else relevant(asked.query, retriever, among)
        with self._lock:
            kept.rankings[asked] = ranking
            while len(kept.rankings) > _REMEMBERED:
                kept.rankings.popitem(last=False)
        return ranking

    def _order(self, spec: BrowseSpec, kept: _Kept) -> list[int]:
        key = (spec.sort, spec.descending)
        with self._lock:
            order = kept.orders.get(key)
        if order is None:
            order = order_of(kept.records.rows, spec.sort, descending=spec.descending)
            with self._lock:
                kept.orders[key] = order
        return order
