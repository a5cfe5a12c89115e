"""OpenAI's chat completions wire: what is read of a request, and how an answer is written in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from assistant import Answer, Citation

from ...filters import Filters
from ..models import WAIVED, EarlierAnswer, Within, Words
from .limits import Cut

MODEL = "paper-assistant"
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MARKER = re.compile(r"(?<!\\)\[(\d{1,4})\]")


class TextPart(BaseModel):
    """A part of a message; only text is understood."""

    type: Literal["text"]
    text: Words


class UserMessage(BaseModel):
    """A question: the last of these is answered, earlier ones are the conversation."""

    role: Literal["user"]
    content: Words | Annotated[list[TextPart], Field(min_length=1)]

    @property
    def text(self) -> str:
        """The words of the message."""
        return _text(self.content)


class UrlCitation(BaseModel):
    """A citation as this server wrote it; its title tells which paper was cited."""

    title: str


class Annotation(BaseModel):
    """An annotation of an earlier answer, sent back with it."""

    url_citation: UrlCitation | None = None


class AssistantMessage(BaseModel):
    """An earlier answer. With ``answer`` (the Answer object that came with it) follow-ups are understood best."""

    role: Literal["assistant"]
    content: str | list[TextPart] | None = None
    answer: EarlierAnswer | None = None
    annotations: list[Annotation] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        return _text(self.content or "")

    @property
    def cited(self) -> list[str]:
        """The titles that its annotations name."""
        return [note.url_citation.title for note in self.annotations or () if note.url_citation]


class OtherMessage(BaseModel):
    """A message of another role; it is ignored, because answers come from the papers alone."""

    role: Literal["system", "developer", "tool", "function"]


Message = Annotated[UserMessage | AssistantMessage | OtherMessage, Field(discriminator="role")]
HAS_A_QUESTION: JsonDict = {"contains": {"properties": {"role": {"const": "user"}}, "required": ["role"]}}


class StreamOptions(BaseModel):
    """What a stream tells besides the text."""

    include_usage: Annotated[bool, Field(strict=True)] = False


class ChatRequest(BaseModel):
    """A chat completion request.

    Parameters that only tune a model (temperature, seed, ...) are ignored; those that ask for another thing than one
    text (n, tools, response_format, ...) are refused with a 400 that names them.
    """

    model_config = ConfigDict(extra="allow")

    model: str = Field(
        MODEL, description="paper-assistant, or paper-assistant/NAME for another shelf; others mean the first"
    )
    messages: list[Message] = Field(min_length=1, json_schema_extra=HAS_A_QUESTION)
    stream: Annotated[bool, Field(strict=True)] | None = False
    stream_options: StreamOptions | None = None
    stop: str | Annotated[list[Annotated[str, Field(min_length=1)]], Field(max_length=4)] | None = None
    max_tokens: Annotated[int, Field(ge=1, strict=True)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, strict=True)] | None = None
    within: Within | None = Field(None, description="not OpenAI's: ids of the papers to ask")
    filters: Filters | None = Field(None, description="not OpenAI's: conditions that papers must meet")
    waived: Filters | None = Field(None, description=f"not OpenAI's: {WAIVED}")

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not any(isinstance(message, UserMessage) for message in self.messages):
            raise ValueError("expected a message with the role user in messages; the last one is answered")
        return self

    @property
    def wants_usage(self) -> bool:
        """Whether a stream shall end with a chunk that tells the tokens used."""
        return bool(self.stream_options and self.stream_options.include_usage)

    @property
    def cut(self) -> Cut:
        """What lets an answer through up to the stop sequences and the number of tokens."""
        stop = [self.stop] if isinstance(self.stop, str) else self.stop or []
        return Cut([mark for mark in stop if mark], self.max_completion_tokens or self.max_tokens)


def _text(content: str | list[TextPart]) -> str:
    return content if isinstance(content, str) else "\n".join(part.text for part in content)


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
