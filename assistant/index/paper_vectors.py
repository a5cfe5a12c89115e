"""One vector a paper, for pictures of a shelf."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.index.passages import paper_id_of
from assistant.index.snapshot import Index

_AT_ONCE = 500  # papers a request to the vector store


def paper_vectors(index: Index, paper_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return paper id -> the mean of its chunks' unit vectors (dim,), for those that are embedded."""
    parts: dict[str, list[NDArray[np.float32]]] = {}
    for start in range(0, len(paper_ids), _AT_ONCE):
        for passage, vector in index.vectors.chunk_vectors(paper_ids[start : start + _AT_ONCE]).items():
            parts.setdefault(paper_id_of(passage), []).append(vector)
    return {key: np.mean(parts[key], axis=0, dtype=np.float32) for key in paper_ids if key in parts}
