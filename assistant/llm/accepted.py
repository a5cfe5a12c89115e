"""A request -> what came of it: sent again without what the endpoint refuses, which is remembered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.llm.capabilities import RequestOptions
from assistant.llm.chat import Json, Message
from assistant.llm.failures import Place
from assistant.llm.log import log_refusal
from assistant.llm.wire import chat_messages, folded

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller wants of a request."""

    max_tokens: int
    stream: bool = False
    logprobs: bool = False
    json: Json = False


def accepted(
    send: Callable[[list[ChatMessage], Mapping[str, Any]], T],
    messages: Sequence[Message],
    wish: Wish,
    options: RequestOptions,
    place: Place,
) -> T:
    """Return what ``send`` returns once nothing of the request is refused; raises what it raises for other reasons."""
    import openai

    left_out: set[str] = set()
    while True:
        sent = options.arguments(
            max_tokens=wish.max_tokens,
            stream=wish.stream,
            logprobs=wish.logprobs,
            json=wish.json,
            without=left_out,
        )
        prompt = chat_messages(folded(messages) if options.folds_system else messages)
        try:
            result = send(prompt, {"temperature": openai.NOT_GIVEN, **sent})
        except openai.APIStatusError as error:
            if options.blame(error, sent) or options.blame_system(error):
                log_refusal(place, error, ())
                continue
            suspects = options.suspects(error, sent)
            if not suspects:
                raise
            log_refusal(place, error, suspects)
            left_out |= suspects
            continue
        options.refuse(left_out)
        return result
