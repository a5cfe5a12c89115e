"""The conversation that an HTTP client sends along, as the turns that the engine builds on."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from assistant import Answer, Assistant, Turn, recall_turn
from ui.http_models import Earlier
from ui.openai_wire import AssistantMessage, Message, UserMessage

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


def earlier_turns(history: Sequence[Answer | Earlier], assistant: Assistant, recent: Recent) -> list[Turn]:
    """Return the turns of an ``/api/ask`` request."""
    turns = []
    for item in history:
        if isinstance(item, Answer):
            turns.append(Turn(question=item.question, answer=item))
        elif isinstance(item.answer, Answer):
            turns.append(Turn(question=item.question, answer=item.answer))
        else:
            turns.append(_recalled(item.question, item.answer, item.answer, assistant, recent))
    return turns


def conversation(messages: Sequence[Message], assistant: Assistant, recent: Recent) -> tuple[str, list[Turn]]:
    """Return the question (the last user message) and the turns before it.

    There is at least one user message. A turn is a user message and the assistant message after it; what
    has no counterpart is left out.
    """
    questions = [message for message in messages if isinstance(message, UserMessage)]
    turns: list[Turn] = []
    asked: str | None = None
    for message in messages:
        if message is questions[-1]:
            break
        if isinstance(message, UserMessage):
            asked = message.text
        elif isinstance(message, AssistantMessage) and asked is not None:
            turns.append(_turn(asked, message, assistant, recent))
            asked = None
    return questions[-1].text, turns


def _turn(question: str, message: AssistantMessage, assistant: Assistant, recent: Recent) -> Turn:
    if message.answer is not None:
        return Turn(question=question, answer=message.answer)
    return _recalled(question, message.text, "\n".join([message.text, *message.cited]), assistant, recent)


def _recalled(question: str, text: str, more: str, assistant: Assistant, recent: Recent) -> Turn:
    known = recent.find(" ".join(question.split()), text)
    if known is not None:
        return Turn(question=question, answer=known)
    return recall_turn(question, more, assistant.papers())


def _key(question: str, text: str) -> bytes:
    return hashlib.sha256(f"{question}\0{text.strip()}".encode()).digest()
