"""OpenAI's wire as servers really speak it -> LlamaIndex's replies: one LLM class that reads all their shapes."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import httpx
import openai
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole, TextBlock, ThinkingBlock
from llama_index.llms.openai.utils import get_openai_reasoning_content, to_openai_message_dicts
from llama_index.llms.openai_like import OpenAILike
from openai.types.chat import ChatCompletion

from assistant.errors import SettingsError
from assistant.llm.bounds import bounded_body

if TYPE_CHECKING:
    from assistant.llm.endpoint import Endpoint
    from assistant.settings import Settings

# The types of content parts that hold what a model thinks; those that hold an answer carry "text".
_THINKING = ("thinking", "reasoning", "thought", "redacted_thinking")


class AnyEndpoint(OpenAILike):
    """A chat model behind any OpenAI-like endpoint.

    Content may be a list of parts, thoughts may come beside it, and a whole reply in place of a stream; an error
    in a reply with status 200 is raised as openai.APIError, which holds the server's words. The last
    piece of a stream that came to its end has ``additional_kwargs["done"]``.
    """

    @classmethod
    def class_name(cls) -> str:
        return "AnyEndpoint"

    def _chat(self, messages: Sequence[ChatMessage], **kwargs: Any) -> ChatResponse:
        asked: Any = to_openai_message_dicts(messages, model=self.model)
        completion = self._get_client().chat.completions.create(
            messages=asked, stream=False, **self._get_model_kwargs(**kwargs)
        )
        return self._read(completion)

    def _stream_chat(
        self, messages: Sequence[ChatMessage], **kwargs: Any
    ) -> Generator[ChatResponse, None, None]:
        asked: Any = to_openai_message_dicts(messages, model=self.model)
        stream: Any = self._get_client().chat.completions.create(
            messages=asked, **self._get_model_kwargs(stream=True, **kwargs)
        )
        kind = stream.response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            yield self._read(ChatCompletion.construct(**json.loads(stream.response.read())))
            return
        if kind == "text/html":
            raise ValueError("a web page in place of a stream")
        yield from self._pieces(stream)

    def _pieces(self, stream: Any) -> Generator[ChatResponse, None, None]:
        for chunk in stream:
            choice = _first_choice(chunk)
            delta = getattr(choice, "delta", None) or getattr(choice, "message", None)
            text, thought = _text_and_thought(delta)
            yield self._response(chunk, text, thought)
        body = bounded_body(stream.response)
        if body is not None and body.done:
            yield ChatResponse(
                message=ChatMessage(role=MessageRole.ASSISTANT), delta="", additional_kwargs={"done": True}
            )

    def _read(self, completion: Any) -> ChatResponse:
        choice = _first_choice(completion)
        if choice is None or getattr(choice, "message", None) is None:
            raise ValueError("a reply without a message")
        response = self._response(completion, *_text_and_thought(choice.message))
        response.additional_kwargs["done"] = True
        return response

    def _response(self, raw: Any, text: str, thought: str) -> ChatResponse:
        counts = self._get_response_token_counts(raw)
        blocks = [ThinkingBlock(content=thought)] if thought else []
        return ChatResponse(
            message=ChatMessage(role=MessageRole.ASSISTANT, blocks=[*blocks, TextBlock(text=text)]),
            delta=text,
            raw=raw,
            additional_kwargs={**counts, "thinking_delta": thought} if thought else counts,
        )


def open_ai_like(endpoint: Endpoint, client: Any, settings: Settings, name: str, window: int) -> AnyEndpoint:
    """Make the LLM of the model ``name``; raises SettingsError when it does not take chat completions."""
    # Not a field of the class, hence unknown to its typed constructor.
    client_argument: dict[str, Any] = {"openai_client": client}
    try:
        return AnyEndpoint(
            model=name,
            api_base=endpoint.url,
            api_key=endpoint.key,
            context_window=window,
            is_chat_model=True,
            is_function_calling_model=False,
            should_use_structured_outputs=False,
            temperature=0.0,
            max_tokens=None,
            max_retries=0,  # the client retries; a second loop around it would multiply the waiting
            timeout=settings.timeout_s,
            reuse_client=True,
            **client_argument,
        )
    except ValueError as error:
        raise SettingsError(
            f"Expected ASSISTANT_MODEL to name a chat model, but {name} does not take chat completions. "
            "Name another."
        ) from error


def _first_choice(completion: Any) -> Any:
    """Return the first choice of a reply or a piece of one, None when it has none; raise what error it tells."""
    choices = getattr(completion, "choices", None)
    choice = choices[0] if choices else None
    error = getattr(completion, "error", None) or getattr(choice, "error", None)
    if error or getattr(choice, "finish_reason", None) == "error":
        body = error if isinstance(error, Mapping) else {"message": str(error or "")}
        request = httpx.Request("POST", "http://endpoint")  # the class wants one; it is not looked at
        raise openai.APIError(str(body.get("message", "")), request, body=dict(body))
    return choice


def _text_and_thought(message: Any) -> tuple[str, str]:
    """Return what a message or delta says, and what it thinks in fields or parts of their own."""
    content = getattr(message, "content", None)
    thought = get_openai_reasoning_content(message) or ""
    if not isinstance(content, list):
        return content if isinstance(content, str) else "", thought
    text = ""
    for part in content:
        fields = part if isinstance(part, Mapping) else {"text": part}
        words = fields.get("text")
        if fields.get("type") in _THINKING:
            thought += str(fields.get("thinking") or fields.get("reasoning") or words or "")
        elif isinstance(words, str):
            text += words
    return text, thought
