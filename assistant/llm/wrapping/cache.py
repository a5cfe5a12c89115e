"""Replies kept on disk, so that asking the same again costs nothing."""

from __future__ import annotations

import hashlib
import json as json_codec
import re
import sqlite3
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import TypeVar

from assistant.llm.chat import ChatModel, Json, Message, Reply
from assistant.llm.wrapping.wrapper import ModelWrapper
from assistant.private_files import private_file, private_folder
from assistant.types import Usage

FILE = "replies.sqlite3"
# Replies kept; at about a kilobyte each, some tens of megabytes.
LIMIT = 20_000
# Seconds to wait for another process that is writing.
PATIENCE_S = 5.0
# Part of every key: a change of what is stored, or of the fixed parameters that are sent, gets a new number.
_FORMAT = 2
T = TypeVar("T")

_UNREADABLE = (sqlite3.Error, OSError, ValueError, LookupError, TypeError)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_TABLE = (
    "CREATE TABLE IF NOT EXISTS replies (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, body TEXT)"
)


class ReplyCache:
    """Replies by key, in one file of ``folder``; safe across threads and processes.

    Keeps the newest ``limit`` replies. Never raises: what keeps it from working is told in ``warnings``
    (sentences for the reader), and a damaged file is set aside under another name.
    """

    def __init__(self, folder: Path, *, limit: int = LIMIT, patience_s: float = PATIENCE_S) -> None:
        self.path = folder / FILE
        self.warnings: tuple[str, ...] = ()
        self._limit = limit
        self._patience_s = patience_s
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def get(self, key: str) -> Reply | None:
        """Return the reply under ``key``, its usage that of a request saved; None when there is none."""

        def read(connection: sqlite3.Connection) -> Reply | None:
            row = connection.execute("SELECT body FROM replies WHERE key = ?", (key,)).fetchone()
            return _decode(row[0]) if row else None

        return self._guarded("read", read)

    def put(self, key: str, reply: Reply) -> None:
        """Store ``reply``, and drop the oldest beyond the limit."""

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                row = (key, _encode(reply))
                added = connection.execute("INSERT OR REPLACE INTO replies (key, body) VALUES (?, ?)", row)
                oldest = (added.lastrowid or 0) - self._limit
                connection.execute("DELETE FROM replies WHERE id <= ?", (oldest,))

        self._guarded("written", write)

    def close(self) -> None:
        """Close the file; it opens again when needed."""
        with self._lock:
            self._drop()

    def _guarded(self, done: str, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do ``work`` for one thread at a time, on a new file if this is damaged; a failure is a warning."""
        with self._lock:
            for _ in range(2):
                try:
                    return work(self._open())
                except _UNREADABLE as error:
                    self._drop()
                    if not _is_damage(error):
                        self._warn(
                            f"The cache of replies at {self.path} cannot be {done} ({error}); answers "
                            "are made without it. Free space there, or make the folder writable."
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
            # Readers and one writer side by side; losing the last replies in a power cut costs little.
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_TABLE)
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _set_aside(self) -> None:
        aside = self.path.with_name(f"{FILE}.damaged")
        try:
            self.path.replace(aside)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(f"{FILE}{suffix}").unlink(missing_ok=True)
        except OSError as error:
            self._warn(
                f"The cache of replies at {self.path} is damaged and cannot be moved ({error}). Delete it."
            )
        else:
            self._warn(f"The cache of replies was damaged and is begun anew; the old file is {aside}.")

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings = (*self.warnings, sentence)


class CachedModel(ModelWrapper):
    """A ChatModel that asks ``model`` only what ``cache`` cannot answer.

    Only whole replies are stored. A reply from the cache costs no tokens: its usage is one cached request.
    """

    def __init__(self, model: ChatModel, cache: ReplyCache) -> None:
        super().__init__(model)
        self._cache = cache
        self._saw_no_logprobs = False

    @property
    def gives_logprobs(self) -> bool:
        return super().gives_logprobs and not self._saw_no_logprobs

    @property
    def warnings(self) -> tuple[str, ...]:
        """What has kept the cache from working so far."""
        return self._cache.warnings

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        key = self._key(messages, max_tokens=max_tokens, logprobs=logprobs, json=json)
        stored = self._cache.get(key)
        if stored is not None:
            # A stored reply also tells what the endpoint once left out.
            self._saw_no_logprobs |= logprobs and not stored.top
            return stored
        reply = self._model.complete(messages, max_tokens=max_tokens, logprobs=logprobs, json=json)
        noise = (
            logprobs and not reply.top and self._model.gives_logprobs
        )  # of this prompt, not of the endpoint
        if reply.whole and not noise:
            self._cache.put(key, reply)
        return reply

    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, Reply]:
        key = self._key(messages, max_tokens=max_tokens, logprobs=False, json=False)
        stored = self._cache.get(key)
        if stored is not None:
            yield from re.findall(r"\s*\S+|\s+$", stored.text)
            return stored
        with self._model.stream(messages, max_tokens=max_tokens) as pieces:
            yield from pieces
        reply = pieces.reply or Reply("", pieces.usage)
        if reply.text and reply.whole:
            self._cache.put(key, reply)
        return reply

    def close(self) -> None:
        self._cache.close()
        super().close()

    def _key(self, messages: Sequence[Message], **parameters: int | Json) -> str:
        """Hash all that a reply depends on (sha256, hexadecimal)."""
        prompt = [asdict(message) for message in messages]
        where = [_FORMAT, self.endpoint, self.name]
        return hashlib.sha256(
            json_codec.dumps([*where, parameters, prompt], sort_keys=True).encode()
        ).hexdigest()


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault: no database, a broken one, or a row that is no reply."""
    if isinstance(error, (sqlite3.Error, OSError)):
        return getattr(error, "sqlite_errorcode", None) in _DAMAGED
    return True


def _encode(reply: Reply) -> str:
    body = {"text": reply.text, "top": dict(reply.top), "cut_short": reply.cut_short}
    return json_codec.dumps(body)


def _decode(body: str) -> Reply:
    stored = json_codec.loads(body)
    return Reply(stored["text"], Usage(cached_requests=1), stored["top"], stored["cut_short"])
