"""Imports and the papers on a shelf -> the papers to add, each under the id that the shelf has it by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.papers import ids
from assistant.papers.assemble import Import, content_of
from assistant.papers.merge import TELLING_TITLE, Table, apart, both, join, title_key
from assistant.papers.record import Record
from assistant.types import Paper

_GAPS = ("abstract", "authors", "year", "url", "venue")
_GIVEN_BEHIND = re.compile(r"-(?:\d{4}|[0-9a-f]{8}(?:-\d+)?)")  # what ids.distinct puts behind an id


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The papers that imports bring to a shelf.

    ``met`` counts entries that are a paper which the shelf has under another id, or an earlier import gave;
    ``ids`` are the papers' ids for the entries of all imports, in their order.
    """

    papers: tuple[Paper, ...]
    met: int
    ids: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a report says of the entries that were met."""
        if not self.met:
            return ()
        return (
            f"{self.met:,} of the entries {'is a paper' if self.met == 1 else 'are papers'} that the shelf has under "
            "another id or that another file gave; gaps were filled, nothing was doubled.",
        )


def on_shelf(imports: Iterable[Import], shelf: Iterable[Paper] = ()) -> Arrivals:
    """Name the papers of ``imports`` as a shelf that holds ``shelf`` knows them.

    A paper of the same id replaces the one on the shelf, which fills its gaps, unless title, year, authors or DOI show
    that it is another paper; then it gets an id of its own. A paper that is there under another id keeps that id and
    what the shelf says of it, and fills its gaps. Lines of our own format are known by their ids alone, as are the
    papers of an Import that holds no records.
    """
    imports = list(imports)
    by_id = all(record.keep_id for imported in imports for record in imported.records)
    known = _Known(() if by_id else shelf)
    named: list[str] = []
    for imported in imports:
        records = imported.records or [record_of(paper, keep_id=True) for paper in imported.papers]
        for record, paper in zip(records, imported.papers, strict=True):
            named.append(known.take(record, paper))
    return Arrivals(tuple(known.arrived.values()), known.met, tuple(named))


class _Known:
    """The papers of the shelf and those that arrived, by id and by what shows them to be the same."""

    def __init__(self, shelf: Iterable[Paper]) -> None:
        self.arrived: dict[str, Paper] = {}
        self.met = 0
        self._papers: dict[str, Paper] = {}
        self._table = Table()
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        for paper in shelf:
            self._note(paper, record_of(paper))

    def take(self, record: Record, paper: Paper) -> str:
        """Let a paper of an import arrive, and return the id that it gets."""
        if not record.keep_id:
            paper = self._named(record, paper)
        self.arrived[paper.id] = paper
        self._note(paper, record)
        return paper.id

    def _named(self, record: Record, paper: Paper) -> Paper:
        if paper.id in self._papers and not self._is_another(record, paper.id):
            renewing = self._met if paper.id in self.arrived else self._renewed
            return renewing(paper.id, paper, record)
        same = [self._ids[place] for place in self._table.find(record)]
        if same:
            stored = self._papers[same[0]]
            its_own = same[0].startswith(paper.id) and _GIVEN_BEHIND.fullmatch(same[0][len(paper.id) :])
            if (
                its_own
                and title_key(stored.title) == title_key(paper.title)
                and stored.id not in self.arrived
            ):
                return self._renewed(stored.id, paper, record)
            return self._met(stored.id, paper, record)
        name = ids.distinct(paper.id, self._papers, record.year, content_of(record))
        return paper.model_copy(update={"id": name})

    def _is_another(self, record: Record, paper_id: str) -> bool:
        """Tell whether an entry is not the paper that is known under the id that the entry would get."""
        other = self._table.entries[self._places[paper_id]]
        assert other is not None, "the last one noted under an id stays"
        if record.own_id == paper_id or (record.arxiv and record.arxiv == other.arxiv):
            return False
        title = title_key(record.title)
        years = {record.year, other.year} - {None}
        unlike = title != title_key(other.title) or (len(years) == 2 and len(title) < TELLING_TITLE)
        return apart(record, other) or (unlike and not (record.doi and record.doi == other.doi))

    def _met(self, paper_id: str, paper: Paper, record: Record) -> Paper:
        self.met += 1
        return self._labelled(_filled(self._papers[paper_id], paper), record)

    def _renewed(self, paper_id: str, paper: Paper, record: Record) -> Paper:
        renewed = paper.model_copy(update={"id": paper_id})
        return self._labelled(_filled(renewed, self._papers[paper_id]), record)

    def _labelled(self, paper: Paper, record: Record) -> Paper:
        """Give a known paper the collections and tags that a library has it under now; others leave them alone."""
        stored = self._papers[paper.id]
        had = (stored.collections, stored.tags)
        if paper.id in self.arrived:  # twice in one library, maybe
            labels = both(had[0], record.collections), both(had[1], record.tags)
        else:
            labels = record.collections, record.tags
        collections, tags = (before if now is None else now for before, now in zip(had, labels, strict=True))
        return paper.model_copy(update={"collections": collections, "tags": tags})

    def _note(self, paper: Paper, record: Record) -> None:
        if paper.id in self._places:
            # What only the former entry told, its DOI say, still shows the paper to be the same.
            place = self._places[paper.id]
            former, self._table.entries[place] = self._table.entries[place], None
            record = join(record, former) if former else record
        self._papers[paper.id] = paper
        self._places[paper.id] = len(self._ids)
        self._ids.append(paper.id)
        self._table.append(record)


def _filled(paper: Paper, other: Paper) -> Paper:
    """Return ``paper`` with its gaps filled from ``other``."""
    gaps = {name: getattr(other, name) for name in _GAPS if getattr(paper, name) in ("", (), None)}
    return paper.model_copy(update=gaps)


def record_of(paper: Paper, *, keep_id: bool = False) -> Record:
    """Return a paper of the shelf as an entry; its ids stand in its own id or its address."""
    return Record(
        where="the shelf",
        title=paper.title,
        abstract=paper.abstract,
        authors=paper.authors,
        year=paper.year,
        venue=paper.venue,
        # The address of a publisher goes on behind the DOI, where nobody can tell its end.
        doi=ids.doi(paper.url) if "doi.org/" in (paper.url or "") else None,
        arxiv=ids.arxiv_id(paper.id) or ids.arxiv_id(paper.url),
        own_id=paper.id if keep_id else ids.acl_id(f"aclanthology.org/{paper.id}"),
        keep_id=keep_id,
    )
