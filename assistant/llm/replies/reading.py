"""Chunks of a streamed reply -> the answer piece by piece, and what is wrong with it at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.llm.capabilities import THINKING_ROOM
from assistant.llm.failures import Place, broken_off, empty, only_thought, withheld
from assistant.llm.replies.endings import Ending, most_chars
from assistant.llm.replies.thoughts import Habits, ThoughtFilter

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatResponse


# Seconds between two signs of life of a model that thinks.
TOLD_EVERY_S = 1.0


class StreamedAnswer:
    """Reads the chunks of a streamed reply; holds what was given, whether there were thoughts, and the ending."""

    def __init__(self, habits: Habits, max_tokens: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.text = ""
        self.ending = Ending()
        self.thought = False
        self._filter = ThoughtFilter(habits)
        self._most = most_chars(max_tokens)
        self._most_thought = most_chars(max_tokens + THINKING_ROOM)

    def pieces(self, chunks: Iterable[ChatResponse]) -> Generator[str, None, None]:
        """Yield the answer piece by piece, and "" now and then while the model only thinks.

        The rest of an endless one is not asked for.
        """
        beside, last_sign = 0, self._clock()
        for chunk in chunks:
            self.ending = self.ending.after(chunk)
            beside += len(chunk.additional_kwargs.get("thinking_delta") or "")
            if piece := self._filter.feed(chunk.delta or ""):
                self.text += piece
                yield piece
            self.thought = self._filter.thought or beside > 0
            if self.thought and not self.text and self._clock() - last_sign >= TOLD_EVERY_S:
                last_sign = self._clock()
                yield ""
            thinking = beside + self._filter.thinking_chars + self._filter.held_chars
            if len(self.text) > self._most or thinking > self._most_thought:
                self.ending = self.ending.stopped()
                break
        if piece := self._filter.close():
            self.text += piece
            yield piece
        self.thought |= self._filter.thought


def fault(ending: Ending, text: str, thought: bool, place: Place) -> AssistantError | None:
    """Return what is wrong with a reply of which ``text`` is the answer; None when it can be used."""
    if ending.unfinished:
        return broken_off(place)
    if text.strip():
        return None
    if ending.filtered:
        return withheld(place)
    return only_thought(place) if thought else empty(place)
