"""Imports and what a shelf made of them -> what there is to tell of each file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.papers.assemble import Import
from assistant.papers.cleaning.latex import unknown_macros
from assistant.papers.match_shelf import Arrivals
from assistant.papers.record import Dropped, Joined, Rejected
from assistant.types import Paper


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the entries of one file.

    ``added``, ``updated``, ``unchanged`` and ``without_abstract`` are ids of papers on the shelf; ``merged`` are
    entries that another entry or the shelf gives already, ``dropped`` the fields that were left out, and
    ``unknown_macros`` LaTeX commands that stand as written, with how often.
    """

    file: str
    format: str
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    without_abstract: tuple[str, ...] = ()
    merged: tuple[Joined, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    unknown_macros: tuple[tuple[str, int], ...] = ()

    @property
    def summary(self) -> str:
        """One line with all counts but those that are none."""
        counts = ((name.replace("_", " "), len(getattr(self, name))) for name in _COUNTED)
        return f"{self.file} ({self.format}): " + (
            ", ".join(f"{count:,} {name}" for name, count in counts if count) or "nothing"
        )

    @property
    def details(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is told of single entries beside those that were rejected, under its heading."""
        merged = tuple(f"{each.where}: “{each.title}” is {each.into}" for each in self.merged)
        dropped = tuple(f"{each.where}: {each.what}" for each in self.dropped)
        macros = tuple(f"{name} ({count:,})" for name, count in self.unknown_macros)
        notes = (("merged", merged), ("dropped", dropped), ("unknown LaTeX commands", macros))
        return tuple((name, lines) for name, lines in notes if lines)


_COUNTED = (
    "added",
    "updated",
    "unchanged",
    "merged",
    "without_abstract",
    "rejected",
    "dropped",
    "unknown_macros",
)


def file_reports(
    imports: Sequence[Import], arrivals: Arrivals, *, added: Collection[str], updated: Collection[str]
) -> tuple[FileReport, ...]:
    """Return a report for each file of ``imports``; ``added`` and ``updated`` are what the shelf took so."""
    is_new, is_changed = frozenset(added), frozenset(updated)
    on_shelf = arrivals.ids or tuple(paper.id for each in imports for paper in each.papers)
    seen: set[str] = set()
    place = 0
    reports: list[FileReport] = []
    for each in imports:
        named = list(zip(each.papers, on_shelf[place : place + len(each.papers)], strict=True))
        place += len(named)
        for file, known_as in each.files or (("", each.format),):
            reports.append(
                _report(each, file or each.source, known_as, _of(each, named, file), seen, is_new, is_changed)
            )
        reports += _unread(each)
    return tuple(reports)


def _of(each: Import, named: Sequence[tuple[Paper, str]], file: str) -> list[tuple[Paper, str, str]]:
    """Return the papers that one file gave: each with its id on the shelf, and where it stands."""
    if not each.records:
        return [(paper, shelf_id, "") for paper, shelf_id in named]
    pairs = zip(each.records, named, strict=True)
    return [(*paper, record.where) for record, paper in pairs if record.file == file]


def _report(
    each: Import,
    name: str,
    known_as: str,
    papers: Sequence[tuple[Paper, str, str]],
    seen: set[str],
    is_new: frozenset[str],
    is_changed: frozenset[str],
) -> FileReport:
    """Report on one file; ``seen`` holds the ids that files before it gave, and then those of this one too."""
    file = name if each.files else ""
    met: list[Joined] = []
    fresh: list[str] = []
    for paper, shelf_id, where in papers:
        if shelf_id in seen or (shelf_id != paper.id and shelf_id not in is_new):
            met.append(Joined(where, paper.title, f"{shelf_id} on the shelf", file))
        if shelf_id not in seen:
            fresh.append(shelf_id)
            seen.add(shelf_id)
    return FileReport(
        name,
        known_as,
        added=tuple(key for key in fresh if key in is_new),
        updated=tuple(key for key in fresh if key in is_changed),
        unchanged=tuple(key for key in fresh if key not in is_new and key not in is_changed),
        without_abstract=tuple(shelf_id for paper, shelf_id, _ in papers if not paper.abstract),
        merged=(*(joined for joined in each.joined if joined.file == file), *met),
        rejected=tuple(bad for bad in each.rejected if bad.file == file or not each.files),
        dropped=tuple(left for left in each.dropped if left.file == file),
        unknown_macros=unknown_macros(paper for paper, _, _ in papers),
    )


def _unread(each: Import) -> Iterator[FileReport]:
    """Report on the files of a folder or an archive that could not be read."""
    read = {name for name, _ in each.files}
    if each.files:
        for bad in each.rejected:
            if bad.file not in read:
                yield FileReport(bad.file or bad.where, "not read", rejected=(bad,))
