"""What every ChatModel around another has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence

from assistant.llm.chat import ChatModel, Json, Message, Reply, ReplyStream


class ModelWrapper(ABC):
    """A ChatModel that stands before ``model`` and says of itself what that one says.

    A subclass asks ``self._model`` for the reply: whole in ``complete``, in pieces in ``_pieces``.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model

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

    @abstractmethod
    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply: ...

    @abstractmethod
    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, Reply]:
        """Yield the pieces of a reply, and return it whole."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        return ReplyStream(self._pieces(messages, max_tokens))

    def count(self, text: str) -> int:
        return self._model.count(text)

    def close(self) -> None:
        self._model.close()
