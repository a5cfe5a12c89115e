"""The vectors that one index searches: those of a base and of what changed since, or those on a Chroma server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.index.passages import paper_id_of
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.vectors.sentence_file import SentenceFile, Sentences
from assistant.types import Passage

Vector = NDArray[np.float32]
Scored = list[tuple[str, float]]
# Up to so many sentences (12 MB) all are compared with a question: a shelf of a thousand papers.
_ALL = 8192
# Passages beyond those asked for, should some of the nearest be of papers that changed since.
_MARGIN = 50
_DIGITS = 6  # beyond them cosines in 32 bits differ by the order in which they were summed


class Vectors(Protocol):
    """Passages by their vectors; cosines, best first."""

    def near(self, vector: Vector, k: int) -> Scored: ...
    def near_sentences(self, vector: Vector, k: int, among: Collection[str]) -> Scored: ...
    def sentence_vectors(self, passages: Sequence[Passage]) -> dict[str, Vector]: ...
    def chunk_vectors(self, paper_ids: Sequence[str]) -> dict[str, Vector]: ...
    def counts(self) -> tuple[int, int]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Chunks in Chroma and sentences beside them, of the same papers."""

    chunks: VectorIndex
    sentences: SentenceFile

    def close(self) -> None:
        """Release the files."""
        self.chunks.close()
        self.sentences.close()


class LocalVectors:
    """The vectors in ``changes`` and those in ``base`` but for papers ``gone`` from it; safe for many threads."""

    def __init__(
        self, changes: Part, base: Part | None = None, gone: Collection[str] = (), gone_chunks: int = 0
    ) -> None:
        """``gone_chunks`` is how many chunks of the base are of papers in ``gone``."""
        self.changes, self.base, self.gone = changes, base, frozenset(gone)
        self._gone_chunks = gone_chunks
        self._sentence_count = changes.sentences.count
        if base is not None:
            self._sentence_count += base.sentences.count - base.sentences.counted(self.gone)
        self._lock = threading.Lock()
        self._all: tuple[list[str], Vector] | None = None

    def near(self, vector: Vector, k: int) -> Scored:
        """Return at most ``k`` (passage id, cosine) of chunks, best first."""
        found = self.changes.chunks.search(self.changes.chunks.chunks, vector, k)
        if self.base is not None:
            found += self._near_in_base(self.base.chunks, vector, k)
        return _best(found, k)  # equals in an order that does not depend on where they lie

    def near_sentences(self, vector: Vector, k: int, among: Collection[str]) -> Scored:
        """Return at most ``k`` (passage id, cosine) of sentences, best first: of the papers ``among``.

        On a small shelf of all papers.
        """
        if self._sentence_count <= _ALL:
            ids, matrix = self._everything()
            return _nearest(matrix @ vector, k, ids.__getitem__) if ids else []
        changed = self.changes.sentences.places(among)
        numbers, cosines = self.changes.sentences.cosines(changed.values(), vector)
        found = _nearest(cosines, k, lambda at: self.changes.sentences.id_of(int(numbers[at])))
        if self.base is not None:
            found += self._near_sentences_in_base(
                self.base.sentences, vector, k, [key for key in among if key not in changed]
            )
        return _best(found, k)

    def sentence_vectors(self, passages: Sequence[Passage]) -> dict[str, Vector]:
        """Return passage id -> unit vector (dim,) for those of the sentences that are embedded."""
        wanted = {passage.id for passage in passages}
        found = self._sentences(dict.fromkeys(passage.paper_id for passage in passages))
        return {
            identifier: vector
            for each in found.values()
            for identifier, vector in zip(each.ids, each.vectors, strict=True)
            if identifier in wanted
        }

    def chunk_vectors(self, paper_ids: Sequence[str]) -> dict[str, Vector]:
        """Return passage id -> unit vector (dim,) for the chunks of some papers."""
        found = self.changes.chunks.chunk_vectors(paper_ids)
        if self.base is not None:
            found |= self.base.chunks.chunk_vectors([key for key in paper_ids if key not in self.gone])
        return found

    def counts(self) -> tuple[int, int]:
        """Return how many chunks and how many sentences there are."""
        chunks = self.changes.chunks.counts()[0]
        if self.base is not None:
            chunks += self.base.chunks.counts()[0] - self._gone_chunks
        return chunks, self._sentence_count

    def close(self) -> None:
        """Release the files."""
        for part in (self.changes, self.base):
            if part is not None:
                part.close()

    def _near_in_base(self, base: VectorIndex, vector: Vector, k: int) -> Scored:
        if not self.gone:
            return base.search(base.chunks, vector, k)
        asked = k + _MARGIN
        while True:
            found = base.search(base.chunks, vector, asked)
            kept = [entry for entry in found if paper_id_of(entry[0]) not in self.gone]
            if len(kept) >= k or len(found) < asked:
                return kept
            asked *= 2

    def _near_sentences_in_base(
        self, base: SentenceFile, vector: Vector, k: int, among: Iterable[str]
    ) -> Scored:
        places = base.places(key for key in among if key not in self.gone)
        numbers, cosines = base.cosines(places.values(), vector)
        return _nearest(cosines, k, lambda at: base.id_of(int(numbers[at])))

    def _sentences(self, paper_ids: Collection[str]) -> dict[str, Sentences]:
        found = self.changes.sentences.get(paper_ids)
        if self.base is not None:
            found |= self.base.sentences.get(
                key for key in paper_ids if key not in self.gone and key not in found
            )
        return found

    def _everything(self) -> tuple[list[str], Vector]:
        with self._lock:
            if self._all is None:
                parts = [part for part in (self.changes, self.base) if part is not None]
                found = self._sentences([key for part in parts for key in part.sentences.papers])
                ids = [identifier for each in found.values() for identifier in each.ids]
                vectors = [each.vectors for each in found.values() if each.ids]
                self._all = ids, np.concatenate(vectors) if vectors else np.zeros((0, 0), np.float32)
            return self._all


class ServerVectors:
    """The vectors of a shelf on a Chroma server, sentences among them."""

    def __init__(self, there: VectorIndex) -> None:
        self.there = there

    def near(self, vector: Vector, k: int) -> Scored:
        """Return at most ``k`` (passage id, cosine) of chunks, best first."""
        return self.there.search(self.there.chunks, vector, k)

    def near_sentences(self, vector: Vector, k: int, among: Collection[str]) -> Scored:
        """Return at most ``k`` (passage id, cosine) of the sentences of all papers, best first."""
        return self.there.search(self.there.sentences, vector, k)

    def sentence_vectors(self, passages: Sequence[Passage]) -> dict[str, Vector]:
        """Return passage id -> unit vector (dim,) for those of the sentences that are embedded."""
        return self.there.sentence_vectors([passage.id for passage in passages])

    def chunk_vectors(self, paper_ids: Sequence[str]) -> dict[str, Vector]:
        """Return passage id -> unit vector (dim,) for the chunks of some papers."""
        return self.there.chunk_vectors(paper_ids)

    def counts(self) -> tuple[int, int]:
        """Return how many chunks and how many sentences there are."""
        return self.there.counts()

    def close(self) -> None:
        """Release the connection."""
        self.there.close()


def _nearest(cosines: Vector, k: int, id_of: Callable[[int], str]) -> Scored:
    """Return the best ``k`` of ``cosines``; ``id_of`` tells the id at a place in it, and is asked of few."""
    places = np.arange(len(cosines))
    if len(cosines) > k > 0:
        # All that may be among the best once they are rounded.
        least = np.partition(cosines, len(cosines) - k)[len(cosines) - k] - np.float32(2 * 10.0**-_DIGITS)
        places = np.flatnonzero(cosines >= least)
    scored = zip(places.tolist(), cosines[places].tolist(), strict=True)
    return _best(((id_of(place), cosine) for place, cosine in scored), k)


def _best(scored: Iterable[tuple[str, float]], k: int) -> Scored:
    return sorted(scored, key=lambda entry: (-round(entry[1], _DIGITS), entry[0]))[:k]
