"""Papers -> the index in force: their words at once, their vectors behind, none computed twice.

A new generation is made of what is known by then. When many papers wait to be embedded, the first one holds
their words and what the old index knew; further ones follow as vectors come in. Between them the vectors
are kept in a checkpoint, so that a build that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.checkpoint import Checkpoint
from assistant.chunks import Chunking, chunks, sentences
from assistant.embed_papers import count_embedded_tokens, embed_papers
from assistant.embedding import Embedder
from assistant.errors import AssistantError, IndexUnavailable
from assistant.generations import Generations
from assistant.index import CHECKPOINT, CHROMA, PAPERS, SHARED, index_words, open_vectors
from assistant.manifest import EmbeddingId, Manifest
from assistant.server_shelf import ServerShelf
from assistant.shelf import PaperStore
from assistant.vectors import VectorIndex

Progress = Callable[[str, int, int], None]

# Papers embedded at once: bounds memory and what a kill can cost, and still leaves batches of like length.
_AT_ONCE = 64
_STORED_AT_ONCE = 256
# A remote model that is to embed more papers than this is told of in tokens beforehand: it may cost money.
_ANNOUNCED = 10_000
# As many papers are embedded before anything is published: some ten seconds.
_SOON = 200
# Vectors of at least so many papers make a new generation, and a quarter of those that are in it already:
# copying the index stays cheap beside embedding.
_WORTH_PUBLISHING = 1000


def embedding_id(embedder: Embedder) -> EmbeddingId:
    """Return the identity of an embedding model, as manifests keep it."""
    return EmbeddingId(name=embedder.name, hash=embedder.hash, dim=embedder.dim)


@dataclass(frozen=True, slots=True)
class Work:
    """What an index is made of, with what, and where; its vectors go to ``server`` where one is given."""

    generations: Generations
    truth: PaperStore
    shelf: str
    embedder: Embedder
    chunking: Chunking
    progress: Progress = lambda name, done, total: None
    server: ServerShelf | None = None

    def embedding(self) -> EmbeddingId:
        """Return the identity of the embedding model."""
        return embedding_id(self.embedder)


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing an index up to date did, in papers; ``rebuilt`` says why all was made anew, when it was.

    ``pending`` papers have no vectors yet: they are found by their words only.
    """

    embedded: int = 0
    removed: int = 0
    rebuilt: str | None = None
    pending: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the next generation needs: the one to start from, papers whose passages go, papers to embed."""

    base: Path | None
    old: Manifest | None
    want: Mapping[str, str]
    stale: tuple[str, ...]
    pending: tuple[str, ...]
    version: str = ""

    @property
    def words(self) -> bool:
        """Whether the papers differ from those of the index in force."""
        return self.old is None or self.old.papers != self.want

    @property
    def news(self) -> bool:
        """Whether the index in force is not what it should be, vectors that are to be made left aside."""
        return self.words or (self.old is not None and self.old.version != self.version)


def update_index(
    work: Work,
    *,
    rebuild: bool = False,
    most: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    announce: bool = True,
) -> Update:
    """Make the index equal what ``work.truth`` holds, embedding only papers that are new or changed.

    Call it with the writer's lock held. At every moment the index in force is whole. When more than
    ``most`` papers are to be embedded none is, and they stay pending; ``stop`` is asked between batches.
    With ``announce`` the tokens of a long run of a remote model are counted and told beforehand.
    Raises IndexUnavailable when files cannot be written, ModelUnavailable when a remote embedder fails;
    what was embedded until then is kept.
    """
    plan, reason = _plan(work, rebuild)
    if not plan.news and not plan.pending:
        return Update()
    removed = len(plan.stale)
    work.generations.sweep()
    try:
        with closing(
            Checkpoint(work.generations.folder / CHECKPOINT, work.embedding(), work.chunking)
        ) as saved:
            saved.keep_only({} if rebuild else {key: plan.want[key] for key in plan.pending})
            embedded, pending = _work_off(work, plan, saved, most, stop, announce)
    except OSError as error:
        raise IndexUnavailable(
            f"The index could not be written in {work.generations.folder} ({error}). The old index, if any, is "
            "untouched; make room or set ASSISTANT_HOME to another folder, then run: paper-assistant index --finish"
        ) from error
    return Update(embedded, removed, reason, pending)


def _plan(work: Work, rebuild: bool) -> tuple[_Plan, str | None]:
    """Compare the index in force with the papers; also return the reason why all must be made anew, if so."""
    base, old, reason = _base(work, rebuild)
    want, have = work.truth.hashes(), old.papers if old else {}
    if work.server:
        version, there = work.server.version(), work.server.hashes()
        pending = tuple(key for key in want if key in there and not there[key][1])
        return _Plan(base, old, want, (), pending, version), reason
    waiting = set(old.pending) if old else set()
    stale = tuple(key for key, seen in have.items() if want.get(key) != seen)
    pending = tuple(key for key, seen in want.items() if have.get(key) != seen or key in waiting)
    return _Plan(base, old, want, stale, pending), reason


def _base(work: Work, rebuild: bool) -> tuple[Path | None, Manifest | None, str | None]:
    """Return the generation to start from with its manifest, or none and the reason to start anew."""
    if rebuild:
        return None, None, "a rebuild was asked for"
    current = work.generations.current()
    if current is None:
        return None, None, None
    if reason := Manifest.other_form(current):
        return None, None, reason
    manifest = Manifest.open(current)
    reason = manifest.mismatch(work.embedding(), work.chunking)
    return (current, manifest, None) if reason is None else (None, None, reason)


def _work_off(
    work: Work, plan: _Plan, saved: Checkpoint, most: int | None, stop: Callable[[], bool], announce: bool
) -> tuple[int, int]:
    """Embed what is pending and put it in force; return how many papers were embedded and how many were not."""
    todo = [key for key in plan.pending if key not in saved]
    if plan.words and len(todo) > _SOON:
        plan = _publish(work, plan, saved)
    if most is not None and len(todo) > most:
        plan = _publish(work, plan, saved) if plan.news else plan
        return 0, len(plan.pending)
    if announce:
        _announce(work, todo)
    done = 0
    try:
        while done < len(todo) and not stop():
            papers = list(work.truth.get(todo[done : done + _AT_ONCE]).values())
            saved.write(embed_papers(papers, work.embedder, work.chunking, _told(work, done, len(todo))))
            done = min(done + _AT_ONCE, len(todo))
            work.progress("embedding", done, len(todo))
            if work.server:
                work.server.beat()
            if done < len(todo) and _worth_publishing(plan, saved):
                plan = _publish(work, plan, saved)
    except AssistantError:
        if plan.words:  # the papers can be found by their words all the same
            _publish(work, plan, saved)
        raise
    if plan.news or done == len(todo):
        plan = _publish(work, plan, saved)
    return done, len(plan.pending)


def _told(work: Work, start: int, total: int) -> Callable[[int], None]:
    """Turn progress over the papers of a batch into progress over all papers."""
    return lambda done: work.progress("embedding", start + done, total)


def _announce(work: Work, todo: Sequence[str]) -> None:
    """Say how many tokens a remote model is about to be asked to embed, as progress ("tokens", tokens, papers)."""
    if getattr(work.embedder, "remote", False) and len(todo) > _ANNOUNCED:
        papers = (
            paper
            for start in range(0, len(todo), _STORED_AT_ONCE)
            for paper in work.truth.get(todo[start : start + _STORED_AT_ONCE]).values()
        )
        work.progress("tokens", count_embedded_tokens(papers, work.chunking), len(todo))


def _worth_publishing(plan: _Plan, saved: Checkpoint) -> bool:
    inside = len(plan.want) - len(plan.pending)
    return len(saved) >= max(_WORTH_PUBLISHING, inside // 4)


def _publish(work: Work, plan: _Plan, saved: Checkpoint) -> _Plan:
    """Put a generation in force that holds all papers and all vectors known by now; return what is left to do."""
    ready = [key for key in plan.pending if key in saved]
    left = tuple(key for key in plan.pending if key not in saved)
    with work.generations.making(plan.base, SHARED) as path:
        if plan.words:
            work.progress("keywords", 0, 0)
            work.truth.copy_to(path / PAPERS)
            index_words(path, work.truth)
        counts = _store(work, plan, path, ready, saved)
        manifest = Manifest(
            shelf=work.shelf,
            embedding=work.embedding(),
            chunking=work.chunking,
            papers=dict(plan.want),
            pending=left,
            version=work.server.bump() if work.server and ready else plan.version,
            chunks=counts[0],
            sentences=counts[1],
        )
        manifest.save(path)
    saved.drop(ready)
    work.generations.sweep()
    return replace(plan, base=path, old=manifest, stale=(), pending=left, version=manifest.version)


def _store(work: Work, plan: _Plan, path: Path, ready: Sequence[str], saved: Checkpoint) -> tuple[int, int]:
    """Drop the passages of stale papers and store those of ``ready``; return all chunks and sentences."""
    url = work.server.url if work.server else None
    with closing(open_vectors(path, work.shelf, url)) as vectors:
        if not work.server:
            vectors.expect(len(ready))
        if plan.stale:
            vectors.delete(*_old_passages(work, plan))
        for start in range(0, len(ready), _STORED_AT_ONCE):
            papers = list(work.truth.get(ready[start : start + _STORED_AT_ONCE]).values())
            known = saved.read([paper.id for paper in papers])
            nodes = chunks(papers, work.chunking)
            spans = [passage.id for paper in papers for passage in sentences(paper)]
            of_chunks = np.concatenate([known[paper.id].chunks for paper in papers])
            of_sentences = np.concatenate([known[paper.id].sentences for paper in papers])
            if work.server:  # a writer that was killed may have left some of them there
                vectors.delete_papers([paper.id for paper in papers])
            vectors.add_chunks(nodes, of_chunks)
            vectors.add_sentences(spans, of_sentences, by_paper=work.server is not None)
            if work.server:
                work.server.mark([(paper.id, plan.want[paper.id]) for paper in papers])
                work.server.beat()
            work.progress("storing", start + len(papers), len(ready))
        counts = vectors.counts()
    if not work.server:
        VectorIndex.settle(path / CHROMA, work.shelf)
    return counts


def _old_passages(work: Work, plan: _Plan) -> tuple[list[str], list[str]]:
    """Return the ids of the chunks and of the sentences that the base holds of stale papers."""
    assert plan.base is not None, "only an old index has stale papers"
    assert plan.old is not None, "as has its manifest"
    without = set(plan.old.pending)
    with closing(PaperStore(plan.base / PAPERS, read_only=True)) as snapshot:
        papers = list(snapshot.get([key for key in plan.stale if key not in without]).values())
    return (
        [node.node_id for node in chunks(papers, work.chunking)],
        [passage.id for paper in papers for passage in sentences(paper)],
    )
