"""Tables of cases: a rule with a hundred examples is one test, not a hundred that each set up and report."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def each_row(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Callable[..., None]], Any]:
    """Go through ``values`` as ``pytest.mark.parametrize`` would, in one test that tells every row that fails.

    Fixtures are made once for all rows: for tests that leave them as they found them.
    """
    named = (names,) if isinstance(names, str) else names
    table = [(value,) if isinstance(names, str) else tuple(value) for value in values]
    assert table, "there is no row"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def every_row(**fixtures: Any) -> None:
            failed: list[BaseException] = []
            for row in table:
                try:
                    test(**fixtures, **dict(zip(named, row, strict=True)))
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"in the row {row!r:.500}")
                    failed.append(error)
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(table)} rows fail", failed)

        asked = inspect.signature(test)
        left = [each for each in asked.parameters.values() if each.name not in named]
        every_row.__signature__ = asked.replace(parameters=left)  # type: ignore[attr-defined]
        return every_row

    return decorate
