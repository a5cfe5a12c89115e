"""Whether a model answers, as the last request to it showed."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Generator, Sequence
from typing import Literal

from assistant.errors import AssistantError
from assistant.llm.chat import ChatModel, Json, Message, Reply
from assistant.llm.failures import PromptTooLong
from assistant.llm.wrapping.wrapper import ModelWrapper

Status = Literal["unasked", "answers", "fails"]

_BUT = re.compile(r"^Expected .*?, but (?P<what>.+?)(?:\. |\.$|$)", re.DOTALL)
# Said of a setting where the reader set it on the page.
_ON_THE_PAGE = (
    ("correct OPENAI_BASE_URL if that one is right", "correct the address if that one is right"),
    ("Check OPENAI_API_KEY.", "Check the key."),
    ("the plan behind OPENAI_API_KEY", "the plan behind the key"),
    ("OPENAI_API_KEY", "the key"),
    ("OPENAI_BASE_URL", "the address"),
    ("Check ASSISTANT_MODEL, and", "Check the model's name, and"),
    ("Check ASSISTANT_MODEL.", "Check the model's name."),
    ("name one in ASSISTANT_MODEL", "name one"),
    ("set another ASSISTANT_MODEL", "choose another model"),
    ("ASSISTANT_MODEL", "the model's name"),
)


class Health:
    """What is known of one model; safe for many threads. ``name`` is what its server calls it, once that is known."""

    def __init__(self) -> None:
        self.status: Status = "unasked"
        self.why = ""
        self.name = ""
        self._at: float | None = None
        self._lock = threading.Lock()

    @property
    def age_s(self) -> float:
        """Seconds since it was last asked; endless before that."""
        return time.monotonic() - self._at if self._at is not None else float("inf")

    def answered(self) -> None:
        """Note that it answered just now."""
        with self._lock:
            self.status, self.why, self._at = "answers", "", time.monotonic()

    def failed(self, why: str) -> None:
        """Note that it did not, and the sentence that says why."""
        with self._lock:
            self.status, self.why, self._at = "fails", why, time.monotonic()

    def untold(self) -> None:
        """Note that it was asked in a way that tells nothing."""
        with self._lock:
            self._at = time.monotonic()


class WatchedModel(ModelWrapper):
    """A ChatModel that tells ``health`` how each request ended; ``words`` is applied to what errors say."""

    def __init__(
        self, model: ChatModel, health: Health, words: Callable[[str], str] = lambda text: text
    ) -> None:
        super().__init__(model)
        self._health = health
        self._words = words

    def complete(
        self, messages: Sequence[Message], *, max_tokens: int, logprobs: bool = False, json: Json = False
    ) -> Reply:
        try:
            reply = self._model.complete(messages, max_tokens=max_tokens, logprobs=logprobs, json=json)
        except AssistantError as error:
            self._note(error)
            raise
        self._health.answered()
        return reply

    def _pieces(self, messages: Sequence[Message], max_tokens: int) -> Generator[str, None, Reply]:
        try:
            with self._model.stream(messages, max_tokens=max_tokens) as pieces:
                yield from pieces
        except AssistantError as error:
            self._note(error)
            raise
        self._health.answered()
        return pieces.reply or Reply("", pieces.usage)

    def _note(self, error: AssistantError) -> None:
        error.args = (self._words(str(error)), *error.args[1:])
        if isinstance(error, PromptTooLong):  # it answered: that it wants less
            self._health.answered()
        else:
            self._health.failed(str(error))


def on_the_page(text: str) -> str:
    """Return a message with the names of settings replaced by what the reader filled in on the page."""
    for setting, words in _ON_THE_PAGE:
        text = text.replace(setting, words)
    return text


def brief(why: str) -> str:
    """Return the part of a message that says what happened, without what was expected and what to do."""
    found = _BUT.match(why)
    reason = found["what"] if found else why.split(". ")[0].rstrip(".")
    if "to say something within" in why and reason == "it did not":
        return "it said nothing in time"
    if "to accept the key" in why:
        return reason.replace("it refused it", "it refused the key")
    return reason.replace("it refused it (", "it refused the request (")
