"""The F1 to expect of a list is the mean over everything that may be true."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from assistant.judging.words.expected_f1 import expected_f1
from tests.support.each_row import each_row


def by_hand(likely: list[float], length: int) -> float:
    total = 0.0
    for belongs in product((0, 1), repeat=len(likely)):
        chance = float(np.prod([p if b else 1 - p for p, b in zip(likely, belongs, strict=True)]))
        shown = length + sum(belongs)
        total += chance * (2 * sum(belongs[:length]) / shown if shown else 1.0)
    return total


@each_row("likely", [[0.9], [0.9, 0.4, 0.1], [0.6, 0.6, 0.5, 0.2, 0.05]])
def test_it_is_what_enumerating_gives(likely: list[float]) -> None:
    told = expected_f1(np.array(likely), 20)
    assert told == pytest.approx([by_hand(likely, length) for length in range(len(likely) + 1)])


def test_only_so_many_lengths_are_weighed_but_the_papers_beyond_count() -> None:
    likely = [0.9, 0.8, 0.7, 0.6]
    told = expected_f1(np.array(likely[::-1]), 2)
    assert told == pytest.approx([by_hand(likely, length) for length in range(3)])
