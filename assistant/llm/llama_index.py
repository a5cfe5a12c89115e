"""The chat model over a LlamaIndex ``LLM``: retries, what the endpoint accepts, and whole replies only."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar

from assistant.errors import AssistantError, BadReply, SettingsError
from assistant.llm.capabilities import RequestOptions
from assistant.llm.chat import Message, Reply, ReplyStream
from assistant.llm.endpoint import ASSUMED_WINDOW, Endpoint, LastResponse, name_and_window
from assistant.llm.failures import BrokenOff, Place, broken_off, empty, explain
from assistant.llm.wire import Ending, chat_messages, first_alternatives
from assistant.settings import Settings
from assistant.text.tokens import count_tokens
from assistant.types import Usage

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage, ChatResponse
    from llama_index.core.llms import LLM

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a caller wants of a request."""

    max_tokens: int
    stream: bool = False
    logprobs: bool = False
    json: bool = False


class LlamaModel:
    """A ChatModel; make it with ``at`` or ``around``.

    ``options`` is None for LLMs that do not speak OpenAI's wire: they get nothing but the messages.
    """

    def __init__(self, llm: LLM, place: Place, window: int, options: RequestOptions | None) -> None:
        self.name = place.model
        self.endpoint = place.host
        self.context_window = window
        self._llm = llm
        self._place = place
        self._options = options
        self._last = LastResponse()
        self._close: Callable[[], object] = lambda: None

    @classmethod
    def at(cls, endpoint: Endpoint, settings: Settings) -> Self:
        """Connect to ``endpoint``; raises ModelUnavailable when it must be asked and does not answer."""
        last = LastResponse()
        http = endpoint.http_client(settings.timeout_s, last)
        try:
            client = endpoint.client(http, settings.retries)
            name, window = name_and_window(endpoint, client, settings)
            llm, options = _open_ai_like(endpoint, client, settings, name, window)
        except BaseException:
            http.close()
            raise
        place = Place(endpoint.host, name, settings.timeout_s, endpoint.key)
        model = cls(llm, place, window, options)
        model._last = last
        model._close = weakref.finalize(model, http.close)
        return model

    @classmethod
    def around(cls, llm: LLM) -> Self:
        """Use an LLM that somebody else made."""
        from llama_index.llms.openai import OpenAI

        try:
            metadata = llm.metadata
        except ValueError as error:
            raise SettingsError(
                f"Expected {type(llm).__name__} to know its context window, but it does not. "
                "Pass an OpenAILike with context_window set instead."
            ) from error
        name = metadata.model_name
        window = metadata.context_window if metadata.context_window > 0 else ASSUMED_WINDOW
        if not isinstance(llm, OpenAI):
            return cls(llm, Place(type(llm).__name__, name), window, None)
        place = Place(Endpoint(str(llm.api_base), "").host, name, llm.timeout, llm.api_key or "")
        return cls(llm, place, window, RequestOptions(reasoning=_reasons(name)))

    def __repr__(self) -> str:
        return f"LlamaModel({self.name!r} at {self.endpoint})"

    @property
    def gives_logprobs(self) -> bool:
        return self._options is not None and self._options.gives_logprobs

    def count(self, text: str) -> int:
        return count_tokens(text)

    def close(self) -> None:
        self._close()

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: bool = False
    ) -> Reply:
        wish = _Wish(max_tokens, logprobs=logprobs and self.gives_logprobs, json=json)
        prompt = chat_messages(messages)
        spent = Usage()
        for last in (False, True):
            spent += Usage(requests=1)
            try:
                response = self._ask(lambda sent: self._llm.chat(prompt, **sent), wish)
                text, ending = response.message.content or "", Ending().after(response)
                top = first_alternatives(response.raw) if wish.logprobs else {}
            except Exception as error:  # an LLM may be anyone's class, so what it raises is not known
                problem = explain(error, self._place)
                if last or not _worth_another(problem):
                    raise problem from error
                continue
            spent += ending.usage
            if text.strip():
                if wish.logprobs and not top and self._options:
                    self._options.refuse({"logprobs"})
                return Reply(text, spent, top, ending.cut_short)
            self._note_empty(ending)
        raise empty(self._place)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        return ReplyStream(self._pieces(chat_messages(messages), _Wish(max_tokens, stream=True)))

    def _pieces(self, prompt: list[ChatMessage], wish: _Wish) -> Generator[str, None, Reply]:
        spent = Usage()
        for last in (False, True):
            spent += Usage(requests=1)
            ending, text = Ending(), ""
            try:
                with closing(self._chunks(prompt, wish)) as chunks:
                    for chunk in chunks:
                        ending = ending.after(chunk)
                        if chunk.delta:
                            text += chunk.delta
                            yield chunk.delta
                problem = self._fault(ending, text)
            except Exception as error:  # as in complete
                problem = explain(error, self._place)
                problem.__cause__ = error
            spent += ending.usage
            if problem is None:
                return Reply(text, spent, {}, ending.cut_short)
            if last or text.strip() or not _worth_another(problem):
                raise problem
            self._note_empty(ending)
        raise AssertionError("the second try returns or raises")

    def _chunks(self, prompt: list[ChatMessage], wish: _Wish) -> Generator[ChatResponse, None, None]:
        """Yield LlamaIndex's chunks; closing this generator ends the request.

        (For an OpenAI client that somebody else made, when Python next collects garbage.)
        """

        def begin(sent: Mapping[str, Any]) -> tuple[ChatResponse | None, Generator[ChatResponse, None, None]]:
            chunks = self._llm.stream_chat(prompt, **sent)
            return next(chunks, None), chunks  # a refusal comes with the first chunk

        first, rest = self._ask(begin, wish)
        response = self._last.take()
        try:
            with closing(rest):
                if first is not None:
                    yield first
                    yield from rest
        finally:
            if response is not None:
                response.close()

    def _ask(self, send: Callable[[Mapping[str, Any]], T], wish: _Wish) -> T:
        """Send a request, again without what the endpoint refuses, and remember that."""
        import openai

        if self._options is None:
            return send({})
        left_out: set[str] = set()
        while True:
            sent = self._options.arguments(
                max_tokens=wish.max_tokens,
                stream=wish.stream,
                logprobs=wish.logprobs,
                json=wish.json,
                without=left_out,
            )
            try:
                result = send({"temperature": openai.NOT_GIVEN, **sent})
            except openai.APIStatusError as error:
                if self._options.blame(error, sent):
                    continue
                suspects = self._options.suspects(error, sent)
                if not suspects:
                    raise
                left_out |= suspects
                continue
            self._options.refuse(left_out)
            return result

    def _fault(self, ending: Ending, text: str) -> AssistantError | None:
        if ending.unfinished:
            return broken_off(self._place)
        return None if text.strip() else empty(self._place)

    def _note_empty(self, ending: Ending) -> None:
        if self._options is not None and ending.cut_short:
            self._options.think()


def _open_ai_like(
    endpoint: Endpoint, client: Any, settings: Settings, name: str, window: int
) -> tuple[LLM, RequestOptions]:
    from llama_index.llms.openai_like import OpenAILike

    # Not a field of the class, hence unknown to its typed constructor.
    client_argument: dict[str, Any] = {"openai_client": client}
    try:
        llm = OpenAILike(
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
    return llm, RequestOptions(reasoning=_reasons(name))


def _reasons(name: str) -> bool:
    """Whether LlamaIndex knows ``name`` as a model that thinks first; others are found out by asking."""
    from llama_index.llms.openai.utils import O1_MODELS

    return name in O1_MODELS


def _worth_another(problem: AssistantError) -> bool:
    return isinstance(problem, (BadReply, BrokenOff))
