"""How many of the truly closest chunks Chroma's approximate graph finds.

    python -m eval.bench.search.graph_recall --home DIR --shelf NAME

The queries are the titles of 100 papers of the shelf; what is closest is told by comparing with every vector.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import Settings
from assistant.index.passages import paper_id_of
from assistant.index.vectors.vectors import LocalVectors
from assistant.library.library import Library
from assistant.retrieval.hybrid import Fusion

_QUERIES = 100
_SLICE = 20_000
_ROUNDING = 1e-5  # two ways of computing a cosine in 32 bits differ by less


def main(argv: Sequence[str] | None = None) -> int:
    """Print the recall of one shelf's chunks; return 0."""
    options = parser().parse_args(argv)
    depth = Fusion().depth
    found = graph_recall(Settings(home=options.home, shelf=options.shelf), depth)
    print(f"of the {depth} closest chunks to {_QUERIES} titles found: {found:.4f}")
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.search.graph_recall", description=__doc__)
    arguments.add_argument("--home", type=Path, required=True, metavar="DIR", help="where the shelf is kept")
    arguments.add_argument("--shelf", required=True, metavar="NAME", help="which shelf")
    return arguments


def graph_recall(settings: Settings, depth: int) -> float:
    """Return the mean share (0 to 1) of the ``depth`` closest chunks that a search of the graph finds."""
    library = Library(settings)
    try:
        with library.reading() as retriever:
            vectors = retriever.index.vectors
            assert isinstance(vectors, LocalVectors), "what is on a server is not read through here"
            papers = random.Random(5).choices(list(library.papers), k=_QUERIES)
            queries = np.stack([retriever.encode(paper.title) for paper in papers])
            furthest = least_cosines(queries, _slices(vectors), depth)
            shares = [
                sum(cosine >= least for _, cosine in vectors.near(query, depth)) / count
                for query, (count, least) in zip(queries, furthest, strict=True)
            ]
    finally:
        library.close()
    return float(np.mean(shares))


def least_cosines(
    queries: NDArray[np.float32], slices: Iterator[NDArray[np.float32]], depth: int
) -> list[tuple[int, float]]:
    """Return, for each query (n, dim), how many vectors are closest, ``depth`` or all, and the least cosine of those.

    Vectors as close as the last one count as well: which of them is found is chance.
    """
    best = np.empty((len(queries), 0), dtype=np.float32)
    for vectors in slices:
        best = -np.sort(-np.concatenate([best, queries @ vectors.T], axis=1))[:, :depth]
    return [(len(row), float(row[-1]) - _ROUNDING) for row in best]


def _slices(vectors: LocalVectors) -> Iterator[NDArray[np.float32]]:
    for part, gone in ((vectors.changes, frozenset[str]()), (vectors.base, vectors.gone)):
        collection: Any = part.chunks.chunks if part else None
        for start in range(0, collection.count() if collection else 0, _SLICE):
            records = collection.get(limit=_SLICE, offset=start, include=["embeddings"])
            kept = [row for row, key in enumerate(records["ids"]) if paper_id_of(key) not in gone]
            yield np.asarray(records["embeddings"], dtype=np.float32)[kept]


if __name__ == "__main__":
    raise SystemExit(main())
