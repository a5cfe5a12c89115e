"""A shelf that is indexed in a blink: an embedding model made of word hashes, and small papers."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Assistant
from assistant.errors import ModelUnavailable
from assistant.index.snapshot import PAPERS
from assistant.library.library import Library
from assistant.settings import Settings
from assistant.types import Paper

SHELF = Path("shelves") / "mine"
WORDS = "amber birch cedar dune ember fjord grove heath islet juniper kelp lagoon".split()


class TinyEmbedder:
    """Like words, like vectors; ``texts`` lists all that it was ever given."""

    def __init__(self, name: str = "tiny", dim: int = 48) -> None:
        self.name = name
        self.hash = f"hash of {name}"
        self.dim = dim
        self.texts: list[str] = []

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        self.texts += texts
        vectors = np.full((len(texts), self.dim), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                vectors[row, zlib.crc32(word.strip(".,?").encode()) % self.dim] += 1
        if progress:
            progress(len(texts), len(texts))
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


class Down(TinyEmbedder):
    """Answers nothing from the second call on."""

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if self.texts:
            raise ModelUnavailable("The endpoint is down.")
        return super().encode(texts, progress=progress)


def paper(number: int, more: str = "") -> Paper:
    """Paper ``number``, three sentences long, about a word that every twelfth paper shares."""
    word = WORDS[number % len(WORDS)]
    return Paper(
        id=f"p{number}",
        title=f"On {word} number {number}",
        abstract=f"We study {word} in plot{number}. It grows. All shelves hold wood{number}. {more}".strip(),
    )


@contextmanager
def partly_damaged(home: Path) -> Iterator[Assistant]:
    """Open a shelf of the papers p0 to p5 in whose file all but p2 and p3 are damaged."""
    with Assistant(Settings(home=home, shelf="damaged", create=True, trace=False)) as assistant:
        assistant.add(papers(*range(6)))
        file = assistant.settings.shelf_folder / PAPERS
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("UPDATE papers SET paper = 'damaged' WHERE id NOT IN ('p2', 'p3')")
        yield assistant


def papers(*numbers: int) -> list[Paper]:
    return [paper(number) for number in numbers]


def library(home: Path, embedder: TinyEmbedder | None = None, **options: Any) -> Library:
    """Open the shelf "mine", which begins empty."""
    return Library(Settings(home=home, shelf="mine", writer_wait_s=0), embedder or TinyEmbedder(), **options)


def found(shelf: Library, query: str, k: int = 3) -> list[str]:
    """Return the ids of the papers found."""
    with shelf.reading() as retriever:
        return [hit.paper.id for hit in retriever.search(query, k)]


def current(home: Path) -> Path:
    """Return the folder of the index in force."""
    return home / SHELF / (home / SHELF / "current").read_text()


def everything(shelf: Library) -> dict[str, list[float]]:
    """Return all passages of the index in force with their vectors."""
    from tests.support.shelves.indexing import stored  # which needs the embedding model here

    with shelf.reading() as retriever:
        return stored(retriever.index)
