"""What a client of a language model raises -> one sentence that says where it failed and what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from assistant.errors import AssistantError, BadReply, ModelUnavailable
from assistant.llm.keys import without_keys
from assistant.text.wording import readable

# Characters of a server's own words that a message may quote.
_QUOTED = 200
# The codes and types by which servers tell that a prompt is longer than the model reads.
_TOO_LONG = {"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model runs: the host (never a key), the model's name, and the patience in seconds.

    ``secret`` is only held in order to be blotted out of what a server says. ``own`` tells that an app made the
    client itself, of the class that it names, ``own_wire`` the same of one on OpenAI's wire: then no setting of ours
    is to blame.
    """

    host: str
    model: str = ""
    timeout_s: float = 60.0
    secret: str = field(default="", repr=False)
    own: str = ""
    own_wire: str = ""

    def __str__(self) -> str:
        return f"the model {self.model} at {self.host}" if self.model else f"the model server at {self.host}"


# Servers that send no code say it in one of these ways.
_TOO_LONG_WORDS = re.compile(
    r"(?i)context.{0,3}(?:length|window|size|limit)|maximum (?:context|input|prompt)|n_ctx|reduce the length"
    r"|(?:prompt|input|request|message)s?\b.{0,30}\btoo (?:long|large|many tokens)|too many (?:input )?tokens"
)


class BrokenOff(ModelUnavailable):
    """The connection ended in the middle of a reply, or the server said that it failed there."""


class PromptTooLong(ModelUnavailable):
    """The prompt is longer than the model reads: a shorter one may do."""


def as_assistant_error(error: Exception, place: Place) -> AssistantError:
    """Return the error to raise instead of ``error``, told apart by type, status and code, not wording."""
    bound = _explained(error, place)
    if place.own_wire:
        words = str(bound).replace("OPENAI_BASE_URL", f"the api_base of your {place.own_wire}")
        bound.args = (words.replace("OPENAI_API_KEY", f"the api_key of your {place.own_wire}"),)
    return bound


def _explained(error: Exception, place: Place) -> AssistantError:
    import httpx
    import openai

    from assistant.llm.bounds import over_bounds

    if isinstance(error, AssistantError):
        return error
    if place.own:
        return _of_own_class(error, place)
    if sentence := over_bounds(error, place):
        return ModelUnavailable(sentence)
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
    if isinstance(error, openai.APIError) and error.body:
        return _told_in_a_reply(error, place)
    if isinstance(error, (openai.APIError, httpx.HTTPError)):
        return broken_off(place)
    if isinstance(error, (AttributeError, TypeError, LookupError, ValueError)):
        # What the clients raise when the reply lacks the shape that they expect.
        return unreadable(place)
    kind = type(error).__name__
    return ModelUnavailable(f"Expected a reply of {place}, but its client failed with {kind}. Try again.")


def _of_own_class(error: Exception, place: Place) -> ModelUnavailable:
    """An app's own class failed: its exception's type and words, which say more than we know."""
    words = without_keys(readable(" ".join(str(error).split())), place.secret)
    exception = f"{type(error).__name__}: {words[:_QUOTED]}".rstrip(": ")
    kind = PromptTooLong if _TOO_LONG_WORDS.search(words) else ModelUnavailable
    return kind(
        f"Expected a reply of {place}, but your {place.own} raised {exception}. "
        "Mend it where your app makes it; the exception is the cause of this one."
    )


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


def only_thought(place: Place) -> BadReply:
    """The reply has thoughts and no answer."""
    return BadReply(
        f"Expected an answer of {place}, but twice there were only its thoughts, also with room for more. "
        "Switch its thinking off where it is served, or set another ASSISTANT_MODEL."
    )


def withheld(place: Place) -> ModelUnavailable:
    """The endpoint's filter left nothing of the reply."""
    return ModelUnavailable(
        f"Expected an answer of {place}, but the endpoint's content filter held it back. "
        "Ask in other words, or set another ASSISTANT_MODEL."
    )


def too_long(error: Any) -> bool:
    """Whether a server's refusal says that the prompt is longer than the model reads."""
    return bool(_TOO_LONG & {error.code, error.type}) or bool(_TOO_LONG_WORDS.search(server_message(error)))


def _refused(error: Any, place: Place) -> ModelUnavailable:
    status = error.status_code
    if 300 <= status < 400:
        return _moved(error, place)
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
    if status == 413 or too_long(error):
        return _does_not_fit(error, place)
    return ModelUnavailable(
        f"Expected {place} to take the request, but it refused it (status {status}){_words(error, place)}. "
        "Check ASSISTANT_MODEL."
    )


def _moved(error: Any, place: Place) -> ModelUnavailable:
    try:
        target = urlsplit(urljoin(str(error.request.url), error.response.headers.get("location", "")))
        where = f"{target.scheme}://{target.hostname}" + (f":{target.port}" if target.port else "")
    except ValueError:
        where = "an address that is none"
    where = readable(where)[:_QUOTED]
    return ModelUnavailable(
        f"Expected {place} to answer itself, but it sends the request on to {where}. Papers and key go to no "
        "other address than the one you set: correct OPENAI_BASE_URL if that one is right."
    )


def _told_in_a_reply(error: Any, place: Place) -> ModelUnavailable:
    """An error that came with status 200, or in the middle of a stream: its code is that of a status, or a word."""
    code, words = str(error.code or ""), f"{error.code} {error.type}".lower()
    if "quota" in words or code == "402" or code == "429" or "rate_limit" in words:
        return _too_many(error, place)
    if too_long(error):
        return _does_not_fit(error, place)
    return BrokenOff(
        f"Expected the whole reply of {place}, but it reported an error{_words(error, place)}. Try again.",
        retryable=True,
    )


def _does_not_fit(error: Any, place: Place) -> PromptTooLong:
    return PromptTooLong(
        f"Expected the prompt to fit {place}, but it is longer than the model reads{_words(error, place)}. "
        "Set ASSISTANT_CONTEXT_WINDOW to the tokens that it reads."
    )


def _too_many(error: Any, place: Place) -> ModelUnavailable:
    if "quota" in f"{error.code} {error.type}".lower() or str(error.code) == "402":
        return ModelUnavailable(
            f"Expected a reply of {place}, but the account's quota is used up{_words(error, place)}. "
            "Check the plan behind OPENAI_API_KEY."
        )
    return ModelUnavailable(
        f"Expected a reply of {place}, but it takes no more requests for now (status 429){_words(error, place)}. "
        "Wait a minute, or lower ASSISTANT_PARALLEL.",
        retryable=True,
    )


def _words(error: Any, place: Place) -> str:
    """Quote the server on one line, shortened, with the key blotted out; "" when it says nothing."""
    line = readable(" ".join(server_message(error).split()))
    line = line.replace(place.secret, "***") if place.secret else line
    return f': "{line[:_QUOTED]}"' if line else ""


def server_message(error: Any) -> str:
    """Return a server's own words: servers put them under "message", "detail" (FastAPI's) or alone."""
    body = error.body
    message = (
        next((body.get(name) for name in ("message", "detail") if body.get(name)), "")
        if isinstance(body, dict)
        else body
    )
    return message if isinstance(message, str) and not message.lstrip().startswith("<") else ""
