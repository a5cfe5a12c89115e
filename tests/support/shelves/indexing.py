"""Papers and their index in one folder, without a library around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.index.building.build import Update, update_index
from assistant.index.building.build_plan import BuildInputs, Pace
from assistant.index.generations import Generations
from assistant.index.manifest import EmbeddingId
from assistant.index.passages import Chunking, paper_id_of
from assistant.index.snapshot import PAPERS, Index, open_index, state_of
from assistant.index.vectors.vectors import LocalVectors, ServerVectors
from assistant.papers.store import PaperStore
from tests.support.tiny import TinyEmbedder

CHUNKING = Chunking()


class Shelf:
    """Papers and their index in one folder, without the locks of a Library."""

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self.truth = PaperStore(folder / PAPERS)
        self.embedder = TinyEmbedder()
        self.pace = Pace()

    def update(self, **options: object) -> Update:
        work = BuildInputs(
            self.generations,
            self.truth,
            "mine",
            options.pop("embedder", self.embedder),  # type: ignore[arg-type]
            options.pop("chunking", CHUNKING),  # type: ignore[arg-type]
            options.pop("progress", lambda name, done, total: None),  # type: ignore[arg-type]
            pace=self.pace,
        )
        return update_index(work, **options)  # type: ignore[arg-type]

    def state(self, embedder: TinyEmbedder | None = None, chunking: Chunking = CHUNKING) -> str:
        model = embedder or self.embedder
        identity = EmbeddingId(name=model.name, hash=model.hash, dim=model.dim)
        return state_of(self.generations, self.truth, identity, chunking)

    def opened(self) -> Index:
        folder = self.generations.current()
        assert folder is not None
        return open_index(folder, "mine")

    def searched(self) -> set[str]:
        """Return the ids of the papers that the rankings of the index in force know of; they must agree."""
        index = self.opened()
        try:
            query = self.embedder.encode(["shelves"])[0]
            by_sentence = index.by_sentence.search("shelves", 1000)
            rankings = (
                index.vectors.near(query, 1000),
                index.vectors.near_sentences(query, 1000, index.papers.ids()),
                by_sentence,
            )
            known = [{identifier.split("#")[0] for identifier, _ in ranking} for ranking in rankings]
            known.append({identifier for identifier, _ in index.by_paper.search("shelves", 1000)})
            assert known == [set(index.manifest.papers)] * 4
            assert set(index.papers.ids()) == set(index.manifest.papers)
            return known[0]
        finally:
            index.close()


def ids(*numbers: int) -> set[str]:
    return {f"p{number}" for number in numbers}


class Breaking(TinyEmbedder):
    """Fails at the second batch."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if self.texts:
            raise self.error
        return super().encode(texts, progress=progress)


def stored(index: Index) -> dict[str, list[float]]:
    """Return every passage id of an index with its vector; none may be stored twice."""
    vectors, found = index.vectors, dict[str, list[float]]()
    if isinstance(vectors, ServerVectors):
        for each in (vectors.there.chunks, vectors.there.sentences):
            told = each.get(include=["embeddings"])
            # A server tells them as decimals; here sentences are kept in half precision.
            known = np.asarray(told["embeddings"], np.float32 if each is vectors.there.chunks else np.float16)
            found.update(zip(told["ids"], known.astype(np.float32).tolist(), strict=True))
        return found
    assert isinstance(vectors, LocalVectors)
    for part in (vectors.changes, vectors.base):
        if part is None:
            continue
        known = part.chunks.chunks.get(include=["embeddings"])
        pairs = list(zip(known["ids"], known["embeddings"], strict=True))
        for each in part.sentences.get(part.sentences.papers).values():
            pairs += zip(each.ids, each.vectors, strict=True)
        for key, vector in pairs:
            if part is vectors.changes or paper_id_of(key) not in vectors.gone:
                assert key not in found, f"{key} is stored twice"
                found[key] = list(vector)
    assert vectors.counts() == (sum("#c:" in key for key in found), sum("#s:" in key for key in found))
    return found
