"""An open Retriever that is shared by the answers that use it, and closed when the last one ends."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.index.building.build_plan import embedding_id
from assistant.index.generations import Generations, Held
from assistant.index.snapshot import open_index
from assistant.library.shelf_engine import ShelfEngine
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings


@dataclass
class SharedRetriever:
    """An open Retriever and how many answers are using it just now."""

    retriever: Retriever
    held: Held
    users: int = 0
    retired: bool = False

    def retire(self) -> None:
        """Close as soon as nobody uses it."""
        self.retired = True
        self.close_if_idle()

    def close_if_idle(self) -> None:
        """Release the files, and let them be removed, when it is retired and nobody uses it."""
        if self.retired and not self.users:
            self.retriever.index.close()
            self.held.release()


class RetrieverPool:
    """Lends the newest Retriever to many threads, and opens it anew when a newer index is in force."""

    def __init__(self, current: Callable[[], Path | None], newest: Callable[[], SharedRetriever]) -> None:
        """``current`` returns the folder of the index in force, by one thread at a time; ``newest`` opens it."""
        self._current = current
        self._newest = newest
        self._lock = threading.Lock()
        self._shared: SharedRetriever | None = None

    @contextmanager
    def lend(self) -> Iterator[Retriever]:
        """Lend a Retriever over the newest index; its files stay open until the block ends."""
        with self._lock:
            shared = self._shared = self._renewed()
            shared.users += 1
        try:
            yield shared.retriever
        finally:
            with self._lock:
                shared.users -= 1
                shared.close_if_idle()

    def close(self) -> None:
        """Release all files; those that are lent are released when they come back."""
        with self._lock:
            if self._shared:
                self._shared.retire()
                self._shared = None

    def _renewed(self) -> SharedRetriever:
        folder, shared = self._current(), self._shared
        if shared and shared.retriever.index.folder == folder:
            return shared
        newest = self._newest()
        if shared:
            shared.retire()
        return newest


def open_newest(generations: Generations, settings: Settings, engine: ShelfEngine) -> SharedRetriever:
    """Open the generation in force.

    Raises IndexUnavailable when there is none, it is damaged, or another embedding model made it.
    """
    held = generations.hold()
    if held is None:
        raise IndexUnavailable(
            f"The shelf in {generations.folder} has no index. Make it with: paper-assistant index"
        )
    with ExitStack() as opened:
        opened.callback(held.release)
        index = open_index(held.path, settings.shelf, settings.chroma_url, view=held.view)
        opened.callback(index.close)
        embedder = engine.of(index.manifest.embedding.hash)
        if index.manifest.embedding != embedding_id(embedder):
            raise IndexUnavailable(
                f"The index was rebuilt for the embedding model {index.manifest.embedding.name}, but this "
                f"process uses {embedder.name}. Start it again with the same ASSISTANT_EMBEDDING."
            )
        opened.pop_all()
    give_back()
    return SharedRetriever(Retriever(index, embedder), held)


def give_back() -> None:
    """Return freed memory to the system where its C library can (glibc's malloc_trim); else do nothing.

    Opening an index of 64,254 papers leaves 40 MB behind that nothing needs again.
    """
    if os.name == "posix":  # elsewhere no library stands for the process itself
        library = ctypes.CDLL(None)
        if hasattr(library, "malloc_trim"):
            library.malloc_trim(0)
