"""Vectors and words known by now -> the next generation of the index, put in force."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.index.build_plan import BuildInputs, UpdatePlan
from assistant.index.checkpoint import Checkpoint
from assistant.index.manifest import WORDS, Manifest, marks
from assistant.index.passages import chunks, sentences
from assistant.index.snapshot import CHROMA, PAPERS, SHARED, open_vectors
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.words.update import build_words, update_words
from assistant.papers.store import PaperStore

# Papers whose passages go to the vector store at once.
_STORED_AT_ONCE = 256


def publish(inputs: BuildInputs, plan: UpdatePlan, saved: Checkpoint) -> UpdatePlan:
    """Put a generation in force that holds all papers and all vectors known by now; return what is left to do."""
    ready = [key for key in plan.pending if key in saved]
    left = tuple(key for key in plan.pending if key not in saved)
    with inputs.generations.making(plan.base, SHARED) as path:
        if plan.words:
            inputs.progress("keywords", 0, 0)
            inputs.truth.copy_to(path / PAPERS)
            if plan.reworded is None:
                build_words(path, inputs.truth)
            else:
                update_words(path, inputs.truth, plan.reworded, tuple(plan.want))
        counts = _store(inputs, plan, path, ready, saved)
        manifest = Manifest(
            words=WORDS,
            shelf=inputs.shelf,
            embedding=inputs.embedding(),
            chunking=inputs.chunking,
            papers=dict(plan.want),
            pending=left,
            version=inputs.server.bump() if inputs.server and ready else plan.version,
            chunks=counts[0],
            sentences=counts[1],
            files=marks(path),
        )
        manifest.save(path)
    saved.drop(ready)
    inputs.generations.sweep()
    return replace(plan, base=path, old=manifest, stale=(), pending=left, version=manifest.version)


def _store(
    inputs: BuildInputs, plan: UpdatePlan, path: Path, ready: Sequence[str], saved: Checkpoint
) -> tuple[int, int]:
    """Drop the passages of stale papers and store those of ``ready``; return all chunks and sentences."""
    url = inputs.server.url if inputs.server else None
    with closing(open_vectors(path, inputs.shelf, url)) as vectors:
        if not inputs.server:
            vectors.expect(len(ready))
        if plan.stale:
            vectors.delete(*_old_passages(inputs, plan))
        for start in range(0, len(ready), _STORED_AT_ONCE):
            papers = list(inputs.truth.get(ready[start : start + _STORED_AT_ONCE]).values())
            known = saved.read([paper.id for paper in papers])
            nodes = chunks(papers, inputs.chunking)
            spans = [passage.id for paper in papers for passage in sentences(paper)]
            of_chunks = np.concatenate([known[paper.id].chunks for paper in papers])
            of_sentences = np.concatenate([known[paper.id].sentences for paper in papers])
            if inputs.server:  # a writer that was killed may have left some of them there
                vectors.delete_papers([paper.id for paper in papers])
            vectors.add_chunks(nodes, of_chunks)
            vectors.add_sentences(spans, of_sentences, by_paper=inputs.server is not None)
            if inputs.server:
                inputs.server.mark([(paper.id, plan.want[paper.id]) for paper in papers])
                inputs.server.beat()
            inputs.progress("storing", start + len(papers), len(ready))
        counts = vectors.counts()
    if not inputs.server:
        VectorIndex.settle(path / CHROMA, inputs.shelf)
    return counts


def _old_passages(inputs: BuildInputs, plan: UpdatePlan) -> tuple[list[str], list[str]]:
    """Return the ids of the chunks and of the sentences that the base holds of stale papers."""
    assert plan.base is not None, "only an old index has stale papers"
    assert plan.old is not None, "as has its manifest"
    without = set(plan.old.pending)
    with closing(PaperStore(plan.base / PAPERS, read_only=True)) as snapshot:
        papers = list(snapshot.get([key for key in plan.stale if key not in without]).values())
    return (
        [node.node_id for node in chunks(papers, inputs.chunking)],
        [passage.id for paper in papers for passage in sentences(paper)],
    )
