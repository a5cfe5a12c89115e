"""A row of the table of behaviours, and the replies that its servers give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.fakes import Canned, Raw

ANSWER = "CuBERT reads code [1]."
IDEA = "First idea: every paper matches [7]."
AGAIN = "Asked again, it says this [1]."


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the server replies, in order, and what comes of it.

    ``text`` is the answer, or ``error`` words of the sentence told instead; ``chats`` how many requests are
    sent; ``cached`` whether the reply is stored; ``modes`` whether it is asked for whole, streamed, or both.
    ``fake`` are fields set on the server, ``settings`` those of the client, ``json`` the form of JSON asked for,
    ``sees`` what the reader sees.
    """

    name: str
    sees: str
    replies: tuple[Canned, ...] = ()
    text: str = ""
    error: str = ""
    chats: int = 1
    cached: bool = True
    modes: str = "whole streamed"
    fake: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    json: Any = False


FORM = {"name": "reply", "strict": True, "schema": {"type": "object"}}


def events(*deltas: dict[str, Any], finish: str | None = "stop", done: bool = True, end: str = "\n\n") -> Raw:
    """A stream of ``deltas``, whatever they hold."""
    told: list[Any] = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    if finish:
        told.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    pieces = [f"data: {json.dumps(each)}{end}".encode() for each in told]
    return Raw((*pieces, *([f"data: [DONE]{end}".encode()] if done else [])))


def failing(error: Any, *said: str) -> Raw:
    """A stream that tells an error after ``said``."""
    begun = events(*({"content": text} for text in said), finish=None, done=False).pieces
    return Raw((*begun, f"data: {json.dumps({'error': error})}\n\n".encode()))


def body(message: Any, finish: str | None = "stop", **more: Any) -> Raw:
    """A whole reply, with whatever message."""
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return Raw((json.dumps({"choices": [choice], **more}).encode(),), "application/json")


def bare(value: Any) -> Raw:
    return Raw((json.dumps(value).encode(),), "application/json")
