"""Replies kept on disk, so that asking the same again costs nothing."""

from __future__ import annotations

import hashlib
import json as json_codec
import re
import sqlite3
from collections.abc import Generator, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.llm.chat import ChatModel, Json, Message, Reply
from assistant.llm.wrapping.wrapper import ModelWrapper
from assistant.private_files import private_file, private_folder
from assistant.sqlite_file import SqliteFile, SqliteFileWords, connect, set_aside
from assistant.types import Usage

FILE = "replies.sqlite3"
# Replies kept; at about a kilobyte each, some tens of megabytes.
LIMIT = 20_000
# Seconds to wait for another process that is writing.
PATIENCE_S = 5.0
# Part of every key: a change of what is stored, or of the fixed parameters that are sent, gets a new number.
_FORMAT = 2
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS replies (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, body TEXT)"
)
_NO_REPLY = (ValueError, LookupError, TypeError)


class ReplyCache(SqliteFile):
    """Replies by key, in one file of ``folder``: the newest ``limit``; nothing is saved of a damaged one.

    ``patience_s`` are the seconds to wait for another process that is writing.
    """

    words = SqliteFileWords(
        failing="The cache of replies at {path} cannot be {done} ({error}); answers are made without it. Free space "
        "there, or make the folder writable.",
        stuck="The cache of replies at {path} is damaged and cannot be moved ({error}). Delete it.",
    )
    failures = (*SqliteFile.failures, *_NO_REPLY)

    def __init__(self, folder: Path, *, limit: int = LIMIT, patience_s: float = PATIENCE_S) -> None:
        super().__init__(folder / FILE)
        self._limit = limit
        self._patience_s = patience_s

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

    def _connected(self) -> sqlite3.Connection:
        private_folder(self.path.parent)
        return connect(private_file(self.path), _SCHEMA, self._patience_s)

    def _begun_anew(self) -> str:
        aside = self.path.with_name(f"{FILE}.damaged")
        set_aside(self.path, aside)
        return f"The cache of replies was damaged and is begun anew; the old file is {aside}."

    def _is_damage(self, error: Exception) -> bool:
        """Whether the file is at fault: no database, a broken one, or a row that is no reply."""
        return isinstance(error, _NO_REPLY) or super()._is_damage(error)


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


def _encode(reply: Reply) -> str:
    body = {"text": reply.text, "top": dict(reply.top), "cut_short": reply.cut_short}
    return json_codec.dumps(body)


def _decode(body: str) -> Reply:
    stored = json_codec.loads(body)
    return Reply(stored["text"], Usage(cached_requests=1), stored["top"], stored["cut_short"])
