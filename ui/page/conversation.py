"""A conversation as the browser keeps it, and what is done to it; the browser's copy is never trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, Self
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant import Answer, AssistantError, Citation, Turn

from ..papers_tab.selection import listed
from ..talks.overrule import GIVEN, overruled

_MARKERS = re.compile(r"\s*(?<!\\)\[(\d{1,4})\]")
STOPPED = "This answer was stopped before it was finished, so it was not checked as a whole."


class Overruled(BaseModel):
    """A reader's verdict on a paper of exchange ``turn`` (from 1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    turn: int = Field(ge=1)
    paper_id: str
    verdict: Literal["match", "partial", "no"]


class PageConversation(BaseModel):
    """Finished exchanges, oldest first; ``ratings`` says 1, 0 or -1 for each, as far as it goes.

    ``only`` are the papers that alone are asked (see ui/papers_tab/limits.py).
    ``turns`` are as they were answered, ``told`` as they stand with the reader's own verdicts, ``overruled``.
    ``shelf`` is the name of the shelf that they are about; "" in those of earlier versions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(default_factory=lambda: uuid4().hex, pattern=r"^[0-9a-f]{32}$")
    turns: tuple[Turn, ...] = Field(default=(), max_length=500)
    ratings: tuple[int, ...] = Field(default=(), max_length=500)
    only: tuple[str, ...] | dict[str, Any] = ()
    overruled: tuple[Overruled, ...] = Field(default=(), max_length=10_000)
    shelf: str = Field(default="", max_length=60)

    @classmethod
    def read(cls, value: Any) -> Self:
        """Return the conversation that the browser sent, or a new one for nothing.

        Raises AssistantError when it is not one (another version's, or tampered with).
        """
        if not value:
            return cls()
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            raise AssistantError(
                "The conversation that this browser kept cannot be read, so a new one begins. "
                "It stays in the browser's storage until it is deleted from the history."
            ) from error

    def stored(self) -> dict[str, Any]:
        """Return the conversation as JSON for the browser."""
        return self.model_dump(mode="json")

    def limited(self, only: Any) -> Self:
        """Return the conversation with ``only`` these papers asked from now on."""
        kept = dict(only) if isinstance(only, dict) else tuple(map(str, listed(only)))
        return self.model_copy(update={"only": kept})

    def on_shelf(self, name: str) -> Self:
        """Return the conversation as one about the shelf ``name``, unless it is about one already."""
        return self if self.shelf else self.model_copy(update={"shelf": name})

    def adding(self, turn: Turn) -> Self:
        """Return the conversation with one more exchange."""
        return self.model_copy(update={"turns": (*self.turns, turn)})

    def replacing(self, number: int, turn: Turn) -> Self:
        """Return the conversation with ``turn`` as exchange ``number`` (from 1), which loses its rating."""
        turns = tuple(turn if place == number else kept for place, kept in enumerate(self.turns, 1))
        ratings = tuple(0 if place == number else rating for place, rating in enumerate(self.ratings, 1))
        kept = tuple(each for each in self.overruled if each.turn != number)
        return self.model_copy(update={"turns": turns, "ratings": ratings, "overruled": kept})

    def before(self, number: int) -> Self:
        """Return the part before exchange ``number`` (from 1).

        Taking back more than the last exchange begins a conversation of its own: the longer one is kept.
        """
        if not 1 <= number <= len(self.turns):
            return self
        fresh = {} if number == len(self.turns) else {"id": uuid4().hex}
        kept = {
            "turns": self.turns[: number - 1],
            "ratings": self.ratings[: number - 1],
            "overruled": tuple(each for each in self.overruled if each.turn < number),
        }
        return self.model_copy(update={**kept, **fresh})

    def rating(self, number: int, value: int) -> Self:
        """Return the conversation with exchange ``number`` rated; the same rating again takes it away."""
        ratings = [*self.ratings, *[0] * len(self.turns)][: len(self.turns)]
        ratings[number - 1] = 0 if ratings[number - 1] == value else value
        return self.model_copy(update={"ratings": tuple(ratings)})

    def overruling(self, number: int, paper_id: str, verdict: str) -> Self:
        """Return the conversation with a reader's verdict on a paper; one that was there before takes it back."""
        others = tuple(each for each in self.overruled if (each.turn, each.paper_id) != (number, paper_id))
        there = {each.paper_id: each.verdict for each in self.turns[number - 1].answer.verdicts}
        given = (
            ()
            if there.get(paper_id, verdict) == verdict or verdict not in GIVEN
            else (Overruled.model_validate({"turn": number, "paper_id": paper_id, "verdict": verdict}),)
        )
        return self.model_copy(update={"overruled": (*others, *given)})

    @property
    def corrected(self) -> tuple[Turn, ...]:
        """The exchanges with the reader's verdicts in the place of those that they overrule."""
        return tuple(
            turn.model_copy(update={"answer": overruled(turn.answer, self._given(number))})
            for number, turn in enumerate(self.turns, 1)
        )

    @property
    def was(self) -> tuple[dict[str, str], ...]:
        """The verdicts that a reader has overruled, by paper id, of each exchange."""
        return tuple(
            {each.paper_id: each.verdict for each in turn.answer.verdicts if each.paper_id in given}
            for turn, given in zip(self.turns, map(self._given, range(1, len(self.turns) + 1)), strict=True)
        )

    def _given(self, number: int) -> dict[str, str]:
        return {each.paper_id: each.verdict for each in self.overruled if each.turn == number}


def stopped_turn(question: str, text: str, composer: str, citations: Sequence[Citation] = ()) -> Turn:
    """Return the exchange that was stopped with ``text`` on the page; of its markers those that are settled stay."""
    text = _MARKERS.sub(
        lambda found: found[0] if any(each.number == int(found[1]) for each in citations) else "", text
    ).strip()
    shown = {int(number) for number in _MARKERS.findall(text)}
    answer = Answer(
        question=question,
        standalone=question,
        kind="lookup",
        status="partial",
        text=text,
        citations=tuple(each for each in citations if each.number in shown),
        composer=composer,
        warnings=(STOPPED,),
    )
    return Turn(question=question, answer=answer)
