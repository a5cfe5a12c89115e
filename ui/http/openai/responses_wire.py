"""OpenAI's responses wire, for text: what is read of a request, and how an answer is written in it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant import Answer

from ...filters import Filters, Whole
from ..models import WAIVED, Within, Words
from .chat_reply import url_citations
from .chat_request import (
    HAS_A_QUESTION,
    MODEL,
    AssistantMessage,
    Message,
    OtherMessage,
    TextPart,
    UserMessage,
)


class InputPart(BaseModel):
    """A part of an input message; only text is understood."""

    type: Literal["input_text", "output_text", "text"]
    text: Words


class InputMessage(BaseModel):
    """A message of the conversation so far; the last one of the user is answered."""

    type: Literal["message"] = "message"
    role: Literal["user", "assistant", "system", "developer"]
    content: Words | Annotated[list[InputPart], Field(min_length=1)]

    def as_message(self) -> Message:
        """Return it as the chat wire has it."""
        parts = [InputPart(type="text", text=self.content)] if isinstance(self.content, str) else self.content
        texts = [TextPart(type="text", text=part.text) for part in parts]
        if self.role == "user":
            return UserMessage(role="user", content=texts)
        if self.role == "assistant":
            return AssistantMessage(role="assistant", content=texts)
        return OtherMessage(role=self.role)


class ResponsesRequest(BaseModel):
    """A request for a response. Parameters that only tune a model (temperature, ...) are ignored, instructions too."""

    model_config = ConfigDict(extra="allow")

    model: str = MODEL
    input: Words | Annotated[list[InputMessage], Field(min_length=1, json_schema_extra=HAS_A_QUESTION)]
    stream: Annotated[bool, Field(strict=True)] | None = False
    max_output_tokens: Annotated[int, Field(ge=1, strict=True), Whole] | None = None
    within: Within | None = None
    filters: Filters | None = None
    waived: Filters | None = Field(None, description=f"not OpenAI's: {WAIVED}")

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not any(isinstance(message, UserMessage) for message in self.messages):
            raise ValueError("expected a message with the role user in input; the last one is answered")
        return self

    @property
    def messages(self) -> list[Message]:
        """The conversation, as the chat wire has it."""
        if isinstance(self.input, str):
            return [UserMessage(role="user", content=self.input)]
        return [message.as_message() for message in self.input]


@dataclass(frozen=True, slots=True)
class Written:
    """Writes one answer as OpenAI's response objects; ``base`` is this server's address, for papers without an URL."""

    base: str
    model: str = MODEL
    id: str = field(default_factory=lambda: f"resp_{uuid4().hex}")
    item: str = field(default_factory=lambda: f"msg_{uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def begun(self) -> dict[str, Any]:
        """Return the response before its text."""
        return self._response("in_progress", [])

    def whole(self, answer: Answer, text: str, finish: str) -> dict[str, Any]:
        """Return the finished response with ``text``, the answer's or the beginning of it."""
        ended = "incomplete" if finish == "length" else "completed"
        response = self._response(ended, [self._message(self.part(answer, text), ended)])
        used = answer.usage
        usage = {
            "input_tokens": used.prompt_tokens,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": used.completion_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": used.prompt_tokens + used.completion_tokens,
        }
        why = {"reason": "max_output_tokens"} if finish == "length" else None
        return {
            **response,
            "usage": usage,
            "incomplete_details": why,
            "answer": answer.model_dump(mode="json"),
        }

    def part(self, answer: Answer, text: str) -> dict[str, Any]:
        """Return the one part of the message."""
        notes = [
            {"type": "url_citation", **note["url_citation"]}
            for note in url_citations(answer, self.base, text)
        ]
        return {"type": "output_text", "text": text, "annotations": notes, "logprobs": []}

    def opening(self) -> Iterator[dict[str, Any]]:
        """Yield the events before the text."""
        yield {"type": "response.created", "response": self.begun()}
        yield {"type": "response.in_progress", "response": self.begun()}
        empty = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
        message = {**self._message(empty, "in_progress"), "content": []}
        yield {"type": "response.output_item.added", "output_index": 0, "item": message}
        yield {"type": "response.content_part.added", **self._place(), "part": empty}

    def piece(self, text: str) -> dict[str, Any]:
        """Return the event of a piece of text."""
        return {"type": "response.output_text.delta", **self._place(), "delta": text, "logprobs": []}

    def ending(self, answer: Answer, text: str, finish: str) -> Iterator[dict[str, Any]]:
        """Yield the events after the text."""
        part, whole = self.part(answer, text), self.whole(answer, text, finish)
        yield {"type": "response.output_text.done", **self._place(), "text": text, "logprobs": []}
        yield {"type": "response.content_part.done", **self._place(), "part": part}
        yield {"type": "response.output_item.done", "output_index": 0, "item": whole["output"][0]}
        yield {"type": f"response.{whole['status']}", "response": whole}

    def _place(self) -> dict[str, Any]:
        return {"item_id": self.item, "output_index": 0, "content_index": 0}

    def _message(self, part: dict[str, Any], status: str) -> dict[str, Any]:
        return {"id": self.item, "type": "message", "role": "assistant", "status": status, "content": [part]}

    def _response(self, status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "model": self.model,
            "output": output,
            "error": None,
            "incomplete_details": None,
            "instructions": None,
            "metadata": {},
            "parallel_tool_calls": False,
            "temperature": None,
            "tool_choice": "none",
            "tools": [],
            "top_p": None,
        }
