"""Which embedding model a shelf is read and written with: the one given or named, or the one that made its vectors."""

from __future__ import annotations

import threading

from assistant.embedding.embedder import Embedder, open_embedder
from assistant.settings import Settings


class ShelfEngine:
    """Opens the embedding model of a shelf, once for each that its index asks for; safe for many threads.

    Plain ``local`` goes by the index: it may have been made on another processor, by an older version or by
    an engine that was named then, and its vectors stay in use.
    """

    def __init__(self, settings: Settings, given: Embedder | None = None) -> None:
        self._settings = settings
        self._given = given
        self._lock = threading.Lock()
        self._opened: dict[str, Embedder] = {}

    def of(self, made_by: str = "") -> Embedder:
        """Return the model for an index whose vectors were made by the one of hash ``made_by``, "" for a new index.

        Its hash differs from ``made_by`` when such an index cannot be read. Raises as ``open_embedder``.
        """
        if self._given is not None:
            return self._given
        key = made_by if self._settings.embedding == "local" else ""
        with self._lock:
            if key not in self._opened:
                self._opened[key] = open_embedder(self._settings, key)
            return self._opened[key]
