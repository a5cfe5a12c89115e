"""A shelf that was made on another processor, or by another engine, keeps its vectors and is gone on with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.embedding import local_engines
from assistant.embedding.minilm import MiniLM
from assistant.index.manifest import Manifest
from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.tiny import current, everything, found, papers

Processor = Callable[[bool], None]


@pytest.fixture
def processor(monkeypatch: pytest.MonkeyPatch) -> Processor:
    """Say whether this machine's processor multiplies 8-bit numbers."""
    return lambda vnni: monkeypatch.setattr(local_engines, "multiplies_bytes", lambda: vnni)


def opened(home: Path, embedding: str = "local", **options: bool) -> Library:
    return Library(Settings(home=home, shelf="mine", embedding=embedding), **options)


def engine(home: Path) -> str:
    made_by = Manifest.open(current(home)).embedding.hash
    return next(
        name for name, kind in local_engines.ENGINES.items() if kind.hash_of(MiniLM().files) == made_by
    )


@pytest.mark.parametrize(
    ("vnni", "made_with", "is_made_by"),
    [(True, "local", "fast"), (False, "local", "full"), (False, "local:int8", "int8")],
)
def test_a_shelf_goes_on_with_the_engine_that_made_it_whatever_the_processor(
    home: Path, processor: Processor, vnni: bool, made_with: str, is_made_by: str
) -> None:
    processor(vnni)
    shelf = opened(home, made_with)
    shelf.add(papers(1, 2))
    vectors = everything(shelf)
    shelf.close()
    processor(not vnni)
    shelf = opened(home)
    assert (shelf.notes, engine(home)) == ((), is_made_by)
    shelf.add(papers(7))
    assert found(shelf, "wood7", 1) == ["p7"]
    now = everything(shelf)
    assert {key: now[key] for key in vectors} == vectors
    assert (shelf.notes, engine(home)) == ((), is_made_by)
    shelf.close()


def test_who_has_the_shelf_open_goes_on_with_the_engine_of_a_rebuild_elsewhere(
    home: Path, processor: Processor
) -> None:
    processor(False)
    shelf = opened(home)
    shelf.add(papers(1, 2))
    processor(True)
    opened(home, rebuild=True).close()
    assert engine(home) == "fast"
    assert found(shelf, "wood2", 1) == ["p2"]
    assert shelf.add(papers(7)).notes == ()
    assert found(shelf, "wood7", 1) == ["p7"]
    assert engine(home) == "fast"
    shelf.close()


def test_an_engine_that_is_named_embeds_the_shelf_anew(home: Path, processor: Processor) -> None:
    processor(True)
    opened(home).close()
    shelf = opened(home, "local:full")
    assert "The index was rebuilt because the embedding model changed" in " ".join(shelf.notes)
    assert engine(home) == "full"
    shelf.close()
