"""An index: one generation (see ``generations``), opened; and whether it is the one that is wanted.

It holds a snapshot of the papers, their vectors in Chroma, BM25 over papers and over sentences, and a
manifest. ``update`` makes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import IndexUnavailable
from assistant.index.bm25 import KeywordIndex
from assistant.index.chroma import VectorIndex
from assistant.index.generations import Generations
from assistant.index.manifest import WORDS, EmbeddingId, Manifest
from assistant.index.passages import Chunking, sentences
from assistant.papers.store import PaperStore
from assistant.types import Paper

Progress = Callable[[str, int, int], None]
State = Literal["missing", "unfit", "behind", "partial", "current"]

PAPERS = "papers.db"
CHECKPOINT = "embedded.db"
CHROMA = "chroma"
_BY_PAPER, _BY_SENTENCE = "bm25-papers", "bm25-sentences"
# What is replaced as a whole and never written to: generations share it.
SHARED = (PAPERS, _BY_PAPER, _BY_SENTENCE)


@dataclass(frozen=True, slots=True)
class Index:
    """An open generation; read only."""

    folder: Path
    manifest: Manifest
    papers: PaperStore
    vectors: VectorIndex
    by_paper: KeywordIndex
    by_sentence: KeywordIndex

    def close(self) -> None:
        """Release the files."""
        self.vectors.close()
        self.papers.close()


def open_vectors(folder: Path, shelf: str, url: str | None) -> VectorIndex:
    """Open the vectors of the generation in ``folder``, or on the Chroma server at ``url``."""
    return VectorIndex.on_server(url, shelf) if url else VectorIndex(folder / CHROMA, shelf)


def open_index(folder: Path, shelf: str, url: str | None = None) -> Index:
    """Open the generation in ``folder``; its vectors are on the Chroma server at ``url`` if that is given.

    Raises IndexUnavailable when a part is missing or damaged.
    """
    manifest = Manifest.open(folder)
    by_paper, by_sentence = KeywordIndex.open(folder / _BY_PAPER), KeywordIndex.open(folder / _BY_SENTENCE)
    with ExitStack() as opened:
        papers = opened.enter_context(closing(PaperStore(folder / PAPERS, read_only=True)))
        vectors = opened.enter_context(closing(open_vectors(folder, shelf, url)))
        # Chroma makes an empty store of one that is missing. On a server others may be adding just now.
        if not url and vectors.counts() != (manifest.chunks, manifest.sentences):
            raise IndexUnavailable(
                f"Expected {manifest.chunks} chunks and {manifest.sentences} sentences in {folder / CHROMA}, "
                "but it does not hold them. The papers are safe; rebuild the index from them with: "
                "paper-assistant index --rebuild"
            )
        opened.pop_all()
    return Index(folder, manifest, papers, vectors, by_paper, by_sentence)


def state_of(
    generations: Generations, truth: PaperStore, embedding: EmbeddingId, chunking: Chunking, version: str = ""
) -> State:
    """Compare the index in force with what ``truth`` and these models ask for.

    ``version`` is that of the shelf on a Chroma server. The index is "missing", "unfit" to be searched with
    these models, "behind" the papers, "partial" when papers wait to be embedded, or "current".
    """
    current = generations.current()
    if current is None:
        return "missing"
    if Manifest.other_form(current):
        return "unfit"
    manifest = Manifest.open(current)
    if manifest.mismatch(embedding, chunking) or manifest.words != WORDS:
        return "unfit"
    if manifest.version != version or manifest.papers != truth.hashes():
        return "behind"
    return "partial" if manifest.pending else "current"


def index_words(path: Path, papers: Iterable[Paper]) -> None:
    """Build BM25 over all papers and all sentences anew in ``path`` (half a minute for 64,000 papers)."""
    everything = list(papers)
    spans = [sentence for paper in everything for sentence in sentences(paper)]
    for name in (_BY_PAPER, _BY_SENTENCE):
        shutil.rmtree(path / name, ignore_errors=True)
    KeywordIndex.build(
        [paper.id for paper in everything], [f"{paper.title}. {paper.abstract}" for paper in everything]
    ).save(path / _BY_PAPER)
    KeywordIndex.build([span.id for span in spans], [span.text for span in spans]).save(path / _BY_SENTENCE)
