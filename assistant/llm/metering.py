"""What one answer costs, whichever step asked, and whether its reply could be used or not."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from threading import Lock

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel, Json, Message, Reply, ReplyStream
from assistant.types import Usage


class MeteredModel:
    """A ChatModel that adds up what is asked of ``model`` through it; make one for each answer.

    A request that failed, or that the reader broke off, counts as one request; its tokens are not known.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._lock = Lock()
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        """What was asked so far."""
        return self._usage

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def endpoint(self) -> str:
        return self._model.endpoint

    @property
    def context_window(self) -> int:
        return self._model.context_window

    @property
    def gives_logprobs(self) -> bool:
        return self._model.gives_logprobs

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        try:
            reply = self._model.complete(messages, max_tokens=max_tokens, logprobs=logprobs, json=json)
        except (ModelUnavailable, BadReply):
            self._add(Usage(requests=1))
            raise
        self._add(reply.usage)
        return reply

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        return ReplyStream(self._pieces(messages, max_tokens))

    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, Reply]:
        cost = Usage(requests=1)
        try:
            with self._model.stream(messages, max_tokens=max_tokens) as pieces:
                yield from pieces
            reply = pieces.reply or Reply("", cost)
            cost = reply.usage
            return reply
        finally:
            self._add(cost)

    def count(self, text: str) -> int:
        return self._model.count(text)

    def close(self) -> None:
        self._model.close()

    def _add(self, cost: Usage) -> None:
        with self._lock:
            self._usage += cost
