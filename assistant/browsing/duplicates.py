"""The papers of a shelf -> groups of those that are likely one and the same."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.browsing.told_apart import Pairs, ordered
from assistant.papers.match_shelf import record_of
from assistant.papers.merge import TELLING_TITLE, Table, surnames, title_key
from assistant.papers.record import Record
from assistant.types import Paper

_SAME_TITLE = 20  # papers of one title that one more is compared with


def duplicates(papers: Iterable[Paper], told_apart: Pairs = frozenset()) -> tuple[tuple[Paper, ...], ...]:
    """Return groups of two or more papers that are likely one, each in the order of the shelf.

    One DOI or arXiv id shows it, as when files are read. So does one telling title, whatever the years and DOIs (a
    preprint and what was printed of it), unless authors are recorded of whom none is the same: a reader decides.
    Pairs that were ``told_apart`` (ids, each pair in order) are none.
    """
    groups = _Groups(told_apart)
    for paper in papers:
        groups.add(paper)
    return groups.found()


class _Groups:
    def __init__(self, told_apart: Pairs) -> None:
        self._apart = told_apart
        self._table = Table()
        self._papers: list[Paper] = []
        self._leader: list[int] = []
        self._titles: dict[str, list[int]] = {}

    def add(self, paper: Paper) -> None:
        record, place = record_of(paper), len(self._papers)
        same = self._table.find(record)
        same = [each for each in same if not self._told_apart(paper, each)] + self._titled(paper, record)
        self._table.append(record)
        self._papers.append(paper)
        self._leader.append(place)
        for other in same:
            first, second = sorted((self._lead(place), self._lead(other)))
            self._leader[second] = first

    def _titled(self, paper: Paper, record: Record) -> list[int]:
        """Return the place of the first paper of the same telling title that this one may be."""
        key = title_key(paper.title)
        places = self._titles.setdefault(key, [])
        places.append(len(self._papers))
        if len(key) < TELLING_TITLE:
            return []
        for earlier in places[:_SAME_TITLE]:
            if earlier == len(self._papers) or self._told_apart(paper, earlier):
                continue
            before = self._table.entries[earlier]
            if before is not None and _may_share_authors(record, before):
                return [earlier]
        return []

    def _told_apart(self, paper: Paper, place: int) -> bool:
        return bool(self._apart) and ordered(paper.id, self._papers[place].id) in self._apart

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
