"""Papers -> an index that can be searched: built, brought up to date, opened.

An index is one generation (see ``generations``): a snapshot of the papers, their vectors in Chroma, BM25
over papers and over sentences, and a manifest.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.chunks import Chunking, chunks, embedded_text, sentences
from assistant.embedding import Embedder
from assistant.errors import IndexUnavailable
from assistant.generations import Generations
from assistant.keyword import KeywordIndex
from assistant.manifest import EmbeddingId, Manifest
from assistant.shelf import PaperStore
from assistant.types import Paper
from assistant.vectors import VectorIndex

Progress = Callable[[str, int, int], None]
State = Literal["missing", "unfit", "behind", "current"]
_AT_ONCE = 256  # papers embedded at once: bounds memory, and still leaves batches of like length

PAPERS = "papers.db"
_CHROMA, _BY_PAPER, _BY_SENTENCE = "chroma", "bm25-papers", "bm25-sentences"


@dataclass(frozen=True, slots=True)
class Index:
    """An open generation; read only."""

    folder: Path
    manifest: Manifest
    papers: PaperStore
    vectors: VectorIndex
    by_paper: KeywordIndex
    by_sentence: KeywordIndex

    def close(self) -> None:
        """Release the files."""
        self.vectors.close()
        self.papers.close()


@dataclass(frozen=True, slots=True)
class Update:
    """What bringing an index up to date did; ``rebuilt`` says why all was made anew, when it was."""

    embedded: int = 0
    removed: int = 0
    rebuilt: str | None = None


def open_index(folder: Path, shelf: str) -> Index:
    """Open the generation in ``folder``. Raises IndexUnavailable when a part is missing or damaged."""
    manifest = Manifest.open(folder)
    by_paper, by_sentence = KeywordIndex.open(folder / _BY_PAPER), KeywordIndex.open(folder / _BY_SENTENCE)
    with ExitStack() as opened:
        papers = opened.enter_context(closing(PaperStore(folder / PAPERS, read_only=True)))
        vectors = opened.enter_context(closing(VectorIndex(folder / _CHROMA, shelf)))
        # Chroma makes an empty store of one that is missing.
        if vectors.counts() != (manifest.chunks, manifest.sentences):
            raise IndexUnavailable(
                f"Expected {manifest.chunks} chunks and {manifest.sentences} sentences in {folder / _CHROMA}, "
                "but it does not hold them. The papers are safe; rebuild the index from them with: "
                "paper-assistant index --rebuild"
            )
        opened.pop_all()
    return Index(folder, manifest, papers, vectors, by_paper, by_sentence)


def state_of(
    generations: Generations, truth: PaperStore, embedding: EmbeddingId, chunking: Chunking
) -> State:
    """Compare the index in force with what ``truth`` and these models ask for.

    It is "missing", "unfit" to be searched with these models, "behind" the papers, or "current".
    """
    current = generations.current()
    if current is None:
        return "missing"
    if Manifest.other_form(current):
        return "unfit"
    manifest = Manifest.open(current)
    if manifest.mismatch(embedding, chunking):
        return "unfit"
    return "current" if manifest.papers == truth.hashes() else "behind"


def update_index(
    generations: Generations,
    truth: PaperStore,
    shelf: str,
    embedder: Embedder,
    chunking: Chunking,
    *,
    rebuild: bool = False,
    progress: Progress = lambda name, done, total: None,
) -> Update:
    """Make the index equal what ``truth`` holds, embedding only papers that are new or changed.

    Call it with the writer's lock held. Until the new generation is whole the old one stays in force.
    Raises IndexUnavailable when files cannot be written, ModelUnavailable when a remote embedder fails.
    """
    embedding = EmbeddingId(name=embedder.name, hash=embedder.hash, dim=embedder.dim)
    base, old, reason = _base(generations, embedding, chunking, rebuild)
    want, have = truth.hashes(), old.papers if old else {}
    if base is not None and want == have:
        return Update()
    stale = [paper_id for paper_id, seen in have.items() if want.get(paper_id) != seen]
    fresh = [paper_id for paper_id, seen in want.items() if have.get(paper_id) != seen]
    generations.sweep()
    try:
        with generations.making(base) as path:
            truth.copy_to(path / PAPERS)
            counts = _embed(path, shelf, truth, stale, fresh, embedder, chunking, progress)
            _index_words(path, truth, progress)
            Manifest(
                shelf=shelf,
                embedding=embedding,
                chunking=chunking,
                papers=want,
                chunks=counts[0],
                sentences=counts[1],
            ).save(path)
    except OSError as error:
        raise IndexUnavailable(
            f"The index could not be written in {generations.folder} ({error}). The old index, if any, is "
            "untouched; make room or set ASSISTANT_HOME to another folder, then run: paper-assistant index"
        ) from error
    generations.sweep()
    return Update(len(fresh), len(stale), reason)


def _base(
    generations: Generations, embedding: EmbeddingId, chunking: Chunking, rebuild: bool
) -> tuple[Path | None, Manifest | None, str | None]:
    """Return the generation to start from with its manifest, or none and the reason to start anew."""
    if rebuild:
        return None, None, "a rebuild was asked for"
    current = generations.current()
    if current is None:
        return None, None, None
    if reason := Manifest.other_form(current):
        return None, None, reason
    manifest = Manifest.open(current)
    reason = manifest.mismatch(embedding, chunking)
    return (current, manifest, None) if reason is None else (None, None, reason)


def _embed(
    path: Path,
    shelf: str,
    truth: PaperStore,
    stale: Sequence[str],
    paper_ids: Sequence[str],
    embedder: Embedder,
    chunking: Chunking,
    progress: Progress,
) -> tuple[int, int]:
    """Drop the passages of ``stale`` papers and store those of ``paper_ids``; return all chunks and sentences."""
    with closing(VectorIndex(path / _CHROMA, shelf)) as vectors:
        if stale:
            vectors.delete(stale)
        for start in range(0, len(paper_ids), _AT_ONCE):
            papers = list(truth.get(paper_ids[start : start + _AT_ONCE]).values())
            titles = {paper.id: paper.title for paper in papers}
            nodes = chunks(papers, chunking)
            spans = [sentence for paper in papers for sentence in sentences(paper)]
            texts = [embedded_text(titles[node.metadata["paper_id"]], node.get_content()) for node in nodes]
            texts += [sentence.text for sentence in spans]
            encoded = embedder.encode(texts, progress=_within(progress, start, len(papers), len(paper_ids)))
            vectors.add_chunks(nodes, encoded[: len(nodes)])
            vectors.add_sentences([sentence.id for sentence in spans], encoded[len(nodes) :])
            progress("embedding", start + len(papers), len(paper_ids))
        return vectors.counts()


def _within(progress: Progress, start: int, papers: int, total: int) -> Callable[[int, int], None]:
    """Turn progress over the texts of some papers into progress over all papers."""
    return lambda done, texts: progress("embedding", start + papers * done // max(texts, 1), total)


def _index_words(path: Path, papers: Iterable[Paper], progress: Progress) -> None:
    """Build BM25 over all papers anew (seconds for 64,000)."""
    progress("keywords", 0, 0)
    everything = list(papers)
    spans = [sentence for paper in everything for sentence in sentences(paper)]
    for name in (_BY_PAPER, _BY_SENTENCE):
        shutil.rmtree(path / name, ignore_errors=True)
    KeywordIndex.build(
        [paper.id for paper in everything], [f"{paper.title}. {paper.abstract}" for paper in everything]
    ).save(path / _BY_PAPER)
    KeywordIndex.build([span.id for span in spans], [span.text for span in spans]).save(path / _BY_SENTENCE)
