"""Papers and their vectors -> a map: places in two dimensions, and clusters named by their distinguishing words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import Paper, cluster_papers

Matrix = NDArray[np.float32]
# Directions that are looked for together, of which the first two are wanted, and how often they are turned towards
# more variance: after so many rounds what is left of the others is below what a pixel shows.
_SPANNED, _ROUNDS = 10, 60


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
    clusters = cluster_papers(papers, vectors)
    if clusters is None:
        return ShelfMap()
    places = principal_components(clusters.matrix)
    points = tuple(
        Point(paper.id, paper.title, float(x), float(y), int(cluster))
        for paper, (x, y), cluster in zip(clusters.papers, places, clusters.numbers, strict=True)
    )
    return ShelfMap(points, clusters.labels)


def principal_components(matrix: Matrix) -> Matrix:
    """Return (n, 2): the rows of ``matrix`` (n, dim) along their two directions of most variance."""
    centred = matrix - matrix.mean(axis=0)
    two = _strongest((centred.T @ centred).astype(np.float64))
    signs = np.sign(two[np.abs(two).argmax(axis=0), range(2)])  # else a mirror image comes out at times
    placed: Matrix = centred @ (two * signs).astype(np.float32)
    return placed


def _strongest(variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (dim, 2): the directions of most variance, the first one first, by subspace iteration.

    All directions, which LAPACK finds with several threads, would take all processors of a busy machine for seconds.
    """
    dim = len(variance)
    spanned = np.random.default_rng(0).normal(size=(dim, min(dim, _SPANNED)))
    for _ in range(_ROUNDS):
        spanned, _ = np.linalg.qr(np.einsum("ij,jk->ik", variance, spanned))
    _, turned = np.linalg.eigh(spanned.T @ variance @ spanned)  # by growing variance
    strongest: NDArray[np.float64] = (spanned @ turned)[:, ::-1][:, :2]
    return strongest
