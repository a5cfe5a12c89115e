"""How long a step will still take, as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering.tracing.timing import with_time_left
from assistant.events import Event, Stage, Token
from tests.support.each_row import each_row


def told(*events: Event) -> list[Event]:
    """Follow ``events``, which come two seconds apart."""
    now = 0.0

    def come() -> Iterator[Event]:
        nonlocal now
        for event in events:
            now += 2.0
            yield event

    return list(with_time_left(come(), clock=lambda: now))


def test_the_rest_takes_as_long_as_what_is_done() -> None:
    stages = told(*(Stage("screen", done, 10) for done in range(11)))
    left = [stage.left_s for stage in stages if isinstance(stage, Stage)]
    assert left == [None, None, None, 14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0, None]


def test_nothing_is_foretold_at_the_beginning_or_at_the_end() -> None:
    first, second, last = told(Stage("screen", 0, 10), Stage("screen", 2, 10), Stage("screen", 10, 10))
    assert first == Stage("screen", 0, 10)
    assert second == Stage("screen", 2, 10)
    assert last == Stage("screen", 10, 10)


def test_each_step_is_timed_for_itself() -> None:
    [*_, last] = told(
        Stage("index", 0, 40), Stage("index", 40, 40), Stage("screen", 5, 40), Stage("screen", 8, 40)
    )
    assert isinstance(last, Stage)
    assert last.left_s == pytest.approx(2.0 / 3 * 32)


def test_all_else_passes_as_it_is() -> None:
    assert told(Stage("compose"), Token("a"), Token("b")) == [Stage("compose"), Token("a"), Token("b")]


@each_row(
    ("seconds", "words"),
    [
        (None, ""),
        (0.2, "about 1 s left"),
        (20.4, "about 20 s left"),
        (150.0, "about 2 min left"),
    ],
)
def test_the_time_in_words(seconds: float | None, words: str) -> None:
    assert Stage("screen", 5, 10, left_s=seconds).left == words
