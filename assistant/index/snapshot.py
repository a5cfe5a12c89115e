"""An index: one generation (see ``generations``), opened; and whether it is the one that is wanted.

It holds a snapshot of the papers, their vectors in Chroma, BM25 over papers and over sentences, and a
manifest. ``update`` makes it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from assistant.index.generations import Generations
from assistant.index.manifest import VECTORS, WORDS, EmbeddingId, Manifest, damaged_file
from assistant.index.passages import Chunking, paper_id_of
from assistant.index.vectors.bases import BASE
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.vectors.sentence_file import FOLDER as SENTENCES
from assistant.index.vectors.sentence_file import SentenceFile
from assistant.index.vectors.vectors import LocalVectors, Part, ServerVectors, Vectors
from assistant.index.words.bm25 import KeywordIndex
from assistant.index.words.update import WORD_FOLDERS, open_words
from assistant.papers.store import PaperStore

Progress = Callable[[str, int, int], None]
State = Literal["missing", "unfit", "behind", "partial", "current"]

PAPERS = "papers.db"
CHECKPOINT = "embedded.db"
CHROMA = "chroma"
# What is replaced as a whole and never written to: generations share it.
SHARED = (PAPERS, *WORD_FOLDERS)
# Chroma writes into its files whenever they are opened. Up to this size (bytes) each reader gets a copy of its own;
# a larger index is opened where it lies, where that can be written to.
_COPIED = 32_000_000
_SQLITE = f"{CHROMA}/chroma.sqlite3"
_VECTORS_AT_ONCE = 500  # papers a request to the vector store


@dataclass(frozen=True, slots=True)
class Index:
    """An open generation; read only. ``views`` are the reader's own copies of what Chroma writes to, if it has any."""

    folder: Path
    manifest: Manifest
    papers: PaperStore
    vectors: Vectors
    by_paper: KeywordIndex
    by_sentence: KeywordIndex
    views: tuple[Path, ...] = ()

    def close(self) -> None:
        """Release the files."""
        self.vectors.close()
        self.papers.close()
        for view in self.views:
            shutil.rmtree(view, ignore_errors=True)


def open_index(folder: Path, shelf: str, url: str | None = None, *, view: Path | None = None) -> Index:
    """Open the generation in ``folder``; its vectors are on the Chroma server at ``url`` if that is given.

    ``view`` names a folder to make for what Chroma writes while it reads; else it is a temporary one.
    Raises IndexUnavailable when a part is missing or damaged.
    """
    manifest = Manifest.open(folder)
    check_files(folder, manifest)
    words = open_words(folder)
    with ExitStack() as opened:
        papers = opened.enter_context(closing(PaperStore(folder / PAPERS, read_only=True)))
        vectors, views = _open_vectors(folder, manifest, shelf, url, view, opened)
        # Chroma makes an empty store of one that is missing. On a server others may be adding just now.
        if not url and vectors.counts() != (manifest.chunks, manifest.sentences):
            raise IndexUnavailable(
                f"Expected {manifest.chunks} chunks and {manifest.sentences} sentences in {folder / CHROMA}, "
                "but it does not hold them. The papers are safe; rebuild the index from them with: "
                "paper-assistant index --rebuild"
            )
        opened.pop_all()
    return Index(folder, manifest, papers, vectors, words.by_paper, words.by_sentence, views)


def _open_vectors(
    folder: Path, manifest: Manifest, shelf: str, url: str | None, view: Path | None, opened: ExitStack
) -> tuple[Vectors, tuple[Path, ...]]:
    """Open the vectors, here or on the server at ``url``; also return the copies that were made of them to read."""
    if url:
        server = ServerVectors(VectorIndex.on_server(url, shelf))
        opened.callback(server.close)
        return server, ()
    views: list[Path] = []

    def part(place: Path, own_view: Path | None) -> Part:
        own = _own_copy(place / CHROMA, own_view)
        if own:
            views.append(own)
            opened.callback(shutil.rmtree, own, ignore_errors=True)
        of_chunks = opened.enter_context(closing(VectorIndex((own or place) / CHROMA, shelf)))
        return Part(of_chunks, opened.enter_context(closing(SentenceFile(place / SENTENCES))))

    changes = part(folder, view)
    base = part(folder.parent / manifest.base, view and view / BASE) if manifest.base else None
    return LocalVectors(changes, base, manifest.gone, manifest.gone_chunks), tuple(views)


def check_files(folder: Path, manifest: Manifest, *, words: bool = True, thorough: bool = False) -> None:
    """Raise IndexUnavailable, naming the file, when one of the generation is not as it was published.

    Those of BM25 are looked at with ``words`` only.
    """
    places = [(folder, {name: mark for name, mark in manifest.files.items() if words or not _of_words(name)})]
    if manifest.base:
        places.append((folder.parent / manifest.base, dict(manifest.based)))
    for place, files in places:
        if sum(mark.size for name, mark in files.items() if name.startswith(f"{CHROMA}/")) > _COPIED:
            files.pop(_SQLITE, None)  # opened where it lies, it changes
        if wrong := damaged_file(place, files, thorough=thorough):
            raise IndexUnavailable(
                f"The index is damaged: {wrong}. The papers are safe; rebuild the index from them with: "
                "paper-assistant index --rebuild"
            )


def _of_words(name: str) -> bool:
    return name.startswith(WORD_FOLDERS)


def _own_copy(chroma: Path, view: Path | None) -> Path | None:
    """Copy Chroma's files for one reader and return the folder they are in; None when they can be used in place.

    Raises IndexUnavailable when there is no room for them.
    """
    sizes = [path.stat().st_size for path in chroma.rglob("*") if path.is_file()]
    if sum(sizes) > _COPIED and os.access(chroma, os.W_OK) and shutil.disk_usage(chroma).free > _COPIED:
        return None
    failed: OSError | None = None
    for beside in (view, None):
        try:
            own = Path(tempfile.mkdtemp(prefix="paper-assistant-index-")) if beside is None else beside
        except OSError as error:
            failed = error
            continue
        try:
            for path in (path for path in chroma.rglob("*") if path.is_file()):
                target = own / CHROMA / path.relative_to(chroma)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)  # not its rights: it may be read-only where it is
            return own
        except OSError as error:
            shutil.rmtree(own, ignore_errors=True)
            failed = error
    raise IndexUnavailable(
        f"The index in {chroma} can be read only from a copy, and there is no room for one ({failed}). "
        f"Free {sum(sizes) / 1e6:,.0f} MB, or name a folder that has as much in TMPDIR."
    ) from failed


def state_of(
    generations: Generations, truth: PaperStore, embedding: EmbeddingId, chunking: Chunking, version: str = ""
) -> State:
    """Compare the index in force with what ``truth`` and these models ask for.

    ``version`` is that of the shelf on a Chroma server. The index is "missing", "unfit" to be searched with
    these models, "behind" the papers, "partial" when papers wait to be embedded, or "current".
    """
    current = generations.current()
    if current is None:
        return "missing"
    if Manifest.other_form(current):
        return "unfit"
    manifest = Manifest.in_force(generations)
    if manifest is None:
        return "missing"
    if manifest.mismatch(embedding, chunking) or (manifest.words, manifest.vectors) != (WORDS, VECTORS):
        return "unfit"
    if manifest.version != version or manifest.papers != truth.hashes():
        return "behind"
    return "partial" if manifest.pending else "current"


def paper_vectors(index: Index, paper_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return paper id -> the mean of its chunks' unit vectors (dim,), for those that are embedded."""
    parts: dict[str, list[NDArray[np.float32]]] = {}
    for start in range(0, len(paper_ids), _VECTORS_AT_ONCE):
        batch = paper_ids[start : start + _VECTORS_AT_ONCE]
        for passage, vector in index.vectors.chunk_vectors(batch).items():
            parts.setdefault(paper_id_of(passage), []).append(vector)
    return {key: np.mean(parts[key], axis=0, dtype=np.float32) for key in paper_ids if key in parts}
