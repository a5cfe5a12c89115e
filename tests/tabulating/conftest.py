"""A shelf of two papers and an endpoint that reads them into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from tests.support.answers import HashedWords
from tests.support.fakes import FakeOpenAI
from tests.support.models.table_models import PAPERS
from tests.support.shelves.copies import copied


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose shelf holds the two papers; not to be written to."""
    home = tmp_path_factory.mktemp("two papers")
    with Assistant(Settings(home=home, bundled=False), embedding=HashedWords()) as assistant:
        assistant.add(PAPERS)
    return home


@pytest.fixture
def opened(made: Path, tmp_path: Path, fake_openai: FakeOpenAI) -> Iterator[Callable[..., Assistant]]:
    """Open the shelf with the two papers and the fake endpoint, as often as a test likes."""
    home = copied(made, tmp_path / "home")
    those: list[Assistant] = []

    def open_one(**more: Any) -> Assistant:
        strict = more.pop("strict", False)
        settings = Settings(
            home=home,
            openai_base_url=fake_openai.url,
            model=more.pop("model", "fake-model"),
            bundled=False,
            retries=0,
            **more,
        )
        those.append(Assistant(settings, embedding=HashedWords(), strict=strict))
        return those[-1]

    yield open_one
    for assistant in those:
        assistant.close()
