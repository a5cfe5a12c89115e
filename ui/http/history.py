"""The conversation that an HTTP client sends along, as the turns that the engine builds on."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant import Answer, Assistant, Turn, recall_turn

from .models import Earlier
from .openai.chat_request import AssistantMessage, Message, UserMessage

_REMEMBERED = 500


class Recent:
    """The last answers given, found by question and text, for clients that send back the words alone."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._answers: OrderedDict[bytes, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, answer: Answer) -> None:
        """Remember ``answer``, and forget the oldest when there are too many."""
        with self._lock:
            self._answers[_key(answer.question, answer.text)] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def find(self, question: str, text: str) -> Answer | None:
        """Return the answer to ``question`` whose text is ``text``, None when it is not among them."""
        with self._lock:
            return self._answers.get(_key(question, text))


@dataclass(frozen=True, slots=True)
class _Said:
    """An exchange of which only words came along; ``cited`` are titles that the client named beside the text."""

    question: str
    text: str
    cited: tuple[str, ...] = ()


def earlier_turns(history: Sequence[Answer | Earlier], assistant: Assistant, recent: Recent) -> list[Turn]:
    """Return the turns of an ``/api/ask`` request."""
    exchanges: list[Turn | _Said] = []
    for item in history:
        answer = item if isinstance(item, Answer) else item.answer
        if isinstance(answer, Answer):
            exchanges.append(Turn(question=item.question, answer=answer))
        else:
            exchanges.append(_Said(item.question, answer))
    return _resolved(exchanges, assistant, recent)


def conversation(messages: Sequence[Message], assistant: Assistant, recent: Recent) -> tuple[str, list[Turn]]:
    """Return the question (the last user message) and the turns before it.

    There is at least one user message. A turn is a user message and the assistant message after it; what
    has no counterpart is left out.
    """
    questions = [message for message in messages if isinstance(message, UserMessage)]
    exchanges: list[Turn | _Said] = []
    asked: str | None = None
    for message in messages:
        if message is questions[-1]:
            break
        if isinstance(message, UserMessage):
            asked = message.text
        elif isinstance(message, AssistantMessage) and asked is not None:
            if message.answer is not None:
                exchanges.append(Turn(question=asked, answer=message.answer))
            else:
                exchanges.append(_Said(asked, message.text, tuple(message.cited)))
            asked = None
    return questions[-1].text, _resolved(exchanges, assistant, recent)


def _resolved(exchanges: Sequence[Turn | _Said], assistant: Assistant, recent: Recent) -> list[Turn]:
    """Return the turns; for the last one, which a follow-up leans on, the shelf is searched for titles."""
    turns = []
    for place, exchange in enumerate(exchanges, 1):
        if isinstance(exchange, Turn):
            turns.append(exchange)
            continue
        known = recent.find(" ".join(exchange.question.split()), exchange.text)
        if known is not None:
            turns.append(Turn(question=exchange.question, answer=known))
            continue
        papers = assistant.papers() if place == len(exchanges) else ()
        words = "\n".join([exchange.text, *exchange.cited])
        turns.append(recall_turn(exchange.question, words, papers))
    return turns


def _key(question: str, text: str) -> bytes:
    return hashlib.sha256(f"{question}\0{text.strip()}".encode()).digest()
