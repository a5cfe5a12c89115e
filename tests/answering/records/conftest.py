"""Shelves of papers with records, and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.embedding.embedder import Embedder, open_embedder
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Paper
from tests.support.shelves.recorded import BARE, PAPERS
from tests.support.tiny import TinyEmbedder


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from _open(tmp_path_factory.mktemp("records"), PAPERS)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from _open(tmp_path_factory.mktemp("bare"), BARE)


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """The same papers, by vectors that tell what they mean."""
    yield from _open(tmp_path_factory.mktemp("meant"), PAPERS, open_embedder(Settings()))


def _open(home: Path, papers: list[Paper], embedder: Embedder | None = None) -> Iterator[Retriever]:
    held = Library(Settings(home=home, shelf="mine"), embedder or TinyEmbedder())
    held.add(papers)
    with held.reading() as retriever:
        yield retriever
    held.close()
