"""Waiting for what another thread or process brings about, and making it slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(true: Callable[[], Any], most_s: float = 30.0) -> None:
    """Wait until ``true`` returns something true; fail after ``most_s`` seconds."""
    latest = time.monotonic() + most_s
    while not true():
        assert time.monotonic() < latest, "it never came true"
        time.sleep(0.01)


def slowed(function: Callable[..., Any], seconds: float) -> Callable[..., Any]:
    """Return ``function`` as it is on a machine that takes ``seconds`` more for it."""

    def late(*args: Any, **options: Any) -> Any:
        time.sleep(seconds)
        return function(*args, **options)

    return late
