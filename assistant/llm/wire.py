"""Our messages -> LlamaIndex's, and LlamaIndex's replies -> how they ended and what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assistant.llm.chat import Message
from assistant.types import Usage

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage, ChatResponse


@dataclass(frozen=True, slots=True)
class Ending:
    """How a reply ended, as far as its chunks tell; ``wire`` when they are OpenAI's."""

    wire: bool = False
    finish: str | None = None
    usage: Usage = field(default_factory=Usage)

    def after(self, chunk: ChatResponse) -> Ending:
        choices = getattr(chunk.raw, "choices", None)
        finish = getattr(choices[0], "finish_reason", None) if choices else None
        told = chunk.additional_kwargs
        usage = Usage(
            prompt_tokens=told.get("prompt_tokens") or 0, completion_tokens=told.get("completion_tokens") or 0
        )
        return Ending(
            self.wire or choices is not None,
            finish or self.finish,
            usage if usage.prompt_tokens or usage.completion_tokens else self.usage,
        )

    @property
    def unfinished(self) -> bool:
        return self.wire and self.finish is None

    @property
    def cut_short(self) -> bool:
        return self.finish == "length"


def chat_messages(messages: Iterable[Message]) -> list[ChatMessage]:
    """Return ``messages`` as LlamaIndex wants them."""
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [ChatMessage(role=MessageRole(message.role), content=message.content) for message in messages]


def first_alternatives(raw: Any) -> dict[str, float]:
    """Return token -> log-probability for the first token; of equal texts the likelier one."""
    logprobs = getattr(raw.choices[0], "logprobs", None) if raw is not None else None
    tokens = getattr(logprobs, "content", None)
    top: dict[str, float] = {}
    for alternative in (tokens[0].top_logprobs or ()) if tokens else ():
        top[alternative.token] = max(alternative.logprob, top.get(alternative.token, alternative.logprob))
    return top
