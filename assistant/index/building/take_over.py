"""An index of the first form, with all its vectors in Chroma -> these among the vectors that are computed already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.index.building.build_plan import BuildInputs, UpdatePlan
from assistant.index.building.checkpoint import Checkpoint, Embedded
from assistant.index.manifest import Manifest
from assistant.index.passages import chunks, sentences
from assistant.index.snapshot import CHROMA
from assistant.index.vectors.chroma_client import close_client, embedded_client, translated_errors
from assistant.types import Paper

_AT_ONCE = 128


def take_over(inputs: BuildInputs, plan: UpdatePlan, saved: Checkpoint) -> None:
    """Write the vectors of papers that are as they were to ``saved``; those that cannot be read are embedded again."""
    folder = inputs.generations.current()
    if folder is None:
        return
    old = Manifest.open(folder)
    without = set(old.pending)
    same = [
        key
        for key in plan.pending
        if old.papers.get(key) == plan.want[key] and key not in without and key not in saved
    ]
    if not same:
        return
    with translated_errors(str(folder / CHROMA)):
        client = embedded_client(folder / CHROMA)
        try:
            collections = [
                client.get_collection(name, embedding_function=None)
                for name in (inputs.shelf, f"{inputs.shelf}-sentences")
            ]
            for start in range(0, len(same), _AT_ONCE):
                papers = list(inputs.truth.get(same[start : start + _AT_ONCE]).values())
                saved.write(_known(inputs, papers, collections))
                inputs.progress("taking over", start + len(papers), len(same))
        finally:
            close_client(client)


def _known(inputs: BuildInputs, papers: Sequence[Paper], collections: Sequence[Any]) -> list[Embedded]:
    of_papers = [
        ([node.node_id for node in chunks([paper], inputs.chunking)], [span.id for span in sentences(paper)])
        for paper in papers
    ]
    known: list[dict[str, Any]] = []
    for number, collection in enumerate(collections):
        found = collection.get(
            ids=[key for both in of_papers for key in both[number]], include=["embeddings"]
        )
        known.append(dict(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True)))
    return [
        Embedded(
            paper.id,
            paper.content_hash(),
            np.stack([known[0][key] for key in of_chunks]),
            np.stack([known[1][key] for key in of_sentences]),
        )
        for paper, (of_chunks, of_sentences) in zip(papers, of_papers, strict=True)
        if all(key in known[0] for key in of_chunks) and all(key in known[1] for key in of_sentences)
    ]
