"""The chat model over a LlamaIndex ``LLM``: retries, what the endpoint accepts, and whole replies only."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Self, TypeVar

from assistant.errors import AssistantError, BadReply, SettingsError
from assistant.llm.accepted import Wish, accepted
from assistant.llm.capabilities import RequestOptions, patience_s
from assistant.llm.chat import Json, Message, Reply, ReplyStream
from assistant.llm.endpoint import Endpoint, LastResponse
from assistant.llm.failures import BrokenOff, Place, as_assistant_error, empty
from assistant.llm.listed_models import ASSUMED_WINDOW, name_and_window
from assistant.llm.log import log_retry
from assistant.llm.replies.endings import Ending
from assistant.llm.replies.reading import StreamedAnswer, fault
from assistant.llm.replies.thoughts import Habits, begins_thought, without_thoughts
from assistant.llm.wire import LEAST_MASS, chat_messages, first_alternatives, yes_no_mass
from assistant.settings import Settings
from assistant.text.tokens import count_tokens
from assistant.types import Usage

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage, ChatResponse
    from llama_index.core.llms import LLM

T = TypeVar("T")


class LlamaModel:
    """A ChatModel; ``options`` is None for LLMs not on OpenAI's wire: they get nothing but the messages."""

    def __init__(self, llm: LLM, place: Place, window: int, options: RequestOptions | None) -> None:
        self.name = place.model
        self.endpoint = place.host
        self.context_window = window
        self._llm = llm
        self._place = place
        self._options = options
        self._habits = Habits(place.model)
        self._last = LastResponse()
        self._close: Callable[[], object] = lambda: None

    @classmethod
    def at(cls, endpoint: Endpoint, settings: Settings) -> Self:
        """Connect to ``endpoint``; raises ModelUnavailable when it must be asked and does not answer."""
        from assistant.llm.replies.chat_completions import open_ai_like

        last = LastResponse()
        http = endpoint.http_client(settings.timeout_s, last)
        try:
            client = endpoint.client(http, settings.retries)
            name, window = name_and_window(endpoint, client, settings)
            llm = open_ai_like(endpoint, client, settings, name, window)
        except BaseException:
            http.close()
            raise
        place = Place(endpoint.host, name, settings.timeout_s, endpoint.key)
        model = cls(llm, place, window, RequestOptions.of(name))
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
            return cls(llm, Place(type(llm).__name__, name, own=type(llm).__name__), window, None)
        host = Endpoint(str(llm.api_base), "").host
        place = Place(host, name, llm.timeout, llm.api_key or "", own_wire=type(llm).__name__)
        return cls(llm, place, window, RequestOptions.of(name))

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
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        wish = Wish(max_tokens, logprobs=logprobs and self.gives_logprobs, json=json)
        spent = Usage()
        patience = patience_s(self._place.timeout_s, max_tokens)
        place = replace(self._place, timeout_s=patience)
        wait = {"timeout": patience} if patience > self._place.timeout_s and self._options else {}
        for last in (False, True):
            spent += Usage(requests=1)
            try:
                response = self._ask(
                    lambda prompt, sent: self._llm.chat(prompt, **sent, **wait), messages, wish
                )
                content, ending = response.message.content or "", Ending().after(response)
                top = first_alternatives(response.raw) if wish.logprobs else {}
            except Exception as error:  # an LLM may be anyone's class, so what it raises is not known
                problem = as_assistant_error(error, place)
                if last or not _worth_another(problem):
                    raise problem from error
                log_retry(self._place, problem)
                continue
            spent += ending.usage
            text, thought = without_thoughts(content, self._habits)
            thought |= bool(response.additional_kwargs.get("thinking_delta"))
            if wish.logprobs and (content.strip() or top or thought):
                return Reply(
                    content, spent, self._yes_no(top, thought), ending.cut_short(content), ending.filtered
                )
            if text.strip():
                self._habits.note(thought)
                return Reply(text, spent, {}, ending.cut_short(text), ending.filtered)
            problem = fault(ending, "", thought, self._place) or empty(self._place)
            if last or not _worth_another(problem):
                break
            log_retry(self._place, problem)
            self._note_empty(ending, thought)
        raise problem

    def _yes_no(self, top: Mapping[str, float], thought: bool) -> Mapping[str, float]:
        """Return ``top`` when it tells of a yes or a no; remember when the endpoint or the model never does."""
        fit = yes_no_mass(top) >= LEAST_MASS and not thought
        if self._options and not top:
            self._options.refuse({"logprobs"})
        elif self._options:
            opens = begins_thought(max(top, key=lambda token: top[token]))
            self._options.note_first_token(fit=fit, thought=thought or opens)
        return top if fit else {}

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> ReplyStream:
        return ReplyStream(self._pieces(messages, Wish(max_tokens, stream=True)))

    def _pieces(self, messages: Sequence[Message], wish: Wish) -> Generator[str, None, Reply]:
        spent = Usage()
        for last in (False, True):
            spent += Usage(requests=1)
            answer = StreamedAnswer(self._habits, wish.max_tokens)
            try:
                with closing(self._chunks(messages, wish)) as chunks:
                    yield from answer.pieces(chunks)
                problem = fault(answer.ending, answer.text, answer.thought, self._place)
            except Exception as error:  # as in complete
                problem = as_assistant_error(error, self._place)
                problem.__cause__ = error
            text, ending = answer.text, answer.ending
            spent += ending.usage
            if problem is None:
                self._habits.note(answer.thought)
                return Reply(text, spent, {}, ending.cut_short(text), ending.filtered)
            if last or text.strip() or not _worth_another(problem):
                raise problem
            log_retry(self._place, problem)
            self._note_empty(ending, answer.thought)
        raise AssertionError("the second try returns or raises")

    def _chunks(self, messages: Sequence[Message], wish: Wish) -> Generator[ChatResponse, None, None]:
        """Yield LlamaIndex's chunks; closing this generator ends the request.

        (For an OpenAI client that somebody else made, when Python next collects garbage.)
        """

        def begin(
            prompt: list[ChatMessage], sent: Mapping[str, Any]
        ) -> tuple[ChatResponse | None, Generator[ChatResponse, None, None]]:
            chunks = self._llm.stream_chat(prompt, **sent)
            return next(chunks, None), chunks  # a refusal comes with the first chunk

        from assistant.llm.bounds import bounded_body

        first, rest = self._ask(begin, messages, wish)
        response = self._last.take()
        body = bounded_body(response)
        try:
            with closing(rest):
                for chunk in chain([first] if first is not None else [], rest):
                    if body and (chunk.delta or chunk.additional_kwargs.get("thinking_delta")):
                        body.heard()
                    yield chunk
        finally:
            if response is not None:
                response.close()

    def _ask(
        self,
        send: Callable[[list[ChatMessage], Mapping[str, Any]], T],
        messages: Sequence[Message],
        wish: Wish,
    ) -> T:
        self._last.take()  # of an earlier request, which this one must not be taken for
        if self._options is None:
            return send(chat_messages(messages), {})
        return accepted(send, messages, wish, self._options, self._place)

    def _note_empty(self, ending: Ending, thought: bool) -> None:
        if self._options is not None and (thought or ending.finish == "length"):
            self._options.think()


def _worth_another(problem: AssistantError) -> bool:
    return isinstance(problem, (BadReply, BrokenOff))
