"""Vectors of sentences in one array on disk, read paper by paper: an answer weighs those of a few papers only.

They need no graph, which would take ten times the memory: what a question is near to is found by chunks and by words.
"""

from __future__ import annotations

import shutil
import threading
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from assistant.index.passages import passage_id, place_of
from assistant.index.words.row_ids import RowIds, save_ids
from assistant.private_files import private_folder

Vectors = NDArray[np.float32]
FOLDER = "sentences"
_ARRAY, _FIRSTS, _SPANS = "vectors.bin", "firsts.npy", "spans.npy"
# Half precision: a cosine changes by less than 0.0005, and the file is half as large.
_KIND = np.dtype("<f2")


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one paper: their passage ids, and unit vectors (sentences, dim)."""

    ids: Sequence[str]
    vectors: Vectors


class SentenceFile:
    """The sentences of each paper, in their order; read only, safe for many threads."""

    def __init__(self, folder: Path) -> None:
        """Open what ``write_sentences`` wrote. Raises IndexUnavailable when it is not whole."""
        self._folder = folder
        try:
            self._papers = RowIds(folder)
            self._firsts: NDArray[np.int64] = np.load(folder / _FIRSTS)
            self._spans = np.asarray(np.load(folder / _SPANS, mmap_mode="r"))
            self._file = (folder / _ARRAY).open("rb", buffering=0)
            size, self.count = (folder / _ARRAY).stat().st_size, int(self._firsts[-1])
            self._row = size // max(self.count, 1)
            whole = len(self._firsts) == len(self._papers) + 1 and self._spans.shape == (self.count, 2)
            if not whole or self._row * self.count != size or self._row % _KIND.itemsize:
                raise ValueError("its files do not belong together")
        except (OSError, EOFError, ValueError, LookupError, TypeError) as error:
            raise _damaged(folder, error) from error
        self._lock = threading.Lock()
        # A reader that is left behind, such as one of a cancelled question, lets go of the file when it is collected.
        self._release = weakref.finalize(self, self._file.close)

    @property
    def papers(self) -> list[str]:
        """The ids of all papers in it, sorted."""
        return [self._papers[row] for row in range(len(self._papers))]

    def __contains__(self, paper_id: str) -> bool:
        return self._place(paper_id) is not None

    def get(self, paper_ids: Iterable[str]) -> dict[str, Sentences]:
        """Return paper id -> its sentences, of those that are in it. Raises IndexUnavailable."""
        return {paper_id: self._read(paper_id, row) for paper_id, row in self.places(paper_ids).items()}

    def places(self, paper_ids: Iterable[str]) -> dict[str, int]:
        """Return paper id -> its row, of those that are in it."""
        found = ((paper_id, self._place(paper_id)) for paper_id in paper_ids)
        return {paper_id: row for paper_id, row in found if row is not None}

    def cosines(self, places: Iterable[int], vector: Vectors) -> tuple[NDArray[np.int64], Vectors]:
        """Return the numbers of all sentences of the papers in these rows, and their cosines with a unit ``vector``.

        Both have shape (sentences,). Raises IndexUnavailable.
        """
        rows = np.sort(np.fromiter(places, np.int64))
        if not len(rows):
            return rows, np.zeros(0, np.float32)
        spans = list(zip(self._firsts[rows].tolist(), self._firsts[rows + 1].tolist(), strict=True))
        content = self._content(spans)
        matrix = np.frombuffer(content, _KIND).reshape(-1, self._row // _KIND.itemsize)
        numbers = np.concatenate([np.arange(first, after) for first, after in spans])
        return numbers, matrix.astype(np.float32) @ vector

    def id_of(self, number: int) -> str:
        """Return the passage id of the sentence of this number."""
        paper_id = self._papers[int(np.searchsorted(self._firsts, number, "right")) - 1]
        start, end = self._spans[number].tolist()
        return _id(paper_id, start, end)

    def counted(self, paper_ids: Iterable[str]) -> int:
        """Return how many sentences these papers have in it."""
        places = (self._place(paper_id) for paper_id in paper_ids)
        return sum(int(self._firsts[row + 1] - self._firsts[row]) for row in places if row is not None)

    def close(self) -> None:
        """Release the file."""
        self._release()

    def _place(self, paper_id: str) -> int | None:
        return self._papers.row_of(paper_id)

    def _read(self, paper_id: str, row: int) -> Sentences:
        first, after = int(self._firsts[row]), int(self._firsts[row + 1])
        content = self._content([(first, after)])
        spans = self._spans[first:after].tolist()
        return Sentences(
            tuple(_id(paper_id, start, end) for start, end in spans),
            np.frombuffer(content, _KIND).reshape(after - first, -1).astype(np.float32),
        )

    def _content(self, spans: Iterable[tuple[int, int]]) -> bytes:
        """Return the bytes of the sentences from each first number to that before the other."""
        parts, wanted = [], 0
        # Read and not mapped: pages that were looked at once would count as memory of the process.
        with self._lock:
            for first, after in spans:
                self._file.seek(first * self._row)
                parts.append(self._file.read((after - first) * self._row))
                wanted += (after - first) * self._row
        content = b"".join(parts)
        if len(content) != wanted:
            raise _damaged(self._folder, "it is cut short")
        return content


def write_sentences(folder: Path, parts: Iterable[tuple[str, Sentences]]) -> None:
    """Write the sentences of papers, which must come sorted by id, into a new ``folder``. Raises OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    papers, firsts, spans = [], [0], []
    with (folder / _ARRAY).open("wb") as file:
        for paper_id, found in parts:
            file.write(np.ascontiguousarray(found.vectors, _KIND).tobytes())
            papers.append(paper_id)
            spans += [_span(identifier) for identifier in found.ids]
            firsts.append(len(spans))
    save_ids(papers, folder)
    np.save(folder / _FIRSTS, np.array(firsts, np.int64))
    np.save(folder / _SPANS, np.array(spans, np.int32).reshape(-1, 2))


def _span(identifier: str) -> tuple[int, int]:
    """Return where a sentence stands; in a title its end is told as -1 - end."""
    _, field, start, end = place_of(identifier)
    return start, end if field == "abstract" else -1 - end


def _id(paper_id: str, start: int, end: int) -> str:
    field, last = ("abstract", end) if end >= 0 else ("title", -1 - end)
    return passage_id(paper_id, "sentence", field, start, last)


def _damaged(folder: Path, why: object) -> IndexUnavailable:
    return IndexUnavailable(
        f"The vectors of the sentences in {folder} are damaged ({why}). "
        "Rebuild the index from the papers, which are safe, with: paper-assistant index --rebuild"
    )
