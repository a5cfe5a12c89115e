"""A small SQLite file of rows that are worth keeping: safe across threads and processes, and never in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TypeVar

from assistant.private_files import private_file, private_folder

_UNREADABLE = (sqlite3.Error, OSError, ValueError, LookupError, TypeError)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
T = TypeVar("T")


class KeptRows:
    """The file at ``path``, made with ``schema`` where there is none; a fault of it is never raised.

    What keeps it from working is told in ``warnings``, sentences for the reader that begin with ``name`` and say
    with ``loss`` what follows; a damaged file is set aside under another name, and a new one is begun.
    ``patience_s`` is for how long another process that is writing is waited for, in seconds.
    """

    def __init__(self, path: Path, schema: str, *, name: str, loss: str, patience_s: float) -> None:
        self.path = path
        self.warnings: tuple[str, ...] = ()
        self._schema = schema
        self._name = name
        self._loss = loss
        self._patience_s = patience_s
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what ``work`` reads; None if that cannot be done. A row that it cannot understand is damage."""
        return self._guarded("read", work)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do ``work`` in one transaction, and return what it returns; None if that cannot be done."""

        def whole(connection: sqlite3.Connection) -> T:
            with connection:
                return work(connection)

        return self._guarded("written", whole)

    def close(self) -> None:
        """Close the file; it opens again when needed."""
        with self._lock:
            self._drop()

    def _guarded(self, done: str, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do ``work`` for one thread at a time, on a new file if this one is damaged; a failure is a warning."""
        with self._lock:
            for _ in range(2):
                try:
                    return work(self._open())
                except _UNREADABLE as error:
                    self._drop()
                    if not _is_damage(error):
                        self._warn(
                            f"{self._name} at {self.path} cannot be {done} ({error}); {self._loss}. "
                            "Free space there, or make the folder writable."
                        )
                        return None
                    self._set_aside()
            return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            private_folder(self.path.parent)
            self._connection = sqlite3.connect(
                private_file(self.path), timeout=self._patience_s, check_same_thread=False
            )
            # Readers and one writer side by side; losing the last rows in a power cut costs little.
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(self._schema)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _set_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged")
        try:
            self.path.replace(aside)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(f"{self.path.name}{suffix}").unlink(missing_ok=True)
        except OSError as error:
            self._warn(f"{self._name} at {self.path} is damaged and cannot be moved ({error}). Delete it.")
        else:
            self._warn(f"{self._name} was damaged and is begun anew; the old file is {aside}.")

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings = (*self.warnings, sentence)


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault: no database, a broken one, or a row that says something else."""
    if isinstance(error, (sqlite3.Error, OSError)):
        return getattr(error, "sqlite_errorcode", None) in _DAMAGED
    return True
