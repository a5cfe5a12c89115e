"""``python -m eval.clients``: print a table of real clients; needs the network to install them, and npm for some.

Each is installed into a folder of its own below ``--folder``, kept for the next time. A client's script prints a line
of JSON for each thing it tried: ``{"can": ..., "ok": ..., "note": ...}``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .clients import CLIENTS
from .install import Unavailable, install
from .served import Server, served
from .tried import Tried, attempt


def main(argv: Sequence[str] | None = None) -> int:
    """Try the clients and print the table; 1 when one of them could not do something."""
    parser = argparse.ArgumentParser(prog="python -m eval.clients", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", choices=sorted(CLIENTS), help="some of the clients"
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "paper-assistant-clients",
        help="where they are installed (default: %(default)s)",
    )
    options = parser.parse_args(argv)
    print("| client | version | can | |\n| --- | --- | --- | --- |", flush=True)
    rows: list[Tried] = []
    with served(options.folder / "home") as server:
        for name in options.only or CLIENTS:
            for row in _tried(name, options.folder, server):
                print(_line(row), flush=True)
                rows.append(row)
    return int(any(row.ok is False for row in rows))


def _tried(name: str, folder: Path, server: Server) -> list[Tried]:
    client = CLIENTS[name]
    try:
        place = install(name, client, folder)
    except Unavailable as error:
        return [Tried(name, "", "install", None, str(error))]
    return attempt(name, client, place, server)


def _line(row: Tried) -> str:
    word = {True: "yes", False: "NO", None: "not tried"}[row.ok]
    note = f"{word}{f': {row.note}' if row.note else ''}".replace("|", "\\|").replace("\n", " ")
    return f"| {row.client} | {row.version} | {row.can} | {note} |"


if __name__ == "__main__":
    sys.exit(main())
