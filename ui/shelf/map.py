"""Papers and their vectors -> a map: places in two dimensions, and clusters named by their distinguishing words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import Paper

Matrix = NDArray[np.float32]
Numbers = NDArray[np.intp]

_MOST_CLUSTERS = 8  # as many colours as can be told apart
_ROUNDS = 40
_STARTS = 8
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_WORDS_A_LABEL = 3
_TELLS_NOTHING = frozenset(
    "and are based can does for from how its new the toward towards using via what with".split()
)
_SAME_STEM = 5  # letters


@dataclass(frozen=True, slots=True)
class Point:
    """A paper's place; ``cluster`` counts from 0."""

    paper_id: str
    title: str
    x: float
    y: float
    cluster: int


@dataclass(frozen=True, slots=True)
class ShelfMap:
    """All places, and a label for each cluster; the largest cluster comes first."""

    points: tuple[Point, ...] = ()
    labels: tuple[str, ...] = ()


def shelf_map(papers: Sequence[Paper], vectors: Mapping[str, Matrix]) -> ShelfMap:
    """Place the papers that have a vector (dim,) by principal components, and cluster them by k-means."""
    shown = [paper for paper in papers if paper.id in vectors]
    if not shown:
        return ShelfMap()
    matrix = np.stack([vectors[paper.id] for paper in shown])
    matrix = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    places = principal_components(matrix)
    clusters = _largest_first(k_means(matrix, _how_many(len(shown))))
    points = tuple(
        Point(paper.id, paper.title, float(x), float(y), int(cluster))
        for paper, (x, y), cluster in zip(shown, places, clusters, strict=True)
    )
    return ShelfMap(points, cluster_labels(shown, clusters))


def principal_components(matrix: Matrix) -> Matrix:
    """Return (n, 2): the rows of ``matrix`` (n, dim) along their two directions of most variance."""
    centred = matrix - matrix.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)  # by growing variance
    two = directions[:, ::-1][:, :2]
    signs = np.sign(two[np.abs(two).argmax(axis=0), range(2)])  # else a mirror image comes out at times
    placed: Matrix = centred @ (two * signs)
    return placed


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
                matrix[nearest == each].mean(axis=0) if (nearest == each).any() else centres[each]
                for each in range(k)
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
    return np.array([rank[int(each)] for each in clusters], dtype=np.intp)


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
    for word in sorted(score, key=lambda each: (-score[each], each)):
        if len(chosen) < _WORDS_A_LABEL and not any(
            word[:_SAME_STEM] == other[:_SAME_STEM] for other in chosen
        ):
            chosen.append(word)
    return ", ".join(chosen)
