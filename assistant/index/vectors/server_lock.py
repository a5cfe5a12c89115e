"""The lock of whoever writes to a shelf on a Chroma server: a collection, as a server makes a name only once."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from assistant.errors import IndexUnavailable
from assistant.index.generations import Busy
from assistant.index.vectors.chroma_client import translated_errors

# A thread tells so often that the writer lives, however long one batch takes; one that was silent for so long
# is taken for dead: its process has ended, or the server did not hear of it in all that time.
_BEAT_S, _DEAD_S = 30.0, 300.0
_PAUSE_S = 0.5
# Of two who take over the lock of the dead the later one has it; so long it takes at most until that is seen.
_SETTLED_S = 1.0


class ServerLock:
    """The collection ``<shelf>-writer`` with a token of its holder, who alone removes it."""

    def __init__(self, client: Any, url: str, shelf: str) -> None:
        """``client`` is Chroma's, of the server at ``url``."""
        self._client = client
        self._url = url
        self._shelf = shelf
        self._token = ""
        self.is_held = False

    @contextmanager
    def held(self, wait_s: float) -> Iterator[None]:
        """Hold the lock; raise Busy when another app holds it for ``wait_s`` seconds."""
        end = time.monotonic() + wait_s
        self._token = uuid4().hex
        while not self._taken():
            if time.monotonic() >= end:
                raise Busy(
                    f"Another app is writing to the shelf {self._shelf} on {self._url}. Wait until it has finished "
                    f"and try again; one that was killed is passed over after {_DEAD_S:.0f} seconds."
                )
            time.sleep(_PAUSE_S)
        over = threading.Event()
        thread = threading.Thread(target=self._live, args=(over,), name="hold the lock", daemon=True)
        thread.start()
        self.is_held = True
        try:
            yield
        finally:
            self.is_held = False
            over.set()
            thread.join()
            self._release()

    def beat(self) -> None:
        """Tell other apps that the writer is alive. Raises Busy when one of them has taken the lock meanwhile."""
        with translated_errors(self._url):
            lock = self._collection()
            if lock is not None and self._is_mine(lock):
                lock.modify(metadata=self._sign())
                return
        raise Busy(
            f"The lock of the shelf {self._shelf} on {self._url} was taken by another app, as the server had not "
            f"heard of this one for {_DEAD_S:.0f} seconds. Try again when that app has finished."
        )

    def _live(self, over: threading.Event) -> None:
        while not over.wait(_BEAT_S):
            try:
                self.beat()
            except Busy:  # the writer hears of it with its own next beat
                return
            except IndexUnavailable:  # a server that is away for a moment: the next beat may reach it
                continue

    def _taken(self) -> bool:
        from chromadb.errors import ChromaError

        try:
            self._client.create_collection(self._name, embedding_function=None, metadata=self._sign())
        except ChromaError:  # it is there: Chroma has no error of its own for that
            return self._taken_over()
        except Exception as error:
            with translated_errors(self._url):
                raise error
        return True

    def _taken_over(self) -> bool:
        """Take the lock of a writer that is dead."""
        with translated_errors(self._url):
            lock = self._collection()
            if lock is None:  # its holder has finished meanwhile
                return False
            if time.time() - float((lock.metadata or {}).get("beat", 0)) <= _DEAD_S:
                return False
            lock.modify(metadata=self._sign())
            time.sleep(_SETTLED_S)
            lock = self._collection()
            return lock is not None and self._is_mine(lock)

    def _release(self) -> None:
        with translated_errors(self._url):
            lock = self._collection()
            if lock is not None and self._is_mine(lock):
                self._client.delete_collection(self._name)

    @property
    def _name(self) -> str:
        return f"{self._shelf}-writer"

    def _collection(self) -> Any:
        from chromadb.errors import NotFoundError

        try:
            return self._client.get_collection(self._name, embedding_function=None)
        except NotFoundError:
            return None

    def _is_mine(self, lock: Any) -> bool:
        return (lock.metadata or {}).get("token") == self._token

    def _sign(self) -> dict[str, Any]:
        return {"by": f"{socket.gethostname()} {os.getpid()}", "beat": time.time(), "token": self._token}
