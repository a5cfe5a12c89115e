"""Vectors -> clusters of papers by k-means, each named by the words that tell it from the others."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.text.content_words import STOP_WORDS
from assistant.types import Paper

Matrix = NDArray[np.float32]
Numbers = NDArray[np.intp]
_Counts = Sequence[Counter[str]]

_MOST_CLUSTERS = 8  # as many colours as can be told apart
_ROUNDS = 40
_STARTS = 8
# Of more rows than this the middles are looked for among so many, evenly picked, and then moved a little for all.
_MANY, _LAST_ROUNDS = 1000, 4
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_WORDS_A_LABEL = 3
_TELLS_NOTHING = STOP_WORDS | frozenset("based new toward towards via".split())
_SAME_STEM = 5  # letters


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is clustered, (n, dim), and the squared length of each row, (n, 1), worked out once for all rounds."""

    matrix: NDArray[np.float64]
    squared: NDArray[np.float64]

    @classmethod
    def of(cls, matrix: Matrix) -> _Rows:
        exact = matrix.astype(np.float64)
        return cls(exact, (exact**2).sum(axis=1)[:, None])

    def distances(self, centres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, k): squared distances to ``centres`` (k, dim)."""
        # Not by "@": a product as small as this is shared among BLAS's threads, which wait for one another by
        # spinning, so that hundreds of them take all processors of a busy machine for tens of seconds.
        squared = (
            self.squared + (centres**2).sum(axis=1)[None] - 2 * np.einsum("nd,kd->nk", self.matrix, centres)
        )
        distances: NDArray[np.float64] = np.maximum(squared, 0.0)
        return distances

    def middles(self, nearest: Numbers, centres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (k, dim): the mean of the rows of each cluster; an empty one stays where it was."""
        moved = centres.copy()
        for cluster in np.unique(nearest):
            moved[cluster] = self.matrix[nearest == cluster].mean(axis=0)
        return moved


@dataclass(frozen=True, slots=True)
class Clusters:
    """Papers (those with a vector) as the rows of ``matrix`` (n, dim), unit vectors; the cluster of each, from 0."""

    papers: tuple[Paper, ...]
    matrix: Matrix
    numbers: Numbers
    labels: tuple[str, ...]

    def central(self, cluster: int, count: int) -> list[Paper]:
        """Return the ``count`` papers that are closest to the middle of a cluster, the closest first."""
        rows = np.flatnonzero(self.numbers == cluster)
        near = self.matrix[rows] @ self.matrix[rows].mean(axis=0)
        return [self.papers[row] for row in rows[np.argsort(-near, kind="stable")][:count]]


def cluster_papers(papers: Sequence[Paper], vectors: Mapping[str, Matrix]) -> Clusters | None:
    """Cluster the papers that have a vector (dim,), the largest cluster first; None when none has."""
    shown = tuple(paper for paper in papers if paper.id in vectors)
    if not shown:
        return None
    matrix = np.stack([vectors[paper.id] for paper in shown])
    matrix = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    numbers = _largest_first(k_means(matrix, _how_many(len(shown))))
    return Clusters(shown, matrix, numbers, cluster_labels(shown, numbers))


def k_means(matrix: Matrix, k: int) -> Numbers:
    """Return the cluster, from 0 to ``k`` - 1, of each row of ``matrix``; the same each time."""
    chance, rows = np.random.default_rng(0), _Rows.of(matrix)
    few = rows if len(matrix) <= _MANY else _Rows.of(matrix[:: -(-len(matrix) // _MANY)])
    tries = [_moved(few, _spread(few, k, chance), _ROUNDS) for _ in range(_STARTS)]
    centres = min(tries, key=lambda tried: float(few.distances(tried).min(axis=1).sum()))
    if few is not rows:
        centres = _moved(rows, centres, _LAST_ROUNDS)
    nearest: Numbers = rows.distances(centres).argmin(axis=1)
    return nearest


def cluster_labels(papers: Sequence[Paper], clusters: Numbers) -> tuple[str, ...]:
    """Name each cluster by the words of its titles that its papers use more often than the others' do."""
    titles = [_words(paper.title) for paper in papers]
    texts = [_words(f"{paper.title} {paper.abstract}") for paper in papers]
    rows = [np.flatnonzero(clusters == cluster).tolist() for cluster in range(int(clusters.max()) + 1)]
    counted = [_counted(documents, rows) for documents in (titles, texts)]
    everywhere = [_together(used) for used in counted]
    return tuple(
        _label([used[cluster] for used in counted], everywhere, len(inside), len(papers))
        for cluster, inside in enumerate(rows)
    )


def _how_many(papers: int) -> int:
    return max(1, min(_MOST_CLUSTERS, round(math.sqrt(papers / 2))))


def _spread(rows: _Rows, k: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return ``k`` rows far from one another, to start from (k-means++)."""
    many = len(rows.matrix)
    centres = rows.matrix[[chance.integers(many)]]
    while len(centres) < k:
        far = rows.distances(centres).min(axis=1) + 1e-12
        centres = np.vstack([centres, rows.matrix[chance.choice(many, p=far / far.sum())]])
    return centres


def _moved(rows: _Rows, centres: NDArray[np.float64], rounds: int) -> NDArray[np.float64]:
    """Return ``centres`` (k, dim) after they were moved to the middles of what is nearest to each, in turns."""
    for _ in range(rounds):
        moved = rows.middles(rows.distances(centres).argmin(axis=1), centres)
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres


def _largest_first(clusters: Numbers) -> Numbers:
    names, sizes = np.unique(clusters, return_counts=True)
    rank = {int(name): place for place, name in enumerate(names[np.argsort(-sizes, kind="stable")])}
    return np.array([rank[int(cluster)] for cluster in clusters], dtype=np.intp)


def _stem(word: str) -> str:
    return word[:_SAME_STEM].rstrip("s")


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _TELLS_NOTHING


def _counted(documents: Sequence[set[str]], rows: Sequence[Sequence[int]]) -> list[Counter[str]]:
    """Return, for each cluster, in how many of its documents each word stands."""
    return [Counter(word for row in inside for word in documents[row]) for inside in rows]


def _together(counts: Sequence[Counter[str]]) -> Counter[str]:
    whole: Counter[str] = Counter()
    for each in counts:
        whole.update(each)
    return whole


def _label(inside: _Counts, everywhere: _Counts, papers: int, of: int) -> str:
    """Name a cluster of ``papers`` papers, ``of`` so many, by the words of its titles; counts: of titles, of texts."""
    outside = max(of - papers, 1)
    score = {
        word: sum(
            used[word] / papers - (whole[word] - used[word]) / outside
            for used, whole in zip(inside, everywhere, strict=True)
        )
        for word in inside[0]
    }
    chosen: list[str] = []
    for word in sorted(score, key=lambda word: (-score[word], word)):
        if len(chosen) < _WORDS_A_LABEL and not any(_stem(word) == _stem(other) for other in chosen):
            chosen.append(word)
    return ", ".join(chosen)
