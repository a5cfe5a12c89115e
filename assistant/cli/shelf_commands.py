"""The commands that change and show shelves: ``index``, ``add``, ``papers``, ``export`` and ``shelves``."""

from __future__ import annotations

import argparse

from assistant.cli.add_command import add_add_command
from assistant.cli.options import Commands, settings_of
from assistant.errors import PapersError, SettingsError


def add_shelf_commands(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the parsers of these commands."""
    _add_index(commands, common)
    add_add_command(commands, common)
    _add_papers(commands, common)
    _add_export(commands, common)
    _add_shelves(commands, common)


def _add_index(commands: Commands, common: argparse.ArgumentParser) -> None:
    index = commands.add_parser(
        "index", parents=[common], help="add files of papers to the shelf (bare: the bundled ones)"
    )
    index.add_argument(
        "paths", nargs="*", metavar="PATH", help="files or folders of papers; - for standard input"
    )
    index.add_argument(
        "--replace", action="store_true", help="papers that the files do not hold leave the shelf"
    )
    index.add_argument(
        "--rebuild",
        action="store_true",
        help="make the index anew from the papers on the shelf; local embeds with what is fastest on this processor",
    )
    index.add_argument(
        "--finish", action="store_true", help="add nothing; embed the papers that wait for it, after a stop"
    )
    index.add_argument(
        "--dry-run",
        action="store_true",
        help="tell what would be added, and change nothing, not even a new shelf",
    )
    index.add_argument("--json", action="store_true", help="the report as one object")
    index.set_defaults(run=_index)


def _add_papers(commands: Commands, common: argparse.ArgumentParser) -> None:
    papers = commands.add_parser("papers", parents=[common], help="list what is on the shelf, or remove some")
    papers.add_argument(
        "--remove", nargs="+", metavar="ID", help="take the papers of these ids off the shelf"
    )
    papers.add_argument("--json", action="store_true", help="one paper a line; with --remove the report")
    papers.set_defaults(run=_papers)


def _add_export(commands: Commands, common: argparse.ArgumentParser) -> None:
    export = commands.add_parser(
        "export", parents=[common], help="write the papers as JSON lines, which index reads back unchanged"
    )
    export.add_argument(
        "path",
        nargs="?",
        default="-",
        metavar="FILE",
        help="file to write, packed if it ends in .gz (default: standard output)",
    )
    export.add_argument("--force", action="store_true", help="replace FILE if it exists")
    export.set_defaults(run=_export)


def _add_shelves(commands: Commands, common: argparse.ArgumentParser) -> None:
    shelves = commands.add_parser("shelves", parents=[common], help="list the shelves, check or remove one")
    shelves.add_argument("--remove", metavar="NAME", help="remove this shelf: its papers and its index")
    shelves.add_argument(
        "--check", action="store_true", help="read every file of the shelf through, and say what is damaged"
    )
    shelves.add_argument("--json", action="store_true", help="one shelf a line")
    shelves.set_defaults(run=_shelves)


def _index(options: argparse.Namespace) -> int:
    from assistant.cli.shelf_output import finish, index

    if options.dry_run and (options.rebuild or options.finish):
        raise SettingsError("--dry-run takes no --rebuild or --finish: it changes nothing.")
    if options.rebuild and options.paths:
        raise SettingsError("--rebuild takes no PATH: it makes the index anew from the papers on the shelf.")
    if options.finish:
        if options.paths or options.rebuild or options.replace:
            raise SettingsError("--finish takes no PATH, --rebuild or --replace: it adds nothing.")
        finish(settings_of(options), as_json=options.json)
        return 0
    refused = index(
        settings_of(options, create=True),
        options.paths,
        replace=options.replace,
        rebuild=options.rebuild,
        dry_run=options.dry_run,
        as_json=options.json,
    )
    if refused:
        raise PapersError(
            "Most entries of the files given, or all, could not be read as papers; the reasons are above. Export them "
            "again, or in another format, and look over what came in."
        )
    return 0


def _papers(options: argparse.Namespace) -> int:
    from assistant.cli.shelf_output import papers, remove

    if options.remove:
        remove(settings_of(options), options.remove, as_json=options.json)
    else:
        papers(settings_of(options), as_json=options.json)
    return 0


def _export(options: argparse.Namespace) -> int:
    from assistant.cli.shelf_output import export

    export(settings_of(options), options.path, force=options.force)
    return 0


def _shelves(options: argparse.Namespace) -> int:
    from assistant.cli.shelf_output import check, remove_one, shelves

    if options.check:
        if options.remove is not None:
            raise SettingsError("--check takes no --remove: it changes nothing.")
        check(settings_of(options))
    elif options.remove is not None:
        remove_one(settings_of(options), options.remove)
    else:
        shelves(settings_of(options), as_json=options.json)
    return 0
