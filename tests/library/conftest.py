"""A home that may be damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.running.mere_user import mere_user
from tests.support.shelves.copies import copied
from tests.support.shelves.damage import NUMBERS
from tests.support.tiny import library, papers


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a shelf of four papers, whose index is the second generation."""
    home = tmp_path_factory.mktemp("made")
    shelf = library(home)
    shelf.add(papers(*NUMBERS))
    shelf.close()
    return home


@pytest.fixture
def damaged(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that home, and a user whom permissions hold back."""
    copied(made, tmp_path / "home")
    with mere_user():
        yield tmp_path / "home"
