"""A small SQLite file beside the papers: opened when needed, begun anew when damaged, its troubles told in words."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import ClassVar, TypeVar

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BESIDE = ("-wal", "-shm")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SqliteFileWords:
    """What a reader is told, with places for ``{path}``, ``{error}`` and ``{done}`` ("read" or "written")."""

    failing: str
    stuck: str


class SqliteFile(ABC):
    """Rows in one file at ``path``; safe across threads and processes.

    Never raises: what keeps it from working is told in ``warnings`` (sentences for the reader). A kind of file says
    how it is connected to, what counts as damage, and what is saved of a damaged one.
    """

    words: ClassVar[SqliteFileWords]
    # What reading or writing may raise; anything else is a fault of the program.
    failures: ClassVar[tuple[type[Exception], ...]] = (sqlite3.Error, OSError)

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: tuple[str, ...] = ()
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file; it opens again when needed."""
        with self._lock:
            self._drop()

    @abstractmethod
    def _connected(self) -> sqlite3.Connection:
        """Open the file, or make it; raises one of ``failures``."""

    @abstractmethod
    def _begun_anew(self) -> str:
        """Set the damaged file aside and return the sentence that tells of it; raises sqlite3.Error or OSError."""

    def _is_damage(self, error: Exception) -> bool:
        """Whether the file itself is at fault: no database, or a broken one."""
        return is_damage(error)

    def _guarded(self, done: str, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do ``work`` for one thread at a time, on a new file if this one is damaged; a failure is a warning."""
        with self._lock:
            for _ in range(2):
                try:
                    return work(self._open())
                except self.failures as error:
                    self._drop()
                    if not self._is_damage(error):
                        self._warn(self.words.failing.format(path=self.path, done=done, error=error))
                        return None
                    self._begin_anew()
            return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connected()
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _begin_anew(self) -> None:
        try:
            self._warn(self._begun_anew())
        except (sqlite3.Error, OSError) as error:
            self._drop()
            self._warn(self.words.stuck.format(path=self.path, error=error))

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings = (*self.warnings, sentence)


def connect(
    path: Path, schema: str, patience_s: float, read_text: Callable[[bytes], str] = str
) -> sqlite3.Connection:
    """Open the file at ``path`` with the tables of ``schema``; wait ``patience_s`` for another process that writes.

    ``read_text`` makes a string of the bytes of a text; ``str`` fails where they are no UTF-8. Raises sqlite3.Error.
    """
    connection = sqlite3.connect(path, timeout=patience_s, check_same_thread=False)
    connection.text_factory = read_text
    try:
        # Readers and one writer side by side; losing the last rows in a power cut costs little.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(schema)
    except BaseException:
        connection.close()
        raise
    return connection


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is no database, or a broken one."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DAMAGED


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files in which SQLite keeps what is at ``path``, that one last."""
    return (*(path.with_name(f"{path.name}{suffix}") for suffix in _BESIDE), path)


def set_aside(path: Path, aside: Path) -> None:
    """Give the file, and what SQLite has not yet put into it, the name ``aside``; raises OSError."""
    # That file last: SQLite would play the others into the one that takes its place.
    for part, other in zip(files_of(path), files_of(aside), strict=True):
        if part == path or part.exists():
            part.replace(other)
        else:
            other.unlink(missing_ok=True)  # of a file that was set aside before
