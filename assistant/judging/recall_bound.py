"""How many matches may have been missed: a bound from a random sample of the papers that were left out."""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Sample:
    """``papers`` drawn at random of the ``below`` that would have been left unjudged; ``matched`` of them match."""

    papers: int
    below: int
    matched: int

    @property
    def missed(self) -> int:
        """The most papers that match and are not listed, with a confidence of 95 %.

        Clopper and Pearson's exact one-sided limit of a binomial share (Biometrika 26, 1934), times the papers
        drawn from. They were drawn without replacement, for which the limit is on the safe side.
        """
        from scipy.special import betaincinv

        left = self.below - self.papers
        if self.matched >= self.papers:
            return left
        share = float(betaincinv(self.matched + 1, self.papers - self.matched, CONFIDENCE))
        return min(left, max(0, math.floor(share * self.below) - self.matched))

    def recall(self, listed: int) -> float:
        """Return the least share of all matches that ``listed`` of them are (0 to 1), with that confidence."""
        return listed / (listed + self.missed) if listed else 0.0


def drawn(question: str, ids: Sequence[str], count: int) -> list[str]:
    """Return ``count`` of ``ids`` at random, the same for the same question and ids, so that an answer repeats."""
    seed = hashlib.sha256(question.encode()).digest()
    return random.Random(seed).sample(sorted(ids), min(count, len(ids)))
