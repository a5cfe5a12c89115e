"""What the stream of an answer yields: progress, pieces of text, and at last the answer."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Answer, Citation, Verdict


@dataclass(frozen=True, slots=True)
class Stage:
    """Progress: the step called ``name`` has done ``done`` of ``total`` units (0 of 0: just begun).

    ``verdicts`` are those reached since the last event, where final; ``left_s`` is the time left, once known.
    """

    name: str
    done: int = 0
    total: int = 0
    verdicts: tuple[Verdict, ...] = ()
    left_s: float | None = None

    @property
    def left(self) -> str:
        """``left_s`` in words: "about 20 s left", "" where it is not known."""
        if self.left_s is None:
            return ""
        if self.left_s >= 90:
            return f"about {self.left_s / 60:.0f} min left"
        return f"about {max(self.left_s, 1):.0f} s left"


@dataclass(frozen=True, slots=True)
class Token:
    """A further piece of the answer's text, citations already resolved and numbered.

    ``citations`` are those of the text up to its end, where it is known.
    """

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """The finished answer; always the last event."""

    answer: Answer


Event = Stage | Token | Done
