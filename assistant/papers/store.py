"""The papers of one shelf in one small transactional file: the truth that every index is made from."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import ValidationError

from assistant.errors import IndexUnavailable
from assistant.private_files import private_file, private_folder
from assistant.types import Paper

_SCHEMA = """PRAGMA page_size = 16384; -- in a new file: of 4,096 bytes papers leave a fifth empty
CREATE TABLE IF NOT EXISTS papers (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, hash TEXT NOT NULL, paper TEXT NOT NULL
)
"""
_LAST_PLACE = 2**63 - 1  # the largest number that SQLite takes
# A note that the last write left no paper on purpose: a file without rows and without it has lost them.
_EMPTIED = "CREATE TABLE IF NOT EXISTS emptied (at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
# The form of the file (SQLite's user_version). One of a later form is read as far as it can be, and not written to.
FORM = 1
_MANY = 500  # ids a query; SQLite allows 999 variables in its oldest builds
_MANY_TEXTS = 8_000  # texts held at a time: some 12 MB


class PaperStore:
    """Papers by id, in the order they came, in an SQLite file; safe for many threads and processes."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, or make it. Raises IndexUnavailable when that cannot be done.

        A file that cannot be written to can still be read.
        """
        self.path = path
        self._read_only = read_only
        self._lock = threading.RLock()
        try:
            if read_only:
                self._db = sqlite3.connect(
                    f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
                )
            else:
                private_folder(path.parent)
                self._db = sqlite3.connect(private_file(path), check_same_thread=False, timeout=30)
                if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'papers'").fetchall():
                    self._db.executescript(_SCHEMA)
            self._db.execute("SELECT 1 FROM papers LIMIT 1").fetchall()
            (self._form,) = self._db.execute("PRAGMA user_version").fetchone()
        except (sqlite3.Error, OSError) as error:
            raise self._unusable(error) from error

    @staticmethod
    def create(path: Path, papers: Iterable[Paper]) -> None:
        """Make the file with ``papers`` in it, all or nothing. Raises IndexUnavailable when that cannot be done."""
        pending = path.with_name(f"{path.name}.new")
        try:
            pending.unlink(missing_ok=True)
            with closing(PaperStore(pending)) as store:
                store.write(papers)
            pending.replace(path)
        except OSError as error:
            raise _unwritable(path, error) from error

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM papers")[0][0])

    def __iter__(self) -> Iterator[Paper]:
        """Yield every paper, in the order they were added."""
        for row in self._rows("SELECT id, hash, paper FROM papers ORDER BY position"):
            yield self._paper(*row)

    @property
    def emptied(self) -> bool:
        """Whether there is no paper because the last one was taken away, and not because the file lost them."""
        if not self._rows("SELECT 1 FROM sqlite_master WHERE name = 'emptied'"):
            return False
        return not len(self) and bool(self._rows("SELECT 1 FROM emptied LIMIT 1"))

    def page(self, offset: int, limit: int) -> list[Paper]:
        """Return at most ``limit`` papers from place ``offset`` (from 0) on; no other is read."""
        asked = "SELECT id, hash, paper FROM papers ORDER BY position LIMIT ? OFFSET ?"
        return [self._paper(*row) for row in self._rows(asked, (limit, min(offset, _LAST_PLACE)))]

    def ids(self) -> tuple[str, ...]:
        """Return every id, in the order the papers were added."""
        return tuple(row[0] for row in self._rows("SELECT id FROM papers ORDER BY position"))

    def hashes(self) -> dict[str, str]:
        """Return id -> content hash, in order."""
        return {row[0]: row[1] for row in self._rows("SELECT id, hash FROM papers ORDER BY position")}

    def get(self, ids: Sequence[str]) -> dict[str, Paper]:
        """Return the papers among ``ids`` that are here, in the order asked for."""
        found: dict[str, Paper] = {}
        for start in range(0, len(ids), _MANY):
            batch = ids[start : start + _MANY]
            marks = ",".join("?" * len(batch))
            for row in self._rows(f"SELECT id, hash, paper FROM papers WHERE id IN ({marks})", batch):
                found[row[0]] = self._paper(*row)
        return {paper_id: found[paper_id] for paper_id in ids if paper_id in found}

    def records(self) -> Iterator[tuple[str, str, int]]:
        """Yield id, JSON list, length of the abstract of each paper, in order.

        The list holds title, authors, year, venue, source, collections and tags, null where there is none.

        That takes a tenth of the time that reading whole papers does.
        """
        names = ("title", "authors", "year", "venue", "source", "collections", "tags")
        fields = ", ".join(f"'$.{name}'" for name in names)
        for paper_id, record, length in self._rows(
            f"SELECT id, json_extract(paper, {fields}), coalesce(length(trim(json_extract(paper, '$.abstract'))), 0)"
            " FROM papers ORDER BY position"
        ):
            yield paper_id, record, int(length)

    def texts(self, ids: Sequence[str], likes: Sequence[str] = ()) -> Iterator[tuple[str, str, str]]:
        """Yield id, title and abstract of the papers among ``ids`` that are here, in no order, unchecked.

        With ``likes``, papers whose records meet none of these patterns of SQL's LIKE are left out.
        """
        meets = f" AND ({' OR '.join(['paper LIKE ?'] * len(likes))})" if likes else ""
        # Long lists in place of many small queries: most pages of the file are then read once, in their order.
        sql = (
            "SELECT id, json_extract(paper, '$.title'), json_extract(paper, '$.abstract') FROM papers"
            f" WHERE id IN (SELECT value FROM json_each(?)){meets}"
        )
        for start in range(0, len(ids), _MANY_TEXTS):
            rows = self._rows(sql, [json.dumps(list(ids[start : start + _MANY_TEXTS])), *likes])
            yield from ((paper_id, title, abstract) for paper_id, title, abstract in rows)

    def write(self, papers: Iterable[Paper], *, remove: Iterable[str] = ()) -> None:
        """Add or replace ``papers`` and drop the ids in ``remove``, all or nothing."""
        if self._form > FORM:
            raise IndexUnavailable(
                f"The papers in {self.path} were written by a newer version of paper-assistant (form {self._form}, "
                f"this one writes {FORM}). They can be read; to change them update paper-assistant."
            )
        with self._transaction() as db:
            db.executemany("DELETE FROM papers WHERE id = ?", ((paper_id,) for paper_id in remove))
            (last,) = db.execute("SELECT coalesce(max(position), 0) FROM papers").fetchone()
            db.executemany(
                "INSERT INTO papers (id, position, hash, paper) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, paper = excluded.paper",
                (
                    (paper.id, last + number, paper.content_hash(), paper.model_dump_json())
                    for number, paper in enumerate(papers, 1)
                ),
            )
            db.execute(_EMPTIED)
            db.execute("DELETE FROM emptied")
            db.execute("INSERT INTO emptied SELECT CURRENT_TIMESTAMP WHERE NOT EXISTS (SELECT 1 FROM papers)")

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of the file to ``path``, replacing what is there."""
        try:
            path.unlink(missing_ok=True)
            with self._lock, closing(sqlite3.connect(private_file(path))) as target:
                self._db.backup(target)
        except (sqlite3.Error, OSError) as error:
            raise _unwritable(path, error) from error

    def _rows(self, sql: str, values: Sequence[str | int] = ()) -> list[tuple[str, ...]]:
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from error

    def _paper(self, paper_id: str, seen: str, text: str) -> Paper:
        """Read a row; fields that only a newer version knows stay in the file and are passed over."""
        if self._form <= FORM and not is_whole(seen, text):
            raise self._unusable(sqlite3.DatabaseError(f"the text of {paper_id!r} is not what was written"))
        try:
            return Paper.model_validate_json(text, extra="ignore")
        except ValidationError as error:
            raise IndexUnavailable(
                f"The paper {paper_id!r} in {self.path} was written by a newer version of paper-assistant, "
                "which this one cannot read. It is kept as it is; update paper-assistant."
            ) from error

    def _unusable(self, error: Exception) -> IndexUnavailable:
        """Say what to do: a snapshot can be made anew, the papers themselves come back from it."""
        if self._read_only:
            return IndexUnavailable(
                f"The copy of the papers in {self.path} is missing or damaged ({error}). "
                "It is made anew with: paper-assistant index --rebuild"
            )
        if not is_damage(error):
            return _unwritable(self.path, error)
        return IndexUnavailable(
            f"The papers in {self.path} are damaged ({error}). They are taken from the index's copy of them, and "
            "the damaged file is kept, with: paper-assistant index --rebuild"
        )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with self._db:
                    yield self._db
            except sqlite3.Error as error:
                raise self._unusable(error) from error


def _unwritable(path: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The papers could not be read or written in {path} ({error}). "
        "Check that the folder is yours, is writable and has room, or set ASSISTANT_HOME to another folder."
    )


def is_whole(seen: object, text: object) -> bool:
    """Tell whether the ``text`` of a row is that whose content hash ``seen`` was stored with it."""
    if not isinstance(seen, str) or not isinstance(text, str):
        return False
    # What a paper's content hash is made of is exactly the text that is stored.
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16] == seen


# What SQLite says of a file that it could not get at, whatever is in it.
_OUTSIDE = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


def is_damage(error: Exception) -> bool:
    """Tell whether what went wrong lies in the file's content, and not in the disk, the rights or the use of it."""
    if isinstance(error, OSError | sqlite3.ProgrammingError):
        return False
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    return code == sqlite3.SQLITE_IOERR_SHORT_READ or (code & 0xFF) not in _OUTSIDE
