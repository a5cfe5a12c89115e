"""OpenAI's chat completions wire: how an answer is written in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote
from uuid import uuid4

from pydantic import BaseModel

from assistant import Answer, Citation

from .chat_request import MODEL
from .limits import Cut

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MARKER = re.compile(r"(?<!\\)\[(\d{1,4})\]")


class ChatReply(BaseModel):
    """A whole completion, as OpenAI's client reads it, with the Answer object in ``answer``."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, int]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Completion:
    """Writes one answer as OpenAI's objects; ``base`` is this server's address, for papers without an URL."""

    base: str
    cut: Cut = field(default_factory=Cut)
    model: str = MODEL
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> ChatReply:
        """Return the reply that does not stream."""
        text = self.cut.whole(answer.text)
        message = {
            "role": "assistant",
            "content": text,
            "refusal": None,
            "annotations": url_citations(answer, self.base, text),
        }
        choice = {"index": 0, "message": message, "finish_reason": self.cut.finish, "logprobs": None}
        return ChatReply(
            id=self.id,
            created=self.created,
            model=self.model,
            choices=[choice],
            usage=usage(answer),
            answer=answer,
        )

    def piece(
        self, delta: dict[str, Any], *, finish: str | None = None, usage: bool = False
    ) -> dict[str, Any]:
        """Return a chunk of a stream; with ``usage`` it says that the tokens are told later."""
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        chunk = {**self._head(), "choices": [choice]}
        return {**chunk, "usage": None} if usage else chunk

    def ending(self, answer: Answer, *, wants_usage: bool) -> Iterator[dict[str, Any]]:
        """Yield the chunks after the text; the very last one carries the Answer object."""
        if rest := self.cut.rest():
            yield self.piece({"content": rest}, usage=wants_usage)
        # Of a text that was cut only what is whole in it has a place.
        text = answer.text[: self.cut.length] if self.cut.ended else answer.text
        notes = {"annotations": url_citations(answer, self.base, text)}
        last = self.piece(notes, finish=self.cut.finish, usage=wants_usage)
        if wants_usage:
            yield last
            last = {**self._head(), "choices": [], "usage": usage(answer)}
        yield {**last, "answer": answer.model_dump(mode="json")}

    def _head(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
        }


def usage(answer: Answer) -> dict[str, int]:
    """Return the tokens that the answer cost at the language model (0 without one)."""
    used = answer.usage
    return {
        "prompt_tokens": used.prompt_tokens,
        "completion_tokens": used.completion_tokens,
        "total_tokens": used.prompt_tokens + used.completion_tokens,
    }


def url_citations(answer: Answer, base: str, text: str | None = None) -> list[dict[str, Any]]:
    """Return one ``url_citation`` for each marker; its indexes are where the marker stands in the text.

    ``text`` is the answer's when None, else the beginning of it that is told.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    return [
        {"type": "url_citation", "url_citation": _cited(by_number[number], start, end, base)}
        for number, start, end in _markers(answer.text if text is None else text)
        if number in by_number
    ]


def _cited(citation: Citation, start: int, end: int, base: str) -> dict[str, Any]:
    return {
        "title": citation.title,
        "url": citation.url or f"{base}api/papers/{quote(citation.paper_id)}",
        "start_index": start,
        "end_index": end,
        "paper_id": citation.paper_id,
        "quote": citation.quote,
    }


def _markers(text: str) -> Iterable[tuple[int, int, int]]:
    # Code is blanked, not cut out, so that positions stay.
    prose = _CODE.sub(lambda code: " " * len(code[0]), text)
    return ((int(found[1]), found.start(), found.end()) for found in _MARKER.finditer(prose))


def event(data: dict[str, Any]) -> str:
    """Return ``data`` as a server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
