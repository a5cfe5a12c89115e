"""The papers of one shelf in one small transactional file: the truth that every index is made from."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from pydantic import ValidationError

from assistant.errors import IndexUnavailable
from assistant.types import Paper

_SCHEMA = """
CREATE TABLE IF NOT EXISTS papers (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, hash TEXT NOT NULL, paper TEXT NOT NULL
)
"""
_MANY = 500  # ids a query; SQLite allows 999 variables in its oldest builds


class PaperStore:
    """Papers by id, in the order they came, in an SQLite file; safe for many threads and processes."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, or make it. Raises IndexUnavailable when that cannot be done."""
        self.path = path
        self._read_only = read_only
        self._lock = threading.RLock()
        try:
            if read_only:
                self._db = sqlite3.connect(
                    f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
                )
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(path, check_same_thread=False, timeout=30)
                self._db.execute(_SCHEMA)
            self._db.execute("SELECT 1 FROM papers LIMIT 1").fetchall()
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
        for (text,) in self._rows("SELECT paper FROM papers ORDER BY position"):
            yield self._paper(text)

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
            some = ids[start : start + _MANY]
            marks = ",".join("?" * len(some))
            for paper_id, text in self._rows(f"SELECT id, paper FROM papers WHERE id IN ({marks})", some):
                found[paper_id] = self._paper(text)
        return {paper_id: found[paper_id] for paper_id in ids if paper_id in found}

    def write(self, papers: Iterable[Paper], *, remove: Iterable[str] = ()) -> None:
        """Add or replace ``papers`` and drop the ids in ``remove``, all or nothing."""
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

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of the file to ``path``, replacing what is there."""
        try:
            path.unlink(missing_ok=True)
            with self._lock, closing(sqlite3.connect(path)) as target:
                self._db.backup(target)
        except (sqlite3.Error, OSError) as error:
            raise _unwritable(path, error) from error

    def _rows(self, sql: str, values: Sequence[str] = ()) -> list[tuple[str, ...]]:
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from error

    def _paper(self, text: str) -> Paper:
        try:
            return Paper.model_validate_json(text)
        except ValidationError as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> IndexUnavailable:
        """Say what to do: a snapshot can be made anew, the papers themselves cannot."""
        if self._read_only:
            return IndexUnavailable(
                f"The index's copy of the papers, {self.path}, is missing or damaged ({error}). The papers are safe; "
                "rebuild the index from them with: paper-assistant index --rebuild"
            )
        damaged = not isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError | OSError)
        if not damaged:
            return _unwritable(self.path, error)
        return IndexUnavailable(
            f"The papers in {self.path} cannot be read ({error}). Move that file elsewhere and start again; "
            "the papers are then taken from the index's copy of them."
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
