"""The papers of a shelf -> groups of those that are likely one and the same."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.papers.match_shelf import record_of
from assistant.papers.merge import TELLING_TITLE, Table, surnames, title_key
from assistant.papers.record import Record
from assistant.types import Paper


def duplicates(papers: Iterable[Paper]) -> tuple[tuple[Paper, ...], ...]:
    """Return groups of two or more papers that are likely one, each in the order of the shelf.

    One DOI or arXiv id shows it, as when files are read. So does one telling title, whatever the years and DOIs (a
    preprint and what was printed of it), unless authors are recorded of whom none is the same: a reader decides.
    """
    groups = _Groups()
    for paper in papers:
        groups.add(paper)
    return groups.found()


class _Groups:
    def __init__(self) -> None:
        self._table = Table()
        self._papers: list[Paper] = []
        self._leader: list[int] = []
        self._titles: dict[str, int] = {}

    def add(self, paper: Paper) -> None:
        record, place = record_of(paper), len(self._papers)
        same = self._table.find(record)
        key = title_key(paper.title)
        earlier = self._titles.setdefault(key, place)
        before = self._table.entries[earlier] if earlier != place else None
        if before is not None and len(key) >= TELLING_TITLE and _may_share_authors(record, before):
            same = [*same, earlier]
        self._table.append(record)
        self._papers.append(paper)
        self._leader.append(place)
        for other in same:
            first, second = sorted((self._lead(place), self._lead(other)))
            self._leader[second] = first

    def _lead(self, place: int) -> int:
        while self._leader[place] != place:
            place = self._leader[place]
        return place

    def found(self) -> tuple[tuple[Paper, ...], ...]:
        groups: dict[int, list[Paper]] = {}
        for place, paper in enumerate(self._papers):
            groups.setdefault(self._lead(place), []).append(paper)
        return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _may_share_authors(one: Record, other: Record) -> bool:
    ours, theirs = surnames(one), surnames(other)
    return not ours or not theirs or bool(ours & theirs)
