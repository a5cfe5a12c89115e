"""How likely each paper belongs -> the F1 to expect of listing the 0, 1, 2 ... likeliest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LIKELY = 0.5


def expected_f1(likely: Floats, longest: int) -> Floats:
    """Return the F1 to expect of each length up to ``longest``, were papers to belong independently of each other.

    An empty list is worth 1 where no paper belongs, else 0. ``likely`` has shape (papers,), in any order.
    """
    sorted_ = np.sort(likely)[::-1]
    most = min(longest, len(sorted_))
    beyond = _numbers_after(sorted_, most)
    found = np.empty(most + 1)
    found[0] = beyond[0][0]
    right = np.ones(1)
    for length in range(1, most + 1):
        right = np.convolve(right, _either(sorted_[length - 1]))
        listed = np.arange(len(right))[:, None]
        missed = np.arange(len(beyond[length]))[None]
        worth = 2 * listed / (length + listed + missed)
        found[length] = right @ worth @ beyond[length]
    return found


def best_length(worth: Floats, likely: Floats, longest: int) -> int:
    """Return how many papers to list, by the ``worth`` of each length; beyond ``longest`` those that are likely."""
    best = int(np.argmax(worth))
    return max(best, int((likely >= _LIKELY).sum())) if best == longest else best


def _numbers_after(likely: Floats, most: int) -> list[Floats]:
    """Return, for each place up to ``most``, how likely 0, 1, 2 ... of the papers from there on belong."""
    numbers = np.ones(1)
    found = [numbers] if len(likely) <= most else []
    for place in range(len(likely) - 1, -1, -1):
        numbers = np.convolve(numbers, _either(likely[place]))
        if place <= most:
            found.append(numbers)
    return found[::-1]


def _either(likely: float) -> Floats:
    return np.array([1 - likely, likely])
