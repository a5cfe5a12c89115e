"""Papers and their vectors -> a map: places in two dimensions, and clusters named by their distinguishing words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import Paper, cluster_papers

Matrix = NDArray[np.float32]


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
    _, directions = np.linalg.eigh(centred.T @ centred)  # by growing variance
    two = directions[:, ::-1][:, :2]
    signs = np.sign(two[np.abs(two).argmax(axis=0), range(2)])  # else a mirror image comes out at times
    placed: Matrix = centred @ (two * signs)
    return placed
