"""The command ``table``: a row for each paper, a cited cell for each column."""

from __future__ import annotations

import argparse

from assistant.cli.options import Commands, settings_of
from assistant.errors import SettingsError

FORMATS = ("csv", "xlsx", "md", "latex", "json")
_BY_ENDING = {".csv": "csv", ".xlsx": "xlsx", ".md": "md", ".tex": "latex", ".json": "json"}


def add_table_command(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the parser of this command."""
    table = commands.add_parser(
        "table",
        parents=[common],
        help="a table of papers: a cited cell for each paper and column",
        description="Read every paper for each column, and write a table in which each value goes with its sentence. "
        "What was read is kept: the same command goes on where it was stopped.",
    )
    table.add_argument(
        "--columns",
        nargs="+",
        action="extend",
        metavar="COLUMN",
        help='a name ("data set", "sample size") or a question ("How many participants?"); may be repeated',
    )
    table.add_argument(
        "--papers",
        nargs="+",
        action="extend",
        metavar="ID",
        help="these papers only (their ids; default: all)",
    )
    table.add_argument(
        "--question", metavar="QUESTION", help='the papers that answer a question ("Which papers ...?")'
    )
    table.add_argument(
        "--format", choices=FORMATS, help="what to write (default: by FILE's ending, else csv)"
    )
    table.add_argument("--output", metavar="FILE", help="file to write (default: standard output)")
    table.add_argument("--force", action="store_true", help="replace FILE if it exists")
    table.add_argument("--model", metavar="NAME", help="chat model of the endpoint")
    table.set_defaults(run=_table)


def _table(options: argparse.Namespace) -> int:
    from assistant.cli.table_output import table

    if not options.columns:
        raise SettingsError(
            'Expected --columns with a name or a question. For example: --columns "data set" "sample size"'
        )
    if options.papers and options.question:
        raise SettingsError("--papers and --question exclude each other: both say which papers are read.")
    return table(
        settings_of(options),
        options.columns,
        papers=options.papers,
        question=options.question,
        kind=options.format or _by_ending(options.output),
        output=options.output,
        force=options.force,
    )


def _by_ending(output: str | None) -> str:
    endings = [kind for ending, kind in _BY_ENDING.items() if (output or "").lower().endswith(ending)]
    return endings[0] if endings else "csv"
