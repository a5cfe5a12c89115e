"""An assistant that remembers what was asked and answered before."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from assistant import arguments
from assistant.events import Done, Event
from assistant.types import Answer, Filter, Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class Conversation:
    """Turns that build on each other; ``turns`` holds what was asked and answered, oldest first.

    ``within``, ``filters`` and ``waived`` limit one question, as those of Assistant do.
    """

    def __init__(self, assistant: Assistant, turns: Sequence[Turn] = ()) -> None:
        self._assistant = assistant
        self.turns: tuple[Turn, ...] = arguments.turns(turns)

    def ask(
        self,
        question: str,
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
    ) -> Answer:
        """Answer in the light of the earlier turns, and remember the exchange."""
        result = self._assistant.ask(question, self.turns, within=within, filters=filters, waived=waived)
        self._remember(question, result)
        return result

    def stream(
        self,
        question: str,
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
    ) -> Generator[Event, None, None]:
        """Yield the events of an answer; the exchange is remembered when it is done."""
        asked = self._assistant.stream(question, self.turns, within=within, filters=filters, waived=waived)
        for event in asked:
            if isinstance(event, Done):
                self._remember(question, event.answer)
            yield event

    async def aask(
        self,
        question: str,
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
    ) -> Answer:
        """Do what ``ask`` does without holding up the event loop."""
        result = await self._assistant.aask(
            question, self.turns, within=within, filters=filters, waived=waived
        )
        self._remember(question, result)
        return result

    async def astream(
        self,
        question: str,
        *,
        within: Sequence[str] | None = None,
        filters: Sequence[Filter] = (),
        waived: Sequence[Filter] = (),
    ) -> AsyncGenerator[Event, None]:
        """Do what ``stream`` does without holding up the event loop."""
        asked = self._assistant.astream(question, self.turns, within=within, filters=filters, waived=waived)
        async with aclosing(asked) as events:
            async for event in events:
                if isinstance(event, Done):
                    self._remember(question, event.answer)
                yield event

    def _remember(self, question: str, answer: Answer) -> None:
        self.turns = (*self.turns, Turn(question=question, answer=answer))
