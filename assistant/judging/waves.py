"""Which papers of a large shelf are judged next: those the question ranks, and those like what matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Paper

# On a large shelf papers are judged in waves of this many; after DRY papers in a row without a match
# the rest of the ranking is left.
WAVE = 50
DRY = 150
# A wave's yield counts half as much after each further one; an untried ranking is taken to yield one in four.
_KEPT, _MATCHED, _JUDGED = 0.5, 1.0, 4.0


@dataclass(frozen=True, slots=True)
class Yields:
    """How many papers of each ranking were judged and how many matched, late waves counting more."""

    asked: tuple[float, float] = (0.0, 0.0)
    like: tuple[float, float] = (0.0, 0.0)

    @property
    def share(self) -> float:
        """The part of the next wave that goes to papers like the matches: by the rates of matching (0 to 1)."""
        asked, like = (
            (matched + _MATCHED) / (judged + _JUDGED) for judged, matched in (self.asked, self.like)
        )
        return like / (asked + like)

    def after(self, asked: Sequence[bool], like: Sequence[bool]) -> Yields:
        """Return the yields after a further wave; each bool tells whether a paper matched."""
        return Yields(_later(self.asked, asked), _later(self.like, like))


def next_wave(
    asked: Sequence[Paper], like: Sequence[Paper], size: int, yields: Yields
) -> tuple[list[Paper], list[Paper]]:
    """Return the next papers to judge, at most ``size`` in both lists: by the question, and ``like`` what matched."""
    ours = list(like[: round(size * yields.share)])
    have = {paper.id for paper in ours}
    others = [paper for paper in asked if paper.id not in have][: size - len(ours)]
    return others, ours


def _later(counts: tuple[float, float], matched: Sequence[bool]) -> tuple[float, float]:
    judged, hits = counts
    return judged * _KEPT + len(matched), hits * _KEPT + sum(matched)
