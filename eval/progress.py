"""Progress bars on stderr, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm


@contextmanager
def bar(name: str, total: int, unit: str) -> Iterator[Callable[[int], None]]:
    """Show a bar for the block; yields what to tell how many more are done."""
    with tqdm(
        total=total, desc=name, unit=unit, file=sys.stderr, leave=False, disable=not sys.stderr.isatty()
    ) as shown:

        def advance(done: int) -> None:
            shown.update(done)

        yield advance


@contextmanager
def steps(unit: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each named step; yields what to tell step, done, total."""
    bars: dict[str, Any] = {}

    def update(name: str, done: int, total: int) -> None:
        if not total or not sys.stderr.isatty():
            return
        if name not in bars:
            close()
            bars[name] = tqdm(total=total, desc=name, unit=unit, file=sys.stderr, leave=False)
        bars[name].update(done - bars[name].n)

    def close() -> None:
        for shown in bars.values():
            shown.close()
        bars.clear()

    try:
        yield update
    finally:
        close()
