"""The file that cells are kept in: made whole or not at all, and set aside with all it holds when it is damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from assistant.private_files import private_file, private_folder
from assistant.sqlite_file import connect, files_of

_PATIENCE_S = 10.0  # seconds to wait for another process that is writing
_SCHEMA = """
CREATE TABLE IF NOT EXISTS cells (
    paper TEXT NOT NULL, hash TEXT NOT NULL, column_key TEXT NOT NULL, composer TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (paper, column_key, composer, hash)
);
CREATE TABLE IF NOT EXISTS corrections (
    paper TEXT NOT NULL, column_key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (paper, column_key)
);
"""


def open_cells(path: Path) -> sqlite3.Connection:
    """Open the file, or make it; raises sqlite3.Error, OSError, and sqlite3.DatabaseError for one that is empty."""
    private_folder(path.parent)
    if not os.path.lexists(path):
        _make(path)
    elif (
        path.is_file() and not path.stat().st_size
    ):  # never so by our doing, and SQLite would take it for a new one
        raise Emptied("the file is empty")
    return _connected(path)


class Emptied(sqlite3.DatabaseError):
    """The file has lost all that it held."""


def new_name_aside(path: Path) -> Path:
    """Return a name for the damaged file that nothing else has: what was set aside earlier stays."""
    return path.with_name(f"{path.name}.damaged-{uuid4().hex[:8]}")


def corrections_left(aside: Path) -> list[tuple[str, str, str]]:
    """Return the rows of readers' corrections that a damaged file still tells, as far as it can be read."""
    rows: list[tuple[str, str, str]] = []
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(aside)) as damaged:
        damaged.text_factory = _text
        for row in damaged.execute("SELECT paper, column_key, body FROM corrections"):
            if all(isinstance(each, str) for each in row):
                rows.append(row)
    return rows


def _make(path: Path) -> None:
    """Make the file under another name, and give it its own only when it is whole."""
    made = path.with_name(f"{path.name}.{uuid4().hex[:8]}.new")
    try:
        with closing(_connected(private_file(made))):
            pass
        _named(made, path)
    finally:
        for each in files_of(made):
            each.unlink(missing_ok=True)


def _named(made: Path, path: Path) -> None:
    """Give ``made`` its name, unless another process was quicker: that one's cells stay."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not os.path.lexists(path):
            made.replace(path)


def _connected(path: Path) -> sqlite3.Connection:
    return connect(path, _SCHEMA, _PATIENCE_S, _text)


def _text(stored: bytes) -> str:
    """Read a text whose bytes were damaged as one that is not what it was, instead of reading none at all."""
    return stored.decode("utf-8", "replace")
