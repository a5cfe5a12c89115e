"""OpenAI's chat completions wire: what is read of a request."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from ...filters import Filters, Whole
from ..models import WAIVED, EarlierAnswer, Within, Words
from .limits import Cut

MODEL = "paper-assistant"


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
    max_tokens: Annotated[int, Field(ge=1, strict=True), Whole] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, strict=True), Whole] | None = None
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
