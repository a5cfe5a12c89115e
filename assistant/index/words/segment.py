"""One inverted index that is never changed: term -> the rows (texts) that hold it and how often, and each row's length.

It holds counts and no scores: those depend on how many texts there are in all and how long they are, so that one
changed text would change every one of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.words.row_ids import ID_FILES, RowIds, save_ids
from assistant.index.words.stemming import Stemmed, stemmed
from assistant.private_files import private_folder

Rows = NDArray[np.int32]
Counts = NDArray[np.uint8]
_TERMS = "terms.txt"
_ARRAYS = ("places", "starts", "rows", "counts", "lengths")
SEGMENT_FILES = (*ID_FILES, _TERMS, *(f"{name}.npy" for name in _ARRAYS))
# A term counts at most so often in one text; a hundredth of that is far above where BM25 is flat.
_MOST = 255
_EMPTY = (np.zeros(0, np.int32), np.zeros(0, np.uint8))


@dataclass(frozen=True, slots=True)
class Segment:
    """The postings of ``terms`` (sorted, each between two line ends), one term's after the other's.

    Of the term t they are ``rows[starts[t]:starts[t + 1]]``, ascending, and as often in ``counts``. ``places`` are
    where the terms begin in ``terms`` (characters), and where one more would; ``lengths`` are in stems.
    """

    ids: Sequence[str] | RowIds
    terms: str
    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    rows: Rows
    counts: Counts
    lengths: Rows

    @classmethod
    def build(cls, ids: Sequence[str], texts: Sequence[str]) -> Segment:
        """Index ``texts`` under ``ids`` (same length), which keep their order."""
        return cls.counting(ids, stemmed(texts))

    @classmethod
    def counting(cls, ids: Sequence[str], texts: Stemmed) -> Segment:
        """Index texts that are cut into stems; they need not hold each of its words."""
        held = np.flatnonzero(np.bincount(texts.numbers, minlength=len(texts.words))).tolist()
        order = sorted(held, key=texts.words.__getitem__)
        rank = np.empty(len(texts.words), np.int64)
        rank[order] = np.arange(len(order))
        keys = rank[texts.numbers] * max(len(ids), 1) + np.repeat(np.arange(len(ids)), texts.lengths)
        words = [texts.words[number] for number in order]
        return _packed(tuple(ids), words, *_counted(keys), texts.lengths.astype(np.int32))

    def merged(self, gone: NDArray[np.bool_], added: Segment, order: NDArray[np.float64]) -> Segment:
        """Return a segment without the rows of ``gone`` and with those of ``added``, in the order of ``order``.

        ``order`` (one number for each row here, then for each that is added) may put them anywhere. What comes out
        is what ``build`` makes of the same texts.
        """
        kept = np.flatnonzero(~gone)
        chosen = np.concatenate([kept, len(self.ids) + np.arange(len(added.ids))])
        chosen = chosen[np.argsort(order[chosen], kind="stable")]
        new_row = np.full(len(order), -1, np.int64)
        new_row[chosen] = np.arange(len(chosen))
        mine, theirs = self._words(), added._words()
        words = sorted({*mine, *theirs})
        number = {word: place for place, word in enumerate(words)}
        keys, counts = [], []
        for part, names, first in ((self, mine, 0), (added, theirs, len(self.ids))):
            terms = np.repeat(
                np.fromiter((number[name] for name in names), np.int64, len(names)), np.diff(part.starts)
            )
            rows = new_row[first + part.rows]
            stays = rows >= 0
            keys.append(terms[stays] * max(len(chosen), 1) + rows[stays])
            counts.append(part.counts[stays])
        both = np.concatenate(keys)
        sorting = np.argsort(both, kind="stable")
        lengths = np.concatenate([self.lengths, added.lengths])[chosen]
        ids = [
            self.ids[row] if row < len(self.ids) else added.ids[row - len(self.ids)]
            for row in chosen.tolist()
        ]
        return _packed(tuple(ids), words, both[sorting], np.concatenate(counts)[sorting], lengths)

    def save(self, folder: Path) -> None:
        """Write the segment into ``folder``."""
        private_folder(folder)
        save_ids([self.ids[row] for row in range(len(self.ids))], folder)
        (folder / _TERMS).write_text(self.terms, encoding="utf-8", newline="")
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, folder: Path) -> Segment:
        """Map a segment that ``save`` wrote. Raises OSError, EOFError or ValueError when it is not whole."""
        with (folder / _TERMS).open(encoding="utf-8", newline="") as file:
            terms = file.read()
        # Plain arrays over the mapped files: numpy's own class for those takes twice the time an access.
        places, starts, rows, counts, lengths = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS
        )
        ids = RowIds(folder)
        fits = (
            {part.ndim for part in (places, starts, rows, counts, lengths)} == {1}
            and len(places) == len(starts) >= 1
            and int(places[-1]) == len(terms)
            and int(starts[-1]) == len(rows) == len(counts)
            and len(lengths) == len(ids)
        )
        if not fits:
            raise ValueError("its files do not belong together")
        return cls(ids, terms, places, starts, rows, counts, lengths)

    def postings(self, term: str) -> tuple[Rows, Counts]:
        """Return the rows that hold ``term``, ascending, and how often each does."""
        number = bisect_left(range(len(self.places) - 1), term, key=self._term)
        if number == len(self.places) - 1 or self._term(number) != term:
            return _EMPTY
        first, after = int(self.starts[number]), int(self.starts[number + 1])
        return self.rows[first:after], self.counts[first:after]

    def _term(self, number: int) -> str:
        return self.terms[int(self.places[number]) : int(self.places[number + 1]) - 1]

    def _words(self) -> list[str]:
        return self.terms[1:-1].split("\n") if len(self.places) > 1 else []


def _counted(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Counts]:
    """Return each key once, ascending, and how often it stood there."""
    found, counts = np.unique(keys, return_counts=True)
    return found, np.minimum(counts, _MOST).astype(np.uint8)


def _packed(
    ids: Sequence[str], words: Sequence[str], keys: NDArray[np.int64], counts: Counts, lengths: Rows
) -> Segment:
    """Make a segment of postings by ascending key: the number of the term times the rows, plus the row."""
    total = max(len(ids), 1)
    starts = np.searchsorted(keys, np.arange(len(words) + 1, dtype=np.int64) * total)
    places = np.cumsum([1, *(len(word) + 1 for word in words)], dtype=np.int64)
    rows = (keys % total).astype(np.int32)
    return Segment(ids, "\n".join(["", *words, ""]) if words else "\n", places, starts, rows, counts, lengths)
