"""Make papers of the entries that a parser gives: check their length, merge, name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from assistant.papers import ids
from assistant.papers.cleaning.framing import parted
from assistant.papers.cleaning.latex import unknown_macros
from assistant.papers.limits import Limits
from assistant.papers.merge import merge
from assistant.papers.record import Dropped, Joined, Record, Rejected
from assistant.types import Paper

_SHOWN = 60  # characters of what was dropped that a report shows


@dataclass(frozen=True, slots=True)
class Import:
    """What one import gave.

    ``source`` is the file's or folder's name and ``format`` what it was read as. ``without_abstract``
    counts the papers of which only the title is known, ``merged`` the entries that turned out to be a
    paper that another entry gave already. ``records`` are what the papers were made of, in their order; ``joined`` are
    the merged entries, ``dropped`` the fields that were left out, and ``files`` the names and formats of the files of a
    folder or an archive.
    """

    papers: tuple[Paper, ...]
    rejected: tuple[Rejected, ...]
    source: str
    format: str
    without_abstract: int
    merged: int
    records: tuple[Record, ...] = field(default=(), repr=False, compare=False)
    joined: tuple[Joined, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

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
        bare, merged, kept = (
            self.without_abstract,
            self.merged,
            sum(bool(unknown_macros([each])) for each in self.papers),
        )
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
    dropped = [Dropped(each.where, what, each.file) for each in records for what in each.dropped]
    records, joined = merge(records)
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
    return Import(
        tuple(papers.values()),
        tuple(rejected),
        source,
        format,
        bare,
        len(joined),
        tuple(named),
        joined,
        tuple(dropped),
    )


def content_of(record: Record) -> str:
    """Return what tells two entries of one title apart."""
    return "\n".join((record.title, record.doi or "", *record.authors, str(record.year), record.abstract))


def _within(entry: Record | Rejected, limits: Limits) -> Record | Rejected:
    if isinstance(entry, Rejected):
        return entry
    if not entry.title:
        return Rejected(entry.where, "no title", entry.file)
    if not entry.keep_id:  # lines of our own format are kept as they stand
        entry = _unframed(entry)
    for name, text, most in (
        ("title", entry.title, limits.title_chars),
        ("abstract", entry.abstract, limits.abstract_chars),
    ):
        if len(text) > most:
            reason = f"its {name} has {len(text):,} characters, more than the limit of {most:,}"
            return Rejected(entry.where, reason, entry.file)
    return entry


def _unframed(record: Record) -> Record:
    """Take off an abstract what a publisher put around it, and what only stands in its place."""
    abstract, lines = parted(record.abstract)
    if abstract == record.abstract:
        return record
    what = (f"publisher's line “{lines[:_SHOWN]}”",) if lines else ()
    if record.abstract and not abstract and not lines:
        what = (f"abstract “{record.abstract[:_SHOWN]}”",)
    return replace(record, abstract=abstract, dropped=(*record.dropped, *what))


def _paper(record: Record, papers: dict[str, Paper], kept_ids: frozenset[str]) -> Paper | Rejected:
    name = record.own_id or record.arxiv or ids.slug(record.title)
    if record.keep_id and name in papers:
        return Rejected(
            record.where,
            f"the id “{name}” was given to an earlier paper: “{papers[name].title[:80]}”",
            record.file,
        )
    if not record.keep_id:
        taken = papers.keys() | kept_ids if name in kept_ids else papers.keys()
        name = ids.distinct(name, taken, record.year, content_of(record))
    if record.paper is not None:
        return record.paper
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
        return Rejected(record.where, f"its {first['loc'][0]} does not fit: {first['msg']}", record.file)


def _address(record: Record) -> str | None:
    if record.doi:
        return f"https://doi.org/{record.doi}"
    return f"https://arxiv.org/abs/{record.arxiv}" if record.arxiv else None
