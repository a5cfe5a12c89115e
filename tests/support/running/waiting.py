"""Waiting for what another thread or process brings about."""

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
