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

_MOST_CLUSTERS = 8  # as many colours as can be told apart
_ROUNDS = 40
_STARTS = 8
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_WORDS_A_LABEL = 3
_TELLS_NOTHING = STOP_WORDS | frozenset("based new toward towards via".split())
_SAME_STEM = 5  # letters


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
    chance = np.random.default_rng(0)
    tries = [_k_means_once(matrix, k, chance) for _ in range(_STARTS)]
    return min(tries, key=lambda tried: tried[0])[1]


def cluster_labels(papers: Sequence[Paper], clusters: Numbers) -> tuple[str, ...]:
    """Name each cluster by the words of its titles that its papers use more often than the others' do."""
    texts = [_words(f"{paper.title} {paper.abstract}") for paper in papers]
    titles = [_words(paper.title) for paper in papers]
    return tuple(
        _label(texts, titles, {int(row) for row in np.flatnonzero(clusters == cluster)})
        for cluster in range(int(clusters.max()) + 1)
    )


def _how_many(papers: int) -> int:
    return max(1, min(_MOST_CLUSTERS, round(math.sqrt(papers / 2))))


def _k_means_once(matrix: Matrix, k: int, chance: np.random.Generator) -> tuple[float, Numbers]:
    """Return the sum of squared distances, and the clusters, from one start (k-means++)."""
    centres = matrix[[chance.integers(len(matrix))]]
    while len(centres) < k:
        far = _distances(matrix, centres).min(axis=1) + 1e-12
        centres = np.vstack([centres, matrix[chance.choice(len(matrix), p=far / far.sum())]])
    for _ in range(_ROUNDS):
        nearest = _distances(matrix, centres).argmin(axis=1)
        moved = np.stack(
            [
                matrix[nearest == cluster].mean(axis=0) if (nearest == cluster).any() else centres[cluster]
                for cluster in range(k)
            ]
        )
        if np.allclose(moved, centres):
            break
        centres = moved
    distances = _distances(matrix, centres)
    return float(distances.min(axis=1).sum()), distances.argmin(axis=1)


def _distances(matrix: Matrix, centres: Matrix) -> NDArray[np.float64]:
    """Return (n, k): squared distances."""
    products = matrix.astype(np.float64) @ centres.T.astype(np.float64)
    squared = (matrix**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)[None] - 2 * products
    distances: NDArray[np.float64] = np.maximum(squared, 0.0)
    return distances


def _largest_first(clusters: Numbers) -> Numbers:
    names, sizes = np.unique(clusters, return_counts=True)
    rank = {int(name): place for place, name in enumerate(names[np.argsort(-sizes, kind="stable")])}
    return np.array([rank[int(cluster)] for cluster in clusters], dtype=np.intp)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _TELLS_NOTHING


def _label(texts: Sequence[set[str]], titles: Sequence[set[str]], rows: set[int]) -> str:
    inside, outside = len(rows), max(len(texts) - len(rows), 1)
    score: dict[str, float] = {}
    for documents in (titles, texts):
        everywhere = Counter(word for words in documents for word in words)
        used = Counter(word for row in rows for word in documents[row])
        for word in {word for row in rows for word in titles[row]}:
            more = used[word] / inside - (everywhere[word] - used[word]) / outside
            score[word] = score.get(word, 0.0) + more
    chosen: list[str] = []
    for word in sorted(score, key=lambda word: (-score[word], word)):
        if len(chosen) < _WORDS_A_LABEL and not any(
            word[:_SAME_STEM] == other[:_SAME_STEM] for other in chosen
        ):
            chosen.append(word)
    return ", ".join(chosen)
