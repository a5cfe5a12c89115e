"""Vectors and words known by now -> the next generation of the index, put in force."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.index.building.build_plan import BuildInputs, UpdatePlan
from assistant.index.building.checkpoint import Checkpoint
from assistant.index.building.shared_words import Taken, give_words, take_words
from assistant.index.building.store_vectors import Stored, store_vectors
from assistant.index.manifest import VECTORS, WORDS, Manifest, marks
from assistant.index.passages import chunks, sentences
from assistant.index.snapshot import PAPERS, SHARED
from assistant.index.vectors.bases import sweep_bases
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.words.update import build_words, update_words

# Papers whose passages go to the vector store at once.
_STORED_AT_ONCE = 256


def publish(inputs: BuildInputs, plan: UpdatePlan, saved: Checkpoint) -> UpdatePlan:
    """Put a generation in force that holds all papers and all vectors known by now; return what is left to do."""
    ready = [key for key in plan.pending if key in saved]
    left = tuple(key for key in plan.pending if key not in saved)
    found = None
    with inputs.generations.making(plan.base, SHARED) as path:
        if plan.words:
            inputs.progress("keywords", 0, 0)
            inputs.truth.copy_to(path / PAPERS)
            found = _make_words(inputs, plan, path)
        stored = _stored(inputs, plan, path, ready, saved)
        manifest = Manifest(
            words=WORDS,
            vectors=VECTORS,
            shelf=inputs.shelf,
            embedding=inputs.embedding(),
            chunking=inputs.chunking,
            papers=dict(plan.want),
            pending=left,
            version=inputs.server.bump() if inputs.server and ready else plan.version,
            chunks=stored.chunks,
            sentences=stored.sentences,
            files=marks(path),
            base=stored.base,
            based=stored.based,
            gone=stored.gone,
            gone_chunks=stored.gone_chunks,
        )
        manifest.save(path)
    saved.drop(ready)
    inputs.generations.sweep()
    sweep_bases(inputs.generations.folder)
    notes = plan.notes + give_words(inputs.server, path, plan.want, found)
    return replace(
        plan, base=path, old=manifest, stale=(), pending=left, version=manifest.version, notes=notes
    )


def _make_words(inputs: BuildInputs, plan: UpdatePlan, path: Path) -> Taken:
    """Make the words of all papers in ``path``, a copy of the older generation.

    Of many papers they are taken from the server, where that has them; return how they were found there.
    """
    found = Taken(plan.reworded)
    if inputs.server:
        found = take_words(inputs.server, path, plan.want, plan.reworded)
    if found.changed is None:
        build_words(path, inputs.truth)
    elif found.changed and not plan.retold:
        update_words(path, inputs.truth, found.changed, tuple(plan.want))
    return found


def _stored(
    inputs: BuildInputs, plan: UpdatePlan, path: Path, ready: Sequence[str], saved: Checkpoint
) -> Stored:
    """Store the vectors of ``ready`` where they belong; return all chunks and sentences."""
    if inputs.server is None:
        return store_vectors(inputs, plan, path, ready, saved)
    with closing(VectorIndex.on_server(inputs.server.url, inputs.shelf)) as vectors:
        for start in range(0, len(ready), _STORED_AT_ONCE):
            papers = list(inputs.truth.get(ready[start : start + _STORED_AT_ONCE]).values())
            known = saved.read([paper.id for paper in papers])
            spans = [passage.id for paper in papers for passage in sentences(paper)]
            # A writer that was killed may have left some of them there.
            vectors.delete_papers([paper.id for paper in papers])
            vectors.add_chunks(
                chunks(papers, inputs.chunking), np.concatenate([known[paper.id].chunks for paper in papers])
            )
            vectors.add_sentences(spans, np.concatenate([known[paper.id].sentences for paper in papers]))
            inputs.server.mark([(paper.id, plan.want[paper.id]) for paper in papers])
            inputs.server.beat()
            inputs.progress("storing", start + len(papers), len(ready))
        return Stored(*vectors.counts())
