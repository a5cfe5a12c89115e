"""What ``add`` does and prints: the report on stdout, notes and what was not found on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from assistant.cli.answers import Bars, Opened, print_json
from assistant.cli.shelf_output import print_files, print_report
from assistant.errors import PapersError
from assistant.fetching.fetch import Fetched, fetch
from assistant.fetching.references import only_references, references
from assistant.papers import FileReport, Import, Rejected, file_reports, on_shelf, read_papers
from assistant.settings import Settings
from assistant.text.wording import papers_count, readable

_LIST_BYTES = 1024 * 1024  # a list of ids is no larger


def add(settings: Settings, things: Sequence[str], lists: Sequence[str], *, as_json: bool) -> tuple[str, ...]:
    """Add files, and what ids and addresses lead to; return the names of files that could not be read.

    The others are added all the same. Raises PapersError for what is neither file nor reference, when no paper
    was found at all, and like ``fetch``.
    """
    files, ids = _sorted_out(things)
    ids += [_text(Path(each)) for each in lists]
    fetched = _fetched(settings, ids) if ids else Fetched((), (), (), ())
    imports, unread = _read(files)
    for missing in fetched.not_found:
        print(readable(f"not found: {missing.reference}: {missing.reason}"), file=sys.stderr)
    every: list[Import] = [*fetched.imports, *imports]
    rejected = [(imported.source, bad) for imported in every for bad in imported.rejected]
    rejected += [(each.file, bad) for each in unread for bad in each.rejected]
    if not any(imported.papers for imported in every):
        for source, bad in rejected:
            print(readable(f"rejected: {source}, {bad.where}: {bad.reason}"), file=sys.stderr)
        raise PapersError("No paper was found; the reasons are above. Nothing was added.")
    with Opened(settings, quiet=True) as assistant:
        arrivals = on_shelf(every, assistant.papers())
        report = assistant.add(arrivals.papers)
        notes = (*(note for imported in imports for note in imported.notes), *fetched.notes, *arrivals.notes)
        for note in notes:
            print(readable(note), file=sys.stderr)
        reports = (*file_reports(every, arrivals, added=report.added, updated=report.updated), *unread)
        if not as_json:
            print_files(reports)
        print_report(
            replaced(report, notes=(*report.notes, *notes)),
            every,
            rejected,
            assistant.size,
            as_json=as_json,
            more={"files": [asdict(each) for each in reports], **_looked_up(fetched, arrivals.ids)},
        )
    return tuple(each.file for each in unread)


def _read(files: Sequence[str]) -> tuple[list[Import], list[FileReport]]:
    """Read files; of those that cannot be read, return a report that says why."""
    imports, unread = [], []
    for path in files:
        try:
            imports.append(read_papers(path))
        except PapersError as error:
            unread.append(FileReport(path, "not read", rejected=(Rejected("the file", str(error)),)))
    return imports, unread


def _looked_up(fetched: Fetched, ids: Sequence[str]) -> dict[str, Any]:
    """Return what was found and what was not, with the ids that the papers have on the shelf."""
    named = iter(ids)
    found = [{**asdict(found), "papers": [next(named) for _ in found.papers]} for found in fetched.found]
    return {"found": found, "not_found": [asdict(missing) for missing in fetched.not_found]}


def _fetched(settings: Settings, ids: Sequence[str]) -> Fetched:
    bars = Bars()
    try:
        return fetch(ids, settings, progress=lambda done, total: bars("looking up", done, total))
    finally:
        bars.close()


def _sorted_out(things: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the files of papers among ``things``, and the texts that hold ids: those given, and those of lists."""
    files: list[str] = []
    ids: list[str] = []
    for thing in things:
        if thing == "-" or _exists(thing):
            listed = "" if thing == "-" else _list_in(Path(thing))
            (ids if listed else files).append(listed or thing)
        elif all(reference.kind != "unknown" for reference in references(thing)) and thing.strip():
            ids.append(thing)
        else:
            raise PapersError(
                f"{thing} is no file here, and no DOI, arXiv id, PubMed id (PMID:12345678) or address. "
                "Nothing was added; correct it, or leave it out."
            )
    return files, ids


def _exists(thing: str) -> bool:
    try:
        return Path(thing).exists()
    except (OSError, ValueError):  # too long for a path, or with a NUL
        return False


def _list_in(path: Path) -> str:
    """Return the text of a file that holds ids and nothing else; "" of any other."""
    try:
        if not path.is_file() or path.stat().st_size > _LIST_BYTES:
            return ""
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""  # whoever reads it as papers says what is wrong
    return text if only_references(text) else ""


def _text(path: Path) -> str:
    """Read a list of ids. Raises PapersError when it cannot be read."""
    try:
        if path.stat().st_size > _LIST_BYTES:
            raise PapersError(
                f"{path} is larger than 1 MiB, which no list of ids is. Give a file of papers as it is."
            )
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise PapersError(
            f"{path} cannot be read: {why}. Check the path; expected ids, one a line."
        ) from error


def add_zotero(
    settings: Settings, *, collection: str | None, tag: str | None, prune: bool, full: bool, as_json: bool
) -> None:
    """Bring the shelf up to what the running Zotero holds. Raises like ``Assistant.add_zotero``."""
    with Opened(settings, quiet=True) as assistant:
        done = assistant.add_zotero(collection=collection, tag=tag, prune=prune, full=full)
        total = assistant.size
    for rejected in done.rejected:
        print(readable(f"rejected: Zotero, {rejected}"), file=sys.stderr)
    for note in done.notes:
        print(readable(note), file=sys.stderr)
    if as_json:
        values = {name: value for name, value in asdict(done).items() if name != "added"}
        print_json({**asdict(done.added), **values, "papers": total})
        return
    report = done.added
    counts = f"added {len(report.added)}, updated {len(report.updated)}, unchanged {len(report.unchanged)}"
    print(
        f"{done.items:,} items of Zotero, {done.read:,} read: {counts}, removed {len(report.removed)}, "
        f"rejected {len(done.rejected)}; {papers_count(total)} on the shelf"
    )
