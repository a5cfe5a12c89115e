"""The chat model as the steps see it, and the one place where its client is made."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from assistant.errors import SettingsError
from assistant.types import Paper, Usage

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

    from assistant.settings import Settings


# Whether a JSON object is asked for, and of which form: OpenAI's ``json_schema`` with name, schema and strict.
Json = bool | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply.

    ``top`` holds the first token's alternatives and their natural log-probabilities, when they were
    asked for and the endpoint gives them, and a yes or a no is likely among them; else it is empty.
    ``cut_short`` tells that the reply stopped at its limit, ``filtered`` that the endpoint's content filter
    stopped it. ``text`` never holds what the model thought.
    """

    text: str
    usage: Usage
    top: Mapping[str, float] = field(default_factory=dict)
    cut_short: bool = False
    filtered: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing of it is missing: the first token is all that is wanted where ``top`` is told."""
        return bool(self.top) or not (self.cut_short or self.filtered)


class ReplyStream:
    """The pieces of a reply as they come, to be read once; "" now and then while the model only thinks.

    ``reply`` is None until the last piece has come. ``close`` stops the request, so that nobody computes
    for a reader who left; a ``with`` block closes by itself. Reading raises ModelUnavailable or BadReply,
    after the pieces that came.
    """

    def __init__(self, pieces: Generator[str, None, Reply]) -> None:
        self.reply: Reply | None = None
        self._pieces = pieces
        self._read = self._follow()

    def _follow(self) -> Generator[str, None, None]:
        self.reply = yield from self._pieces

    @property
    def usage(self) -> Usage:
        """What the reply cost; all zero until the last piece has come."""
        return self.reply.usage if self.reply else Usage()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._read)

    def close(self) -> None:
        self._read.close()
        self._pieces.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ChatModel(Protocol):
    """A language model that answers messages; safe to use from several threads.

    ``endpoint`` names where it runs (a host, never a key), ``context_window`` is in tokens, and
    ``gives_logprobs`` turns false, and stays so, once the endpoint has refused or omitted them, or told those of
    something else than a yes or a no.
    """

    @property
    def name(self) -> str: ...

    @property
    def endpoint(self) -> str: ...

    @property
    def context_window(self) -> int: ...

    @property
    def gives_logprobs(self) -> bool: ...

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        """Return the whole reply of at most ``max_tokens`` tokens (thinking of the model's own not counted).

        ``json`` asks for a JSON object, of a form if it is one, where the endpoint can promise that; the text may be
        anything else all the same. Raises ModelUnavailable when no reply came, BadReply when it was empty or
        unreadable.
        """
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        """Return the reply piece by piece; the request is sent when the first piece is asked for."""
        ...

    def count(self, text: str) -> int:
        """Count tokens (as OpenAI's current models do; other models differ by some percent)."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


def open_model(settings: Settings, papers: Iterable[Paper] = ()) -> ChatModel:
    """Make the client of the endpoint that ``settings`` name, or start their local model.

    A local model goes before an endpoint, and gets a cache for the reading of ``papers``. With a base URL, the
    endpoint is asked for its model's name and context window, as far as the settings do not tell them.
    Raises SettingsError when no endpoint is set or a setting does not fit, ModelUnavailable when the
    endpoint does not answer or the local model cannot be run.
    """
    from assistant.llm.endpoint import Endpoint
    from assistant.llm.llama_index import LlamaModel

    if settings.local_model:
        from assistant.llm.local.model import open_local

        return open_local(settings, papers)
    if not settings.has_model:
        raise SettingsError(
            "No language model is configured. Set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own, "
            "or ASSISTANT_LOCAL_MODEL for a model file."
        )
    return LlamaModel.at(Endpoint.of(settings), settings)


def wrap_model(llm: LLM) -> ChatModel:
    """Use a LlamaIndex ``LLM`` that an app made itself, with the settings and limits it was made with.

    Raises SettingsError when the LLM cannot tell its context window.
    """
    from assistant.llm.llama_index import LlamaModel

    return LlamaModel.around(llm)
