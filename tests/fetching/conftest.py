"""Services on loopback, and waits that take no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import Settings
from assistant.fetching import client
from tests.support.services.scholarly import Scholarly, scholarly


@pytest.fixture
def services() -> Iterator[Scholarly]:
    with scholarly() as server:
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, none of which pass."""
    waited: list[float] = []
    monkeypatch.setattr(client, "_sleep", waited.append)
    return waited


@pytest.fixture
def online(services: Scholarly, home: Path, waits: list[float]) -> Callable[..., Settings]:
    """Settings that allow look-ups, at these services."""
    return lambda **told: Settings(**{"home": home, "online": True, **services.settings, **told})
