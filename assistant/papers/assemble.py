"""Make papers of the entries that a parser gives: check their length, merge, name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.limits import Limits
from assistant.papers.merge import merge
from assistant.papers.record import Record, Rejected
from assistant.types import Paper

_MACRO = re.compile(r"\\[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Import:
    """What one import gave.

    ``source`` is the file's or folder's name and ``format`` what it was read as. ``without_abstract``
    counts the papers of which only the title is known, ``merged`` the entries that turned out to be a
    paper that another entry gave already. ``records`` are what the papers were made of, in their order.
    """

    papers: tuple[Paper, ...]
    rejected: tuple[Rejected, ...]
    source: str
    format: str
    without_abstract: int
    merged: int
    records: tuple[Record, ...] = field(default=(), repr=False, compare=False)

    @property
    def mostly_rejected(self) -> str:
        """A sentence that says so when fewer entries became papers than were rejected; "" otherwise."""
        used, out = len(self.papers) + self.merged, len(self.rejected)
        if used >= out:
            return ""
        of = f"{used + out:,} entries of {self.source} (read as {self.format})"
        return f"Of {of} {out:,} are no papers that can be used."

    @property
    def notes(self) -> tuple[str, ...]:
        """What a report says of the papers beside their number."""
        bare, merged, kept = self.without_abstract, self.merged, sum(map(_has_macro, self.papers))
        return tuple(
            text
            for count, text in (
                (bare, f"{bare:,} of {self.source} have no abstract: only their titles can be asked about."),
                (merged, f"{merged:,} entries of {self.source} were the same paper as another one."),
                (
                    kept,
                    f"{kept:,} of {self.source} hold LaTeX commands that are not known; they stand as written.",
                ),
            )
            if count
        )


def assemble(entries: Iterable[Record | Rejected], *, source: str, format: str, limits: Limits) -> Import:
    """Turn entries into an Import, good ones kept and broken ones reported.

    Raises PapersError when there are more than ``limits.entries``.
    """
    records: list[Record] = []
    rejected: list[Rejected] = []
    for count, entry in enumerate(entries, start=1):
        limits.check_entries(count, source)
        checked = _within(entry, limits)
        if isinstance(checked, Rejected):
            rejected.append(checked)
        else:
            records.append(checked)
    records, merged = merge(records)
    papers: dict[str, Paper] = {}
    named: list[Record] = []
    kept_ids = frozenset(record.own_id for record in records if record.keep_id and record.own_id)
    for record in records:
        paper = _paper(record, papers, kept_ids)
        if isinstance(paper, Rejected):
            rejected.append(paper)
        else:
            papers[paper.id] = paper
            named.append(record)
    bare = sum(not paper.abstract for paper in papers.values())
    return Import(tuple(papers.values()), tuple(rejected), source, format, bare, merged, tuple(named))


def content_of(record: Record) -> str:
    """Return what tells two entries of one title apart."""
    return "\n".join((record.title, record.doi or "", *record.authors, str(record.year), record.abstract))


def _has_macro(paper: Paper) -> bool:
    return _MACRO.search(paper.title) is not None or _MACRO.search(paper.abstract) is not None


def _within(entry: Record | Rejected, limits: Limits) -> Record | Rejected:
    if isinstance(entry, Rejected):
        return entry
    if not entry.title:
        return Rejected(entry.where, "no title")
    if not entry.keep_id:  # lines of our own format are kept as they stand
        entry = replace(entry, abstract=clean.abstract(entry.abstract))
    for name, text, most in (
        ("title", entry.title, limits.title_chars),
        ("abstract", entry.abstract, limits.abstract_chars),
    ):
        if len(text) > most:
            return Rejected(
                entry.where, f"its {name} has {len(text):,} characters, more than the limit of {most:,}"
            )
    return entry


def _paper(record: Record, papers: dict[str, Paper], kept_ids: frozenset[str]) -> Paper | Rejected:
    name = record.own_id or record.arxiv or ids.slug(record.title)
    if record.keep_id and name in papers:
        return Rejected(
            record.where, f"the id “{name}” was given to an earlier paper: “{papers[name].title[:80]}”"
        )
    if not record.keep_id:
        taken = papers.keys() | kept_ids if name in kept_ids else papers.keys()
        name = ids.distinct(name, taken, record.year, content_of(record))
    try:
        return Paper(
            id=name,
            title=record.title,
            abstract=record.abstract,
            authors=record.authors,
            year=record.year,
            url=record.url or _address(record),
            venue=record.venue,
            source=record.source,
            collections=record.collections or (),
            tags=record.tags or (),
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return Rejected(record.where, f"its {first['loc'][0]} does not fit: {first['msg']}")


def _address(record: Record) -> str | None:
    if record.doi:
        return f"https://doi.org/{record.doi}"
    return f"https://arxiv.org/abs/{record.arxiv}" if record.arxiv else None
