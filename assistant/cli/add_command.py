"""The command ``add``: files, DOIs, arXiv ids and addresses, or the running Zotero, onto the shelf."""

from __future__ import annotations

import argparse

from assistant.cli.options import Commands, settings_of
from assistant.errors import PapersError, SettingsError

_ZOTERO = "zotero"


def add_add_command(commands: Commands, common: argparse.ArgumentParser) -> None:
    """Add the parser of this command."""
    add = commands.add_parser(
        "add",
        parents=[common],
        help="add papers by DOI, arXiv id, PubMed id, address or file; or from Zotero",
        description="Add papers to the shelf. What is no file is looked up on the net, where ASSISTANT_ONLINE=1 "
        "allows it; Zotero is read where it runs.",
    )
    add.add_argument(
        "things",
        nargs="*",
        metavar="WHAT",
        help="a DOI, arXiv id, PMID:NUMBER or address, a file of papers or of such ids; zotero for its library",
    )
    add.add_argument(
        "--ids", action="append", default=[], metavar="FILE", help="a file of ids, one or more a line"
    )
    add.add_argument(
        "--collection", metavar="NAME", help="of Zotero only this collection, with those inside it"
    )
    add.add_argument("--tag", metavar="TAG", help="of Zotero only what bears this tag")
    add.add_argument("--prune", action="store_true", help="take off the shelf what has left Zotero")
    add.add_argument(
        "--full", action="store_true", help="read all of Zotero again, not only what has changed"
    )
    add.add_argument("--json", action="store_true", help="the report as one object")
    add.set_defaults(run=_add)


def _add(options: argparse.Namespace) -> int:
    from assistant.cli import add_output

    if _ZOTERO in options.things:
        if len(options.things) > 1 or options.ids:
            raise SettingsError(
                "Expected zotero alone: its library is read at once. Add other papers by another call; "
                "a file of that name is ./zotero."
            )
        add_output.add_zotero(
            settings_of(options, create=True),
            collection=options.collection,
            tag=options.tag,
            prune=options.prune,
            full=options.full,
            as_json=options.json,
        )
        return 0
    for name in ("collection", "tag", "prune", "full"):
        if getattr(options, name):
            raise SettingsError(f"--{name} is for Zotero: paper-assistant add zotero --{name} ...")
    if not options.things and not options.ids:
        raise SettingsError(
            "Expected what to add: a DOI, an arXiv id, an address, a file, or zotero. For example: "
            "paper-assistant add 10.1000/182 2401.01234 mine.bib"
        )
    unread = add_output.add(
        settings_of(options, create=True), options.things, options.ids, as_json=options.json
    )
    if unread:
        count = "1 file" if len(unread) == 1 else f"{len(unread):,} files"
        raise PapersError(
            f"{count} could not be read; the reasons are above. What the others hold was added."
        )
    return 0
