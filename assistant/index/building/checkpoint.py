"""Vectors that are computed but not in the index yet, kept so that a killed build does not compute them again."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from assistant.index.manifest import EmbeddingId
from assistant.index.passages import Chunking
from assistant.private_files import private_file

Vectors = NDArray[np.float32]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embedded (
    paper TEXT PRIMARY KEY, hash TEXT NOT NULL, made_by TEXT NOT NULL, chunks INTEGER NOT NULL, vectors BLOB NOT NULL
) WITHOUT ROWID
"""
# Of the rows: vectors, and their CRC-32 in the last four bytes.
_FORM = 2
_MANY = 500  # ids a query; SQLite allows 999 variables in its oldest builds


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of one paper's passages: its content hash, and unit vectors (n, dim) in passage order."""

    paper_id: str
    hash: str
    chunks: Vectors
    sentences: Vectors


class Checkpoint:
    """Embedded papers by id in an SQLite file; only what this embedding model and chunking made is seen.

    Used with the writer's lock held. A file that is damaged is begun anew: it holds nothing that cannot be
    computed again. Raises IndexUnavailable when it cannot be read or written.
    """

    def __init__(self, path: Path, embedding: EmbeddingId, chunking: Chunking) -> None:
        made_of = f"{_FORM} {embedding.model_dump_json()} {chunking.model_dump_json()}"
        self._made_by = hashlib.sha256(made_of.encode()).hexdigest()[:16]
        self._dim = embedding.dim
        self._path = path
        try:
            self._db, self._hashes = self._open()
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
            self._db, self._hashes = self._open()

    def __contains__(self, paper_id: str) -> bool:
        return paper_id in self._hashes

    def __len__(self) -> int:
        return len(self._hashes)

    def keep_only(self, wanted: Mapping[str, str]) -> None:
        """Drop all but the papers of ``wanted``, by id and content hash."""
        fits = {key for key, seen in self._hashes.items() if wanted.get(key) == seen}
        with self._explained(), self._db:
            self._db.execute("DELETE FROM embedded WHERE made_by != ?", (self._made_by,))
        self.drop([key for key in self._hashes if key not in fits])

    def write(self, papers: Iterable[Embedded]) -> None:
        """Keep the vectors of some papers, durably and all or nothing."""
        rows = [
            (
                embedded.paper_id,
                embedded.hash,
                self._made_by,
                len(embedded.chunks),
                _checked(_blob(embedded.chunks) + _blob(embedded.sentences)),
            )
            for embedded in papers
        ]
        with self._explained(), self._db:
            self._db.executemany("INSERT OR REPLACE INTO embedded VALUES (?, ?, ?, ?, ?)", rows)
        self._hashes.update((row[0], row[1]) for row in rows)

    def read(self, paper_ids: Sequence[str]) -> dict[str, Embedded]:
        """Return those of ``paper_ids`` that are here. Raises IndexUnavailable, and drops it, when one is damaged."""
        found: dict[str, Embedded] = {}
        for start in range(0, len(paper_ids), _MANY):
            batch = paper_ids[start : start + _MANY]
            marks = ",".join("?" * len(batch))
            sql = f"SELECT paper, hash, chunks, vectors FROM embedded WHERE paper IN ({marks})"
            with self._explained():
                rows = self._db.execute(sql, batch).fetchall()
            for paper, seen, count, blob in rows:
                if zlib.crc32(blob[:-4]).to_bytes(4) != blob[-4:]:
                    self.drop([paper])
                    raise IndexUnavailable(
                        f"The vectors computed so far in {self._path} are damaged, and some were dropped. "
                        "Have them computed again with: paper-assistant index --finish"
                    )
                both = np.frombuffer(blob[:-4], dtype="<f4").reshape(-1, self._dim)
                found[paper] = Embedded(paper, seen, both[:count], both[count:])
        return found

    def drop(self, paper_ids: Iterable[str]) -> None:
        """Forget papers whose vectors are in the index now."""
        gone = [(key,) for key in paper_ids]
        with self._explained(), self._db:
            self._db.executemany("DELETE FROM embedded WHERE paper = ?", gone)
        for (key,) in gone:
            self._hashes.pop(key, None)

    def close(self) -> None:
        """Release the file; an empty one is removed."""
        self._db.close()
        if not self._hashes:
            with suppress(OSError):  # the next build takes it as it is
                self._path.unlink(missing_ok=True)

    def _open(self) -> tuple[sqlite3.Connection, dict[str, str]]:
        """Return the open file, and id -> content hash of the papers in it."""
        with self._explained(damage=True):
            db = sqlite3.connect(private_file(self._path), check_same_thread=False)
            try:
                db.execute(_SCHEMA)
                db.execute("SELECT paper, hash, made_by, chunks, vectors FROM embedded LIMIT 1").fetchall()
                known = db.execute("SELECT paper, hash FROM embedded WHERE made_by = ?", (self._made_by,))
                return db, dict(known.fetchall())
            except BaseException:
                db.close()
                raise

    def _explained(self, *, damage: bool = False) -> _Explained:
        return _Explained(self._path, damage)


class _Explained:
    """Turns SQLite's errors into ours; with ``damage`` those of a broken file pass."""

    def __init__(self, path: Path, damage: bool) -> None:
        self._path, self._damage = path, damage

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, sqlite3.Error):
            return
        if self._damage and not isinstance(error, sqlite3.OperationalError):
            return
        raise IndexUnavailable(
            f"The vectors computed so far could not be read or written in {self._path} ({error}). "
            "Make room there, or remove that file: what it holds is computed again."
        ) from error


def _blob(vectors: Vectors) -> bytes:
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def _checked(blob: bytes) -> bytes:
    return blob + zlib.crc32(blob).to_bytes(4)
