"""Imports and the papers on a shelf -> the papers to add, each under the id that the shelf has it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.papers import ids
from assistant.papers.assemble import Import, content_of
from assistant.papers.merge import Table, apart
from assistant.papers.record import Record
from assistant.types import Paper

_GAPS = ("abstract", "authors", "year", "url", "venue")


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The papers that imports bring to a shelf.

    ``met`` counts entries that are a paper which the shelf has under another id, or an earlier import gave.
    """

    papers: tuple[Paper, ...]
    met: int

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

    A paper of the same id replaces the one on the shelf, unless authors or DOI show that it is another paper of
    that title; then it gets an id of its own. A paper that is there under another id keeps that id and what the
    shelf says of it, and fills its gaps. Lines of our own format are known by their ids alone.
    """
    imports = list(imports)
    by_id = all(record.keep_id for each in imports for record in each.records)
    known = _Known(() if by_id else shelf)
    for each in imports:
        for record, paper in zip(each.records, each.papers, strict=True):
            known.take(record, paper)
    return Arrivals(tuple(known.arrived.values()), known.met)


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
            self._note(paper, _record_of(paper))

    def take(self, record: Record, paper: Paper) -> None:
        """Let a paper of an import arrive."""
        if not record.keep_id:
            paper = self._named(record, paper)
        self.arrived[paper.id] = paper
        self._note(paper, record)

    def _named(self, record: Record, paper: Paper) -> Paper:
        if paper.id in self._papers and not self._is_another(record, paper.id):
            return self._met(paper.id, paper) if paper.id in self.arrived else paper
        same = [self._ids[place] for place in self._table.find(record)]
        if same:
            # One that got its year or a hash behind the id when it came is brought up to date.
            renewed = same[0].startswith(f"{paper.id}-") and same[0] not in self.arrived
            return paper.model_copy(update={"id": same[0]}) if renewed else self._met(same[0], paper)
        name = ids.distinct(paper.id, self._papers, record.year, content_of(record))
        return paper.model_copy(update={"id": name})

    def _is_another(self, record: Record, paper_id: str) -> bool:
        other = self._table.entries[self._places[paper_id]]
        assert other is not None, "the last one noted under an id stays"
        return apart(record, other)

    def _met(self, paper_id: str, paper: Paper) -> Paper:
        self.met += 1
        there = self._papers[paper_id]
        gaps = {name: getattr(paper, name) for name in _GAPS if getattr(there, name) in ("", (), None)}
        return there.model_copy(update=gaps)

    def _note(self, paper: Paper, record: Record) -> None:
        if paper.id in self._places:
            self._table.entries[self._places[paper.id]] = None
        self._papers[paper.id] = paper
        self._places[paper.id] = len(self._ids)
        self._ids.append(paper.id)
        self._table.append(record)


def _record_of(paper: Paper) -> Record:
    """Return a paper of the shelf as an entry; its ids stand in its own id or its address."""
    arxiv = ids.arxiv_id(paper.id) or ids.arxiv_id(paper.url)
    return Record(
        where="the shelf",
        title=paper.title,
        authors=paper.authors,
        year=paper.year,
        doi=ids.doi(paper.url),
        arxiv=arxiv,
        own_id=ids.acl_id(f"aclanthology.org/{paper.id}"),
    )
