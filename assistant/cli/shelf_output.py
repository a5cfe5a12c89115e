"""What the commands on shelves print: data and reports on stdout, notes and rejected entries on stderr."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from assistant.cli.answers import Bars, Opened, print_json
from assistant.errors import IndexUnavailable, PapersError
from assistant.library.admin import check_shelf, export_papers, list_shelves, remove_shelf, shelf_papers
from assistant.library.library import Added
from assistant.library.preview import shelf_before, would_add
from assistant.papers import (
    Arrivals,
    FileReport,
    Import,
    Rejected,
    bundled_papers,
    file_reports,
    on_shelf,
    read_papers,
)
from assistant.papers.json_formats.jsonl import write
from assistant.settings import Settings
from assistant.text.wording import papers_count, readable

_MOST_TOLD = 20  # entries listed under each heading


def index(
    settings: Settings,
    paths: Sequence[str],
    *,
    replace: bool,
    rebuild: bool,
    as_json: bool,
    dry_run: bool = False,
) -> bool:
    """Add the papers of files, print the report; tell whether every entry was rejected, or most of a file's were.

    With ``dry_run`` the report is of what would be done, and nothing is.
    """
    imports = [read_papers(path) for path in paths]
    rejected = [(imported.source, bad) for imported in imports for bad in imported.rejected]
    if paths and not any(imported.papers for imported in imports):
        _print_rejected(rejected)
        return True
    for imported in imports:
        if mostly := imported.mostly_rejected:
            print(readable(f"warning: {mostly}"), file=sys.stderr)
    if dry_run:
        shelf = shelf_before(settings)
        arrivals = on_shelf(imports, () if replace else shelf.values())
        report = would_add(shelf, arrivals.papers if paths else bundled_papers(), replace=replace)
        total = len(shelf) + len(report.added) - len(report.removed)
        _print_outcome(report, imports, arrivals, rejected, total, as_json=as_json, dry_run=True)
        return any(imported.mostly_rejected for imported in imports)
    with Opened(settings, rebuild=rebuild, quiet=True) as assistant:
        arrivals = on_shelf(imports, () if replace else assistant.papers())
        found = arrivals.papers if paths else bundled_papers()
        report = assistant.add(() if rebuild else found, replace=replace)
        _print_outcome(report, imports, arrivals, rejected, assistant.size, as_json=as_json)
        assistant.read_in_advance(bars := Bars())
        bars.close()
    return any(imported.mostly_rejected for imported in imports)


def _print_outcome(
    report: Added,
    imports: Sequence[Import],
    arrivals: Arrivals,
    rejected: Sequence[tuple[str, Rejected]],
    total: int,
    *,
    as_json: bool,
    dry_run: bool = False,
) -> None:
    """Print notes, what became of each file's entries, and the report."""
    notes = (*(note for each in imports for note in each.notes), *arrivals.notes)
    for note in notes:
        print(readable(note), file=sys.stderr)
    files = file_reports(imports, arrivals, added=report.added, updated=report.updated)
    if not as_json:
        print_files(files)
    more = {"files": [asdict(each) for each in files], "dry_run": dry_run}
    report = replaced(report, notes=(*report.notes, *notes))
    print_report(report, imports, rejected, total, as_json=as_json, more=more)
    if dry_run and not as_json:
        print("This was a dry run: nothing was changed.", file=sys.stderr)


def print_files(files: Sequence[FileReport]) -> None:
    """Print what became of each file's entries."""
    for each in files:
        print(readable(each.summary), file=sys.stderr)
        for name, lines in each.details:
            for line in lines[:_MOST_TOLD]:
                print(readable(f"  {name}: {line}"), file=sys.stderr)
            if len(lines) > _MOST_TOLD:
                print(f"  {name}: {len(lines) - _MOST_TOLD:,} more; all with --json", file=sys.stderr)


def print_report(
    report: Added,
    imports: Sequence[Import],
    rejected: Sequence[tuple[str, Any]],
    total: int,
    *,
    as_json: bool,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Print what adding did; ``more`` goes into the JSON beside it."""
    if as_json:
        counts = {
            **asdict(report),
            "rejected": [{"source": s, "where": b.where, "reason": b.reason} for s, b in rejected],
            "without_abstract": sum(imported.without_abstract for imported in imports),
            "merged": sum(imported.merged for imported in imports),
        }
        print_json({**counts, **(more or {}), "papers": total})
        return
    print(
        f"added {len(report.added)}, updated {len(report.updated)}, unchanged {len(report.unchanged)}, "
        f"removed {len(report.removed)}, rejected {len(rejected)}; {papers_count(total)} on the shelf",
        flush=True,
    )
    _print_rejected(rejected)


def finish(settings: Settings, *, as_json: bool) -> None:
    """Embed the papers that wait for it, and print how many did."""
    with Opened(settings, quiet=True) as assistant:
        count = assistant.finish()
        total = assistant.size
    if as_json:
        print_json({"embedded": count, "papers": total})
    else:
        print(f"embedded {count}; {papers_count(total)} on the shelf")


def papers(settings: Settings, *, as_json: bool) -> None:
    """Print what is on the shelf."""
    with Opened(settings) as assistant:
        for paper in assistant.papers():
            year = f" ({paper.year})" if paper.year else ""
            if as_json:
                print_json(paper.model_dump(mode="json"))
            else:
                print(readable(f"{paper.id}\n    {paper.title}{year}"))


def remove(settings: Settings, paper_ids: Sequence[str], *, as_json: bool) -> None:
    """Take papers off the shelf. Raises PapersError, and removes none, when an id is not on it."""
    with Opened(settings) as assistant:
        known = {paper.id for paper in assistant.papers(paper_ids)}
        if unknown := [paper_id for paper_id in paper_ids if paper_id not in known]:
            raise PapersError(
                f"There is no paper {', '.join(unknown)} on the shelf {settings.shelf}; nothing was removed. "
                "The ids are listed by: paper-assistant papers"
            )
        report = assistant.remove(paper_ids)
        total = assistant.size
    if as_json:
        print_json({**asdict(report), "papers": total})
    else:
        print(f"removed {len(report.removed)}; {papers_count(total)} on the shelf")


def export(settings: Settings, path: str, *, force: bool) -> None:
    """Write the papers of the shelf to a file, or to stdout for "-"."""
    if path == "-":
        for line in write(shelf_papers(settings)):
            # Binary: a narrow terminal encoding must not change what is exported.
            sys.stdout.buffer.write(line.encode())
        return
    count = export_papers(settings, Path(path), force=force)
    print(f"{papers_count(count)} written to {readable(path)}", file=sys.stderr)


def shelves(settings: Settings, *, as_json: bool) -> None:
    """Print every shelf with its size; the one that the settings name is marked."""
    for shelf in list_shelves(settings):
        if as_json:
            print_json({**asdict(shelf), "current": shelf.name == settings.shelf})
        else:
            mark = "*" if shelf.name == settings.shelf else " "
            print(f"{mark} {shelf.name}    {papers_count(shelf.papers)}, {shelf.bytes / 1e6:,.1f} MB")


def check(settings: Settings) -> None:
    """Say that the settings' shelf is whole. Raises IndexUnavailable, which says what is damaged, when it is not."""
    if damage := check_shelf(settings):
        raise IndexUnavailable(" ".join(damage))
    print(f"every file of the shelf {settings.shelf} is as it was written")


def remove_one(settings: Settings, name: str) -> None:
    """Remove the shelf ``name``."""
    count = remove_shelf(settings.replace(shelf=name))
    again = "; it begins anew with the bundled papers when it is used next" if name == "papers" else ""
    print(f"removed the shelf {name} with {papers_count(count)}{again}")


def _print_rejected(rejected: Sequence[tuple[str, Any]]) -> None:
    for source, bad in rejected:
        print(readable(f"rejected: {source}, {bad.where}: {bad.reason}"), file=sys.stderr)
