"""What is wrong with a file of papers, and what can still be read of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.papers.store import FORM, PaperStore, is_damage, is_whole
from assistant.types import Paper

Fault = Literal["", "missing", "empty", "damaged", "unreadable"]

# Files up to this size (bytes; some 8,000 papers) are read through whenever a shelf is opened: a tenth of a
# second. Of larger ones each row is checked when it is read.
READ_THROUGH = 16_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """The state of a file of papers: its ``fault`` ("" when whole), ``why``, how many papers, whether emptied.

    "empty" is a file without papers that nobody emptied; one that was emptied on purpose is whole.
    """

    fault: Fault
    why: str = ""
    papers: int = 0
    emptied: bool = False


def condition(path: Path, *, thorough: bool = False) -> Condition:
    """Look at the file without changing it; large ones are read through only when ``thorough``."""
    try:
        if path.is_dir():
            return Condition("damaged", "it is a folder")
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return Condition("missing", "it is not there")
    except OSError as error:
        return Condition("unreadable", str(error))
    if not size:
        return Condition("empty", "it is empty")
    try:
        with closing(_opened(path)) as db:
            return _looked_through(db, thorough=thorough or size <= READ_THROUGH)
    except (sqlite3.Error, OSError, UnicodeError, OverflowError) as error:
        return Condition("damaged" if is_damage(error) else "unreadable", str(error))


def readable_rows(path: Path) -> list[tuple[str, str, str]]:
    """Return (id, content hash, JSON) of every paper that can still be read from a damaged file."""
    if not path.is_file():
        return []
    found: dict[str, tuple[str, str, str]] = {}
    # From both ends: a page that is broken stops a walk, and hides only what lies on it.
    for order in ("ASC", "DESC"):
        try:
            with closing(_opened(path)) as db:
                for row in _undamaged(db, order):
                    found.setdefault(row[0], row)
        except (sqlite3.Error, OSError, UnicodeError, OverflowError):  # as far as it goes
            continue
    return list(found.values())


def write_rows(store_path: Path, rows: list[tuple[str, str, str]]) -> int:
    """Put ``rows`` of ``readable_rows`` into the whole file at ``store_path``; return how many papers it holds then."""
    with closing(PaperStore(store_path)) as store:
        have = store.hashes()
        fresh = [row for row in rows if have.get(row[0]) != row[1]]
    with closing(sqlite3.connect(store_path)) as db, db:
        (last,) = db.execute("SELECT coalesce(max(position), 0) FROM papers").fetchone()
        db.executemany(
            "INSERT INTO papers (id, position, hash, paper) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, paper = excluded.paper",
            ((key, last + number, seen, text) for number, (key, seen, text) in enumerate(fresh, 1)),
        )
        (count,) = db.execute("SELECT count(*) FROM papers").fetchone()
    return int(count)


def _looked_through(db: sqlite3.Connection, *, thorough: bool) -> Condition:
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master")}
    if "papers" not in tables:
        return Condition("empty", "it holds no papers")
    if thorough:
        (first,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        if first != "ok":
            return Condition("damaged", str(first).splitlines()[0])
        (form,) = db.execute("PRAGMA user_version").fetchone()
        for key, seen, text in db.execute("SELECT id, hash, paper FROM papers"):
            if form <= FORM and not is_whole(seen, text):
                return Condition("damaged", f"the text of {key!r} is not what was written")
    (count,) = db.execute("SELECT count(*) FROM papers").fetchone()
    emptied = "emptied" in tables and bool(db.execute("SELECT 1 FROM emptied LIMIT 1").fetchall())
    if not count and not emptied:
        return Condition("empty", "it holds no papers")
    return Condition("", "", int(count), emptied and not count)


def _undamaged(db: sqlite3.Connection, order: str) -> Iterator[tuple[str, str, str]]:
    for key, seen, text in db.execute(f"SELECT id, hash, paper FROM papers ORDER BY rowid {order}"):
        if is_whole(seen, text) and _id_of(text) == key:
            yield key, seen, text


def _id_of(text: str) -> str | None:
    try:
        fields = json.loads(text)
        return Paper.model_validate(fields, extra="ignore").id
    except ValueError:  # a newer version's record: its id will do
        return str(fields["id"]) if isinstance(fields, dict) and "id" in fields else None


def _opened(path: Path) -> sqlite3.Connection:
    """Open without making the file; what a killed writer left half-done is rolled back, where that may be written."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
