"""What the command ``table`` writes: the file or stdout, progress and what could not be read on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from assistant.assistant import Assistant
from assistant.cli.answers import Bars, Opened
from assistant.errors import ModelUnavailable, PapersError, SettingsError
from assistant.private_files import private_file
from assistant.settings import Settings
from assistant.tabulating.columns import columns_of
from assistant.tabulating.exports.export_table import export_table
from assistant.tabulating.values import Row
from assistant.text.wording import papers_count, readable

_MOST_TOLD = 10  # warnings


def table(
    settings: Settings,
    columns: Sequence[str],
    *,
    papers: Sequence[str] | None,
    question: str | None,
    kind: str,
    output: str | None,
    force: bool,
) -> int:
    """Read the papers, write the table, and return the exit code: 4 where a model failed on all that was asked.

    Raises SettingsError for columns that cannot be asked, PapersError for papers that are not on the shelf and for
    a file that cannot be written: before anything is read, as far as that can be known.
    """
    columns_of(columns)
    _check_output(kind, output, force=force)
    with Opened(settings) as assistant:
        ids = _papers(assistant, settings, papers, question)
        rows = _rows(assistant, ids, columns)
    _write(export_table(rows, columns, kind), kind, output)
    statuses = [cell.status for row in rows for cell in row.cells]
    print(
        f"{papers_count(len(rows))}, {len(statuses):,} cells: {statuses.count('stated'):,} stated, "
        f"{statuses.count('not_stated'):,} not stated, {statuses.count('unread'):,} not read",
        file=sys.stderr,
    )
    failed = bool(statuses) and set(statuses) == {"unread"}
    return ModelUnavailable.exit_code if failed else 0


def _papers(
    assistant: Assistant, settings: Settings, papers: Sequence[str] | None, question: str | None
) -> list[str] | None:
    """Return the ids of the papers to read, None for all."""
    if papers:
        known = {paper.id for paper in assistant.papers(papers)}
        if unknown := [paper_id for paper_id in papers if paper_id not in known]:
            raise PapersError(
                f"There is no paper {', '.join(unknown)} on the shelf {settings.shelf}. "
                "The ids are listed by: paper-assistant papers"
            )
        return list(papers)
    if question is None:
        return None
    answer = assistant.ask(question)
    for warning in answer.warnings:
        print(readable(f"warning: {warning}"), file=sys.stderr)
    matches = [verdict.paper_id for verdict in answer.verdicts if verdict.verdict == "match"]
    found = matches or list(dict.fromkeys(citation.paper_id for citation in answer.citations))
    how = "match" if matches else "are cited"
    print(f"{papers_count(len(found))} {how} for this question", file=sys.stderr)
    return found


def _rows(assistant: Assistant, ids: Sequence[str] | None, columns: Sequence[str]) -> list[Row]:
    """Return the rows in the order of ``ids``, or that of the shelf."""
    bars = Bars()
    rows: dict[str, Row] = {}
    try:
        with assistant.table(ids, columns) as filling:
            for row in filling:
                rows[row.paper.id] = row
                bars("read", filling.done, filling.total)
    except KeyboardInterrupt:
        bars.close()
        print("\nWhat was read is kept: the same command goes on from there.", file=sys.stderr)
        raise
    finally:
        bars.close()
    problems = [f"{row.paper.title}: {warning}" for row in rows.values() for warning in row.warnings]
    for warning in (*filling.warnings, *problems[:_MOST_TOLD]):
        print(readable(f"warning: {warning}"), file=sys.stderr)
    if len(problems) > _MOST_TOLD:
        print(f"warning: {len(problems) - _MOST_TOLD:,} more rows or cells like these", file=sys.stderr)
    order = ids if ids is not None else [paper.id for paper in assistant.papers()]
    return [rows[paper_id] for paper_id in dict.fromkeys(order) if paper_id in rows]


def _check_output(kind: str, output: str | None, *, force: bool) -> None:
    if output is None:
        if kind == "xlsx" and sys.stdout.isatty():
            raise SettingsError("A workbook is no text for a terminal. Give --output FILE.")
        return
    path = Path(output)
    if path.exists() and not force:
        raise PapersError(f"{path} exists. Give another FILE, or --force to replace it.")
    if not path.parent.is_dir():
        raise PapersError(f"There is no folder {path.parent} to write {path.name} into. Make it first.")


def _write(data: bytes, kind: str, output: str | None) -> None:
    """Write the file whole or not at all, or to standard output, as it is: no encoding changes it."""
    if output is None:
        sys.stdout.flush()
        if kind != "xlsx" and sys.stdout.isatty():
            print(readable(data.decode("utf-8-sig")), end="")
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        return
    path = Path(output)
    pending = path.with_name(f"{path.name}.{uuid4().hex}.new")
    try:
        private_file(pending).write_bytes(data)
        pending.replace(path)
    except OSError as error:
        raise PapersError(f"{path} cannot be written: {error}. Give another FILE.") from error
    finally:
        pending.unlink(missing_ok=True)
