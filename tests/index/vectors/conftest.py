"""A real Chroma server, and apps that share a shelf on it, each with a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.bench.speed.shared_words import server
from tests.support.shelves.shared_shelf import Apps


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running ``chroma run``."""
    with server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def shelf_name(request: pytest.FixtureRequest) -> str:
    """A name that no other test uses."""
    return f"s{abs(hash(request.node.nodeid)) % 10**9}"


@pytest.fixture
def apps(url: str, shelf_name: str, tmp_path: Path) -> Iterator[Apps]:
    made = Apps(url, shelf_name, tmp_path)
    yield made
    made.close()
