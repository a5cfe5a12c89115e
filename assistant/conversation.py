"""An assistant that remembers what was asked and answered before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.events import Done, Event
from assistant.types import Answer, Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class Conversation:
    """Turns that build on each other; ``turns`` holds what was asked and answered, oldest first."""

    def __init__(self, assistant: Assistant, turns: Sequence[Turn] = ()) -> None:
        self._assistant = assistant
        self.turns: tuple[Turn, ...] = tuple(turns)

    def ask(self, question: str) -> Answer:
        """Answer in the light of the earlier turns, and remember the exchange."""
        result = self._assistant.ask(question, self.turns)
        self.turns = (*self.turns, Turn(question=question, answer=result))
        return result

    def stream(self, question: str) -> Iterator[Event]:
        """Yield the events of an answer; the exchange is remembered when it is done."""
        for event in self._assistant.stream(question, self.turns):
            if isinstance(event, Done):
                self.turns = (*self.turns, Turn(question=question, answer=event.answer))
            yield event
