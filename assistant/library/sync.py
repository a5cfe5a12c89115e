"""Who else knows of a shelf: nobody beyond this machine, or every app that asks the same Chroma server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from typing import Protocol

from assistant.errors import IndexUnavailable
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.vectors.chroma_papers import ServerShelf
from assistant.papers.store import PaperStore
from assistant.types import Paper


class ShelfSync(Protocol):
    """How the papers of a shelf are kept in step with what is beyond this machine.

    ``server`` is where vectors go, None when they stay here; ``version`` tells by its change that papers or
    vectors changed elsewhere.
    """

    @property
    def server(self) -> ServerShelf | None: ...
    def version(self) -> str: ...
    def made_by(self) -> str: ...
    def check(self) -> None: ...
    def writing(self, *, wait_s: float = 0) -> AbstractContextManager[None]: ...
    def join(self, first: Callable[[], Sequence[Paper]], *, rebuild: bool) -> None: ...
    def pull(self, truth: PaperStore) -> None: ...
    def push(self, changed: Sequence[Paper], removed: Sequence[str]) -> None: ...
    def close(self) -> None: ...


class LocalOnly:
    """The shelf is on this machine only: there is nothing to keep in step."""

    server = None

    def version(self) -> str:
        """Return "": nothing changes elsewhere."""
        return ""

    def made_by(self) -> str:
        """Return "": no vectors are elsewhere."""
        return ""

    def check(self) -> None:
        """Nothing to check."""

    def writing(self, *, wait_s: float = 0) -> AbstractContextManager[None]:
        """The lock of this machine's writers is enough."""
        return nullcontext()

    def join(self, first: Callable[[], Sequence[Paper]], *, rebuild: bool) -> None:
        """Nothing to join."""

    def pull(self, truth: PaperStore) -> None:
        """Nothing to pull."""

    def push(self, changed: Sequence[Paper], removed: Sequence[str]) -> None:
        """Nobody to tell."""

    def close(self) -> None:
        """Nothing to close."""


class ServerSync:
    """The shelf is on a Chroma server; ``truth`` here is a copy of the papers there."""

    def __init__(self, server: ServerShelf, shelf: str) -> None:
        self.server: ServerShelf = server
        self._shelf = shelf

    def version(self) -> str:
        """Return the version of the shelf on the server."""
        return self.server.version()

    def made_by(self) -> str:
        """Return the hash of the embedding model that made the vectors on the server, "" when none did."""
        return self.server.made_by()

    def check(self) -> None:
        """Raise IndexUnavailable when another embedding model than this app's made the vectors."""
        if misfit := self.server.misfit():
            raise IndexUnavailable(
                f"The vectors do not fit: {misfit}. Set ASSISTANT_EMBEDDING as it is there, or embed the whole "
                "shelf anew for all its users with: paper-assistant index --rebuild"
            )

    def writing(self, *, wait_s: float = 0) -> AbstractContextManager[None]:
        """Hold the lock that keeps other apps from writing."""
        return self.server.writing(wait_s=wait_s)

    def join(self, first: Callable[[], Sequence[Paper]], *, rebuild: bool) -> None:
        """Find the shelf on the server, or make it with the papers of ``first``; ``rebuild`` drops its vectors.

        Call it with the lock held. Raises IndexUnavailable when another embedding model made its vectors.
        """
        if not self.version():
            self.server.create()
            self.push(first(), ())
        elif rebuild:
            self.server.create()
        self.check()

    def pull(self, truth: PaperStore) -> None:
        """Make ``truth`` equal the papers on the server."""
        on_server, here = self.server.hashes(), truth.hashes()
        changed = [key for key, (seen, _) in on_server.items() if here.get(key) != seen]
        gone = here.keys() - on_server.keys()
        if changed or gone:
            truth.write(self.server.papers(changed), remove=gone)

    def push(self, changed: Sequence[Paper], removed: Sequence[str]) -> None:
        """Write changed papers to the server and take others off it."""
        if changed or removed:
            with closing(VectorIndex.on_server(self.server.url, self._shelf)) as vectors:
                self.server.push(changed, removed, vectors)

    def close(self) -> None:
        """Release the connection."""
        self.server.close()
