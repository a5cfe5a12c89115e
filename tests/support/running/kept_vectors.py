"""What the embedding model made of a batch of tokens, kept in a file beside pytest's own cache for all runs to come.

Running the model on the bundled papers takes longer than all else that opening them does, in each process anew. What
is kept holds for the code, the model file, the library and the processor that made it; a change of any begins anew.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sqlite3
import threading
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.processes import ROOT

FILE = ROOT / ".pytest_cache" / "vectors.sqlite"
_MOST = 100_000  # some 200 MB; one run fills a few thousand
_CPU = Path("/proc/cpuinfo")


class KeptVectors:
    """Vectors by what they were made of; safe for threads, and for processes that each open their own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._by = _made_by()
        try:
            FILE.parent.mkdir(exist_ok=True)
            self._database = self._opened(str(FILE))
        except (OSError, sqlite3.Error):  # nothing may be written there
            self._database = self._opened(":memory:")

    def get(self, key: bytes) -> Any:
        """Return the vectors of ``key``, or None."""
        if os.getpid() != self._pid:  # a fork must leave the connection alone
            return None
        with self._lock:
            row = self._database.execute(
                "SELECT vectors FROM kept WHERE key = ?", (self._full(key),)
            ).fetchone()
        return np.frombuffer(row[0], dtype=np.float32).reshape(-1, 384).copy() if row else None

    def put(self, key: bytes, vectors: Any) -> None:
        """Keep ``vectors`` of ``key``."""
        if os.getpid() != self._pid:
            return
        with self._lock:
            self._database.execute(
                "INSERT OR IGNORE INTO kept VALUES (?, ?)", (self._full(key), vectors.tobytes())
            )

    def close(self) -> None:
        self._database.close()

    def _full(self, key: bytes) -> bytes:
        return hashlib.sha256(self._by + key).digest()

    @staticmethod
    def _opened(file: str) -> sqlite3.Connection:
        database = sqlite3.connect(file, timeout=60, isolation_level=None, check_same_thread=False)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, vectors BLOB) WITHOUT ROWID")
        [(count,)] = database.execute("SELECT count(*) FROM kept")
        if count > _MOST:
            database.execute("DELETE FROM kept")
        return database


def graph_key(graph: str | bytes, entries: Any) -> bytes:
    """Tell a model by its file, or by its content."""
    if isinstance(graph, str):
        told = os.stat(graph)
        told_graph = f"{graph} {told.st_size} {told.st_mtime_ns}"
    else:
        told_graph = hashlib.sha256(graph).hexdigest()
    return f"{told_graph} {sorted(entries.items())}".encode()


def _made_by() -> bytes:
    import onnxruntime

    found = hashlib.sha256(f"{onnxruntime.__version__} {np.__version__} {platform.machine()}".encode())
    if _CPU.exists():
        found.update(_CPU.read_bytes().partition(b"\n\n")[0].partition(b"model name")[2].partition(b"\n")[0])
    for file in sorted((ROOT / "assistant" / "embedding").glob("*.py")):
        found.update(file.read_bytes())
    return found.digest()
