"""What became of what was added: values, by file, gathered over the batches of one drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant import (
    Added,
    Arrivals,
    AssistantError,
    Fetched,
    FileReport,
    Import,
    Rejected,
    file_reports,
    read_bytes,
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was added to ``shelf``: a report for each file, all ids, the titles of those, and what is to be known.

    ``not_found`` are references, each with the reason.
    """

    shelf: str
    files: tuple[FileReport, ...] = ()
    ids: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()

    def count(self, name: str) -> int:
        """Return how many entries of all files are told under ``name``: added, updated, unchanged, rejected."""
        return sum(len(getattr(each, name)) for each in self.files)

    def plus(
        self,
        imports: Sequence[Import],
        unread: Sequence[FileReport],
        arrivals: Arrivals,
        added: Added,
        fetched: Fetched | None = None,
    ) -> Tally:
        """Return the tally with what ``imports`` brought, and with the files that could not be read."""
        reports = file_reports(imports, arrivals, added=added.added, updated=added.updated)
        mostly = [each.mostly_rejected for each in imports if each.mostly_rejected]
        notes = (
            *mostly,
            *(note for each in imports for note in each.notes),
            *(fetched.notes if fetched else ()),
            *arrivals.notes,
            *added.notes,
        )
        missing = fetched.not_found if fetched else ()
        ids = dict.fromkeys((*self.ids, *(paper.id for paper in arrivals.papers)))
        return replace(
            self,
            files=(*self.files, *reports, *unread),
            ids=tuple(ids),
            titles={**self.titles, **{paper.id: paper.title for paper in arrivals.papers}},
            notes=tuple(dict.fromkeys((*self.notes, *notes))),
            not_found=(*self.not_found, *(f"{each.reference}: {each.reason}" for each in missing)),
        )


def read_upload(file: Path) -> Import | FileReport:
    """Return the papers of an uploaded file, or a report that says why there are none; the file is removed."""
    try:
        return read_bytes(file.read_bytes(), file.name)
    except AssistantError as error:
        return unread(file.name, str(error))
    except OSError:  # removed after its time
        return unread(file.name, "The upload is no longer there. Add the file again.")
    finally:
        file.unlink(missing_ok=True)


def unread(name: str, why: str) -> FileReport:
    """Return the report on a file of which nothing came."""
    return FileReport(name, "not read", rejected=(Rejected("", why),))
