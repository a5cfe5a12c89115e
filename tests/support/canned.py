"""What FakeOpenAI can be told to say, and the JSON in which it says it."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DIMENSIONS = 64


@dataclass(frozen=True, slots=True)
class Text:
    """A good reply; ``top`` are the log-probabilities told for its first token when they are asked for."""

    text: str
    top: Mapping[str, float] | None = None
    finish: str | None = "stop"
    reasoning: str = ""
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """An HTTP error; ``retry_after`` in seconds (a thousandth, so that tests do not wait)."""

    code: int
    retry_after: float | None = 0.001
    error: Mapping[str, Any] = field(default_factory=lambda: {"message": "scripted", "type": "scripted"})


@dataclass(frozen=True, slots=True)
class Slow:
    """Nothing for so many seconds, then the text."""

    seconds: float
    text: str = "late"


@dataclass(frozen=True, slots=True)
class Cut:
    """A reply whose connection breaks after so many pieces (half-way through, when not streaming)."""

    after_pieces: int
    text: str = "one two three four five six"


@dataclass(frozen=True, slots=True)
class Empty:
    """A well-formed reply without a single character."""

    finish: str = "stop"


@dataclass(frozen=True, slots=True)
class Garbage:
    """JSON that is not a reply, or an event that is not JSON when streaming."""


@dataclass(frozen=True, slots=True)
class Html:
    """The page of a portal or proxy, with status 200."""


Canned = str | Text | Status | Slow | Cut | Empty | Garbage | Html


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent; ``headers`` in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    json: dict[str, Any]


def _pieces(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)


def _usage(asked: dict[str, Any], text: str) -> dict[str, int]:
    prompt = sum(len(str(message.get("content", "")).split()) for message in asked.get("messages", []))
    completion = len(_pieces(text))
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _logprobs(asked: dict[str, Any], reply: Text) -> dict[str, Any]:
    content = []
    for number, piece in enumerate(_pieces(reply.text)):
        given = dict(reply.top) if reply.top is not None and number == 0 else {piece: -0.01}
        top = [_token(text, value) for text, value in given.items()][: asked.get("top_logprobs", 0)]
        content.append({**_token(piece, given.get(piece, -0.01)), "top_logprobs": top})
    return {"content": content, "refusal": None}


def _token(text: str, logprob: float) -> dict[str, Any]:
    return {"token": text, "logprob": logprob, "bytes": list(text.encode())}


def completion(asked: dict[str, Any], reply: Text, *, logprobs: bool, usage: bool) -> dict[str, Any]:
    """The body of a whole reply; ``logprobs`` and ``usage`` tell what the server is able to give."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    choice = {
        "index": 0,
        "message": message,
        "finish_reason": reply.finish,
        "logprobs": _logprobs(asked, reply) if logprobs and asked.get("logprobs") else None,
    }
    body = {**_envelope(asked, "chat.completion"), "choices": [choice]}
    return {**body, "usage": _usage(asked, reply.text)} if usage else body


def chunks(asked: dict[str, Any], reply: Text | Cut, *, usage: bool) -> Iterable[dict[str, Any]]:
    """The bodies of a streamed reply's events, but for the closing ``[DONE]``."""
    envelope = _envelope(asked, "chat.completion.chunk")
    for number, piece in enumerate(_pieces(reply.text)):
        delta = {"role": "assistant", "content": piece} if number == 0 else {"content": piece}
        yield {**envelope, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    finish = reply.finish if isinstance(reply, Text) else "stop"
    if finish is not None:
        yield {**envelope, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
    if usage and (asked.get("stream_options") or {}).get("include_usage"):
        yield {**envelope, "choices": [], "usage": _usage(asked, reply.text)}


def _envelope(asked: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "fake-1", "object": kind, "created": 1, "model": asked.get("model", "")}


def embed(text: str) -> list[float]:
    """Return a unit vector of DIMENSIONS numbers: a bag of hashed words, so that like texts lie close."""
    vector = [0.0] * DIMENSIONS
    for word in re.findall(r"\w+", text.lower()) or [""]:
        digest = hashlib.sha256(word.encode()).digest()
        vector[digest[0] % DIMENSIONS] += 1.0 if digest[1] % 2 else -1.0
    norm = math.sqrt(sum(value * value for value in vector))
    return [value / norm for value in vector] if norm else [1.0, *vector[1:]]


def embeddings(asked: dict[str, Any]) -> dict[str, Any]:
    """The body of an embeddings reply, in base64 when asked so, as the openai client does."""
    texts = [asked["input"]] if isinstance(asked["input"], str) else list(asked["input"])
    data = []
    for number, text in enumerate(texts):
        vector: Any = embed(str(text))
        if asked.get("encoding_format") == "base64":
            vector = base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
        data.append({"object": "embedding", "index": number, "embedding": vector})
    words = sum(len(str(text).split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    return {"object": "list", "model": asked.get("model", ""), "data": data, "usage": usage}
