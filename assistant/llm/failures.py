"""What a client of a language model raises -> one sentence that says where it failed and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.errors import AssistantError, BadReply, ModelUnavailable

# Characters of a server's own words that a message may quote.
_QUOTED = 200
# The codes and types by which servers tell that a prompt is longer than the model reads.
_TOO_LONG = {"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model runs: the host (never a key), the model's name, and the patience in seconds.

    ``secret`` is only held in order to be blotted out of what a server says.
    """

    host: str
    model: str = ""
    timeout_s: float = 60.0
    secret: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"the model {self.model} at {self.host}" if self.model else f"the model server at {self.host}"


class BrokenOff(ModelUnavailable):
    """The connection ended in the middle of a reply."""


def explain(error: Exception, place: Place) -> AssistantError:
    """Return the error to raise instead of ``error``, told apart by type, status and code, not wording."""
    import httpx
    import openai

    if isinstance(error, AssistantError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _refused(error, place)
    if isinstance(error, (openai.APITimeoutError, httpx.TimeoutException)):
        return ModelUnavailable(
            f"Expected {place} to say something within {place.timeout_s:g} seconds, but it did not. "
            "Try again, or allow more in ASSISTANT_TIMEOUT_S.",
            retryable=True,
        )
    if isinstance(error, openai.APIConnectionError):
        return ModelUnavailable(
            f"Expected a model server at {place.host}, but it cannot be reached. "
            "Start it, or correct OPENAI_BASE_URL.",
            retryable=True,
        )
    if isinstance(error, openai.APIResponseValidationError):
        return unreadable(place)
    if isinstance(error, (openai.APIError, httpx.HTTPError)):
        return broken_off(place)
    if isinstance(error, (AttributeError, TypeError, LookupError, ValueError)):
        # What the clients raise when the reply lacks the shape that they expect.
        return unreadable(place)
    kind = type(error).__name__
    return ModelUnavailable(f"Expected a reply of {place}, but its client failed with {kind}. Try again.")


def broken_off(place: Place) -> BrokenOff:
    """The reply ended before its end."""
    return BrokenOff(
        f"Expected the whole reply of {place}, but the connection broke off in the middle. Try again.",
        retryable=True,
    )


def unreadable(place: Place) -> BadReply:
    """The reply is not of the wire's shape: HTML of a proxy, say."""
    return BadReply(
        f"Expected a chat completion of {place}, but its reply cannot be read. "
        "Check that OPENAI_BASE_URL is the address of an OpenAI-compatible API (it often ends in /v1)."
    )


def empty(place: Place) -> BadReply:
    """The reply has no text."""
    return BadReply(
        f"Expected a reply of {place}, but it was empty, twice. Try again, or set another ASSISTANT_MODEL."
    )


def too_long(error: Any) -> bool:
    """Whether a server's refusal says that the prompt is longer than the model reads."""
    return bool(_TOO_LONG & {error.code, error.type})


def _refused(error: Any, place: Place) -> ModelUnavailable:
    status = error.status_code
    if status in (401, 403):
        return ModelUnavailable(
            f"Expected {place.host} to accept the key, but it refused it (status {status}). "
            "Check OPENAI_API_KEY."
        )
    if status == 404:
        model = f" that knows the model {place.model}" if place.model else ""
        return ModelUnavailable(
            f"Expected a chat API at {place.host}{model}, but it answered 404. "
            "Check ASSISTANT_MODEL, and that OPENAI_BASE_URL is complete (it often ends in /v1)."
        )
    if status == 429:
        return _too_many(error, place)
    if status >= 500 or status in (408, 409):
        return ModelUnavailable(
            f"Expected a reply of {place}, but the server failed (status {status}), also when asked again. "
            "Try again later.",
            retryable=True,
        )
    if too_long(error):
        return ModelUnavailable(
            f"Expected the prompt to fit {place}, but it is longer than the model reads. "
            "Set ASSISTANT_CONTEXT_WINDOW to the tokens that it reads."
        )
    return ModelUnavailable(
        f"Expected {place} to take the request, but it refused it (status {status}){_words(error, place)}. "
        "Check ASSISTANT_MODEL."
    )


def _too_many(error: Any, place: Place) -> ModelUnavailable:
    if error.code == "insufficient_quota":
        return ModelUnavailable(
            f"Expected a reply of {place}, but the account's quota is used up. "
            "Check the plan behind OPENAI_API_KEY."
        )
    return ModelUnavailable(
        f"Expected a reply of {place}, but it takes no more requests for now (status 429). "
        "Wait a minute, or lower ASSISTANT_PARALLEL.",
        retryable=True,
    )


def _words(error: Any, place: Place) -> str:
    """Quote the server on one line, shortened, with the key blotted out."""
    said = error.body.get("message") if isinstance(error.body, dict) else None
    if not isinstance(said, str) or not said.strip():
        return ""
    line = " ".join(said.split())
    line = line.replace(place.secret, "***") if place.secret else line
    return f': "{line[:_QUOTED]}"'
