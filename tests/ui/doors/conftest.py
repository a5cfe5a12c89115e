"""Servers of the page, each shared by all tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant import Assistant, Settings
from tests.support.page.page_calls import PAGE
from tests.support.page.raw_http import LOCKED, LOGIN
from tests.support.serving import http, serving
from ui.http.access import Access
from ui.opening import AssistantHolder


@pytest.fixture(scope="session")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="session")
def url(shelf: Assistant) -> Iterator[str]:
    """A server that asks nobody who it is, which a page elsewhere may use."""
    access = Access(pages=frozenset({PAGE}), hosts=frozenset({"papers.example"}))
    with serving(AssistantHolder(shelf), access=access) as address:
        yield address


@pytest.fixture
def visitor(url: str) -> Iterator[httpx.Client]:
    """A client that has opened the page."""
    with http(url) as client:
        assert client.get("/").status_code == 200
        yield client


@pytest.fixture(scope="session")
def guarded(shelf: Assistant) -> Iterator[str]:
    """A server with keys and a login."""
    with serving(AssistantHolder(shelf), LOGIN, access=LOCKED) as address:
        yield address
