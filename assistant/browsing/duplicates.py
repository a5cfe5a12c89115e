"""The papers of a shelf -> groups of those that are likely one and the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from assistant.browsing.told_apart import Pairs, ordered
from assistant.papers.match_shelf import record_of
from assistant.papers.merge import TELLING_TITLE, Table, surnames, title_key
from assistant.papers.record import Record
from assistant.types import Paper

_SAME_TITLE = 20  # papers of one title that one more is compared with


@dataclass(frozen=True, slots=True)
class Likely:
    """Papers that are likely one, two by two: ``pairs`` are places in ``ids``, which are in the order of the shelf."""

    ids: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]


def likely_one(papers: Iterable[Paper]) -> Likely:
    """Return which papers are likely one; takes seconds for tens of thousands.

    One DOI or arXiv id shows it, as when files are read. So does one telling title, whatever the years and DOIs (a
    preprint and what was printed of it), unless authors are recorded of whom none is the same: a reader decides.
    """
    finder = _Finder()
    found = [(paper.id, finder.add(paper)) for paper in papers]
    pairs = tuple((earlier, place) for place, (_, same) in enumerate(found) for earlier in same)
    return Likely(tuple(paper_id for paper_id, _ in found), pairs)


def grouped(likely: Likely, told_apart: Pairs = frozenset()) -> tuple[tuple[str, ...], ...]:
    """Return groups of two or more ids, each in the order of the shelf.

    No group holds two papers that were ``told_apart`` (ids, each pair in order).
    """
    apart = {paper_id for pair in told_apart for paper_id in pair}
    group_of: dict[int, list[int]] = {}

    def may_join(one: list[int], other: list[int]) -> bool:
        ours, theirs = ([likely.ids[place] for place in group] for group in (one, other))
        return not any(
            ordered(a, b) in told_apart
            for a, b in product(
                [each for each in ours if each in apart], [each for each in theirs if each in apart]
            )
        )

    for earlier, place in likely.pairs:
        one, other = group_of.setdefault(earlier, [earlier]), group_of.setdefault(place, [place])
        if one is not other and may_join(one, other):
            one += other
            group_of.update(dict.fromkeys(other, one))
    groups = sorted({id(group): sorted(group) for group in group_of.values() if len(group) > 1}.values())
    return tuple(tuple(likely.ids[place] for place in group) for group in groups)


class _Finder:
    """The papers so far, by what tells them apart."""

    def __init__(self) -> None:
        self._table = Table()
        self._titles: dict[str, list[int]] = {}

    def add(self, paper: Paper) -> list[int]:
        """Add a paper; return the places of earlier ones that it may be."""
        record, place, key = record_of(paper), len(self._table.entries), title_key(paper.title)
        same = set(self._table.find(record))
        titled = self._titles.setdefault(key, [])
        if len(key) >= TELLING_TITLE:
            entries = ((each, self._table.entries[each]) for each in titled[:_SAME_TITLE])
            same |= {
                each for each, before in entries if before is not None and _may_share_authors(record, before)
            }
        titled.append(place)
        self._table.append(record)
        return sorted(same)


def _may_share_authors(one: Record, other: Record) -> bool:
    ours, theirs = surnames(one), surnames(other)
    return not ours or not theirs or bool(ours & theirs)
