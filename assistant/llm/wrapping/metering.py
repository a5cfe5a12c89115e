"""What one answer costs, whichever step asked, and whether its reply could be used or not."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from threading import Lock

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import ChatModel, Json, Message, Reply
from assistant.llm.wrapping.wrapper import ModelWrapper
from assistant.types import Usage


class MeteredModel(ModelWrapper):
    """A ChatModel that adds up what is asked of ``model`` through it; make one for each answer.

    A request that failed, or that the reader broke off, counts as one request; its tokens are not known.
    """

    def __init__(self, model: ChatModel) -> None:
        super().__init__(model)
        self._lock = Lock()
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        """What was asked so far."""
        return self._usage

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

    def _add(self, cost: Usage) -> None:
        with self._lock:
            self._usage += cost
