"""What the tests of the chat model share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.errors import AssistantError
from assistant.llm.chat import ChatModel, Message

ASK = [Message("system", "Be brief."), Message("user", "What is CuBERT?")]
KEY = "sk-secret-of-a-test"
Opener = Callable[..., ChatModel]


def ask(model: ChatModel, *, streaming: bool) -> str:
    """Return the text of the reply, however it comes."""
    if streaming:
        return "".join(model.stream(ASK, max_tokens=50))
    return model.complete(ASK, max_tokens=50).text


def fails(model: ChatModel, kind: type[AssistantError], *, streaming: bool) -> AssistantError:
    """Ask, and return the error; what it says must never hold the key."""
    with pytest.raises(kind) as caught:
        ask(model, streaming=streaming)
    assert KEY not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    return caught.value
