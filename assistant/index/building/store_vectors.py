"""Vectors that are new -> the files of the next generation: beside a base while they are few, else in a new base."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.index.building.build_plan import BuildInputs, UpdatePlan
from assistant.index.building.checkpoint import Checkpoint
from assistant.index.manifest import Mark, marks
from assistant.index.passages import chunks, sentences
from assistant.index.snapshot import CHROMA, PAPERS
from assistant.index.vectors.bases import base_of, begin_base, seal_base
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.vectors.sentence_file import FOLDER, SentenceFile, Sentences, write_sentences
from assistant.papers.store import PaperStore
from assistant.types import Paper

# Papers whose passages go to the vector store at once.
_STORED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Stored:
    """What a manifest tells of its vectors."""

    chunks: int
    sentences: int
    base: str = ""
    based: dict[str, Mark] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    gone_chunks: int = 0


@dataclass(frozen=True, slots=True)
class _Held:
    """What the copied generation holds: papers beside the base that stay, the base, and papers gone from that."""

    beside: SentenceFile | None
    kept: tuple[str, ...]
    base: Path | None
    based: SentenceFile | None
    gone: tuple[str, ...]

    def stays_beside(self, inputs: BuildInputs, ready: int) -> bool:
        """Whether the papers that changed are few enough to lie beside the others."""
        pace, many = inputs.pace, len(self.kept) + ready + len(self.gone)
        if self.based is None:
            return many <= pace.unbased
        return many <= max(pace.beside, pace.beside_share * len(self.based.papers))


def store_vectors(
    inputs: BuildInputs, plan: UpdatePlan, path: Path, ready: Sequence[str], saved: Checkpoint
) -> Stored:
    """Drop stale papers and store those of ``ready`` in the generation ``path``, a copy of the one before."""
    if (old := plan.old) and not ready and not plan.stale:
        return Stored(old.chunks, old.sentences, old.base, old.based, old.gone, old.gone_chunks)
    with ExitStack() as opened:
        held = _held(plan, path, opened)
        if held.stays_beside(inputs, len(ready)):
            return _store_beside(inputs, plan, path, held, ready, saved)
        return _store_in_base(inputs, path, held, ready, saved)


def add_chunks(inputs: BuildInputs, ready: Sequence[str], saved: Checkpoint, vectors: VectorIndex) -> None:
    """Store the chunks of papers whose vectors are ``saved``."""
    for start in range(0, len(ready), _STORED_AT_ONCE):
        papers = list(inputs.truth.get(ready[start : start + _STORED_AT_ONCE]).values())
        known = saved.read([paper.id for paper in papers])
        found = np.concatenate([known[paper.id].chunks for paper in papers])
        vectors.add_chunks(chunks(papers, inputs.chunking), found)
        inputs.progress("storing", start + len(papers), len(ready))


def _held(plan: UpdatePlan, path: Path, opened: ExitStack) -> _Held:
    def sentence_file(folder: Path | None) -> SentenceFile | None:
        if folder is None or not (folder / FOLDER).is_dir():
            return None
        return opened.enter_context(closing(SentenceFile(folder / FOLDER)))

    # Not of the copy, whose files are about to be replaced.
    beside, base, stale = sentence_file(plan.base), base_of(path), set(plan.stale)
    based = sentence_file(base)
    gone = {*(plan.old.gone if plan.old else ()), *(key for key in stale if based and key in based)}
    kept = tuple(key for key in (beside.papers if beside else ()) if key not in stale)
    return _Held(beside, kept, base, based, tuple(sorted(gone)))


def _store_beside(
    inputs: BuildInputs, plan: UpdatePlan, path: Path, held: _Held, ready: Sequence[str], saved: Checkpoint
) -> Stored:
    with closing(VectorIndex(path / CHROMA, inputs.shelf)) as vectors:
        vectors.expect(len(ready))
        before = vectors.counts()[0]
        vectors.delete_papers(sorted(set(held.beside.papers if held.beside else ()) - set(held.kept)))
        add_chunks(inputs, ready, saved, vectors)
        here = vectors.counts()[0]
    VectorIndex.settle(path / CHROMA, inputs.shelf)
    of_sentences = _replace_sentences(path, _merged([(held.beside, held.kept)], inputs, ready, saved))
    if plan.old is None or held.base is None or held.based is None:
        return Stored(here, of_sentences)
    gone_chunks = _old_chunks(inputs, plan, sorted(set(held.gone) - set(plan.old.gone)))
    return Stored(
        plan.old.chunks - before - gone_chunks + here,
        of_sentences + held.based.count - held.based.counted(held.gone),
        held.base.name,
        plan.old.based,
        held.gone,
        plan.old.gone_chunks + gone_chunks,
    )


def _old_chunks(inputs: BuildInputs, plan: UpdatePlan, paper_ids: Sequence[str]) -> int:
    """Return how many chunks the older index has of papers; Chroma is not asked, as it writes when it is opened."""
    assert plan.base is not None, "only an old index has papers that are gone"
    with closing(PaperStore(plan.base / PAPERS, read_only=True)) as snapshot:
        return len(chunks(list(snapshot.get(paper_ids).values()), inputs.chunking))


def _store_in_base(
    inputs: BuildInputs, path: Path, held: _Held, ready: Sequence[str], saved: Checkpoint
) -> Stored:
    """Put all vectors into a new base; nothing lies beside it then."""
    base = begin_base(inputs.generations.folder, held.base)
    stay = [] if held.based is None else sorted(set(held.based.papers) - set(held.gone))
    with closing(VectorIndex(base / CHROMA, inputs.shelf, bare=True)) as vectors:
        vectors.expect(len(held.kept) + len(ready))
        vectors.delete_papers(held.gone)
        if held.kept:
            with closing(VectorIndex(path / CHROMA, inputs.shelf)) as beside:
                vectors.add_stored(beside, held.kept)
        add_chunks(inputs, ready, saved, vectors)
        counts = vectors.counts()[0]
    VectorIndex.settle(base / CHROMA, inputs.shelf)
    VectorIndex.compact(base / CHROMA)
    parts = _merged([(held.based, stay), (held.beside, held.kept)], inputs, ready, saved)
    of_sentences = _replace_sentences(base, parts)
    shutil.rmtree(path / CHROMA, ignore_errors=True)
    VectorIndex(path / CHROMA, inputs.shelf).close()
    _replace_sentences(path, iter(()))
    seal_base(base, path)
    return Stored(counts, of_sentences, base.name, marks(base))


def _replace_sentences(path: Path, parts: Iterator[tuple[str, Sentences]]) -> int:
    """Write the sentences in ``path`` anew; return how many there are."""
    fresh = path / f"{FOLDER}.new"
    write_sentences(fresh, parts)
    shutil.rmtree(path / FOLDER, ignore_errors=True)
    fresh.rename(path / FOLDER)
    with closing(SentenceFile(path / FOLDER)) as written:
        return written.count


def _merged(
    kept: Sequence[tuple[SentenceFile | None, Sequence[str]]],
    inputs: BuildInputs,
    ready: Sequence[str],
    saved: Checkpoint,
) -> Iterator[tuple[str, Sentences]]:
    """Yield the sentences of papers that are ``kept`` in files and of those that are ``saved``, sorted by paper."""
    places = {key: file for file, keys in kept if file is not None for key in keys}
    fresh = sorted(ready)
    known: dict[str, Sentences] = {}
    at = 0
    for key in sorted([*places, *fresh]):
        if key in places:
            yield key, places[key].get([key])[key]
            continue
        if key not in known:
            known = _saved_sentences(inputs, fresh[at : at + _STORED_AT_ONCE], saved)
            at += _STORED_AT_ONCE
        yield key, known[key]


def _saved_sentences(inputs: BuildInputs, keys: Sequence[str], saved: Checkpoint) -> dict[str, Sentences]:
    papers: dict[str, Paper] = inputs.truth.get(keys)
    known = saved.read(list(papers))
    return {
        key: Sentences(tuple(span.id for span in sentences(paper)), known[key].sentences)
        for key, paper in papers.items()
    }
