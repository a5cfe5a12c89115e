"""Our messages -> LlamaIndex's, and the first token's alternatives out of a reply."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.llm.chat import Message

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage

# Log-probabilities are asked for a yes or a no; below this probability of both together the first token is
# something else, and their difference noise.
LEAST_MASS = 0.05


def chat_messages(messages: Iterable[Message]) -> list[ChatMessage]:
    """Return ``messages`` as LlamaIndex wants them."""
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return [ChatMessage(role=MessageRole(message.role), content=message.content) for message in messages]


def folded(messages: Sequence[Message]) -> list[Message]:
    """Return ``messages`` without a system role: what it says stands before the first of the user's."""
    system = "\n\n".join(message.content for message in messages if message.role == "system")
    others = [message for message in messages if message.role != "system"]
    if not system or not others:
        return others or [Message("user", system)]
    first, *rest = others
    return [Message(first.role, f"{system}\n\n{first.content}"), *rest]


def yes_no_mass(top: Mapping[str, float]) -> float:
    """Return the probability (0 to 1) that the first token is a yes or a no."""
    values = [value for token, value in top.items() if token.strip().lower() in ("yes", "no")]
    return sum(math.exp(min(value, 0.0)) for value in values if math.isfinite(value))


def first_alternatives(raw: Any) -> dict[str, float]:
    """Return token -> log-probability for the first token; of equal texts the likelier one."""
    logprobs = getattr(raw.choices[0], "logprobs", None) if raw is not None else None
    tokens = getattr(logprobs, "content", None)
    top: dict[str, float] = {}
    for alternative in (tokens[0].top_logprobs or ()) if tokens else ():
        top[alternative.token] = max(alternative.logprob, top.get(alternative.token, alternative.logprob))
    return top
