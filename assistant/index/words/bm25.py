"""BM25 over papers and over sentences: the counts of one or two segments, scored when they are asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailable
from assistant.index.words.segment import Segment
from assistant.index.words.stemming import stems, stems_of

__all__ = ["KeywordIndex", "stems", "stems_of"]

_K1, _B = 1.5, 0.75  # bm25s's own
_LETTER = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]")
_GONE, _ORDER = "gone.npy", "order.npy"
_DAMAGE = (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError)


class KeywordIndex:
    """BM25 (Robertson and Zaragoza's, Lucene's variant, as bm25s has it) over a base and what changed since.

    A row is a text: those of the base come first, then those that were added; a row of the base that is gone counts
    nowhere. So what is found, and its score, is that of an index made anew.
    """

    def __init__(
        self,
        base: Segment,
        added: Segment | None = None,
        gone: NDArray[np.int64] | None = None,
        order: NDArray[np.float64] | None = None,
        where: Path | None = None,
    ) -> None:
        """``gone`` are rows of the base; ``order`` (one a row that is added) says between which of its rows they stand.

        ``where`` is the folder that it was read from, for messages.
        """
        self.base, self._where = base, where
        self.added = added if added is not None and len(added.ids) else None
        parts = [base, self.added] if self.added else [base]
        total = sum(len(part.ids) for part in parts)
        self.gone: NDArray[np.bool_] | None = None
        if gone is not None and len(gone):
            self.gone = np.zeros(total, bool)
            self.gone[gone] = True
        here = np.arange(len(base.ids), dtype=np.float64)
        self.order = np.concatenate([here, order]) if self.added and order is not None else here
        if len(self.order) != total:
            raise ValueError("its order is not that of its texts")
        lengths = np.concatenate([part.lengths for part in parts])
        self._count = total - (0 if self.gone is None else int(self.gone.sum()))
        words = int(lengths.sum()) - (0 if self.gone is None else int(lengths[self.gone].sum()))
        mean = words / max(self._count, 1) or 1.0
        self._norms = (_K1 * (1 - _B + _B * lengths / mean)).astype(np.float32)
        self._parts = [
            (part, sum(len(each.ids) for each in parts[:place])) for place, part in enumerate(parts)
        ]

    @classmethod
    def build(cls, ids: Sequence[str], texts: Sequence[str]) -> KeywordIndex:
        """Index ``texts`` under ``ids`` (same length)."""
        return cls(Segment.build(ids, texts))

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``; one with changes is made a single base first."""
        self.settled().base.save(folder)

    def save_changes(self, folder: Path) -> None:
        """Write what differs from the base into ``folder``."""
        (self.added or Segment.build((), ())).save(folder)
        gone = np.flatnonzero(self.gone) if self.gone is not None else np.zeros(0, np.int64)
        np.save(folder / _GONE, gone)
        np.save(folder / _ORDER, self.order[len(self.base.ids) :])

    def settled(self) -> KeywordIndex:
        """Return the same index without changes: its base holds all."""
        if self.added is None and self.gone is None:
            return self
        gone = np.zeros(len(self.base.ids), bool) if self.gone is None else self.gone[: len(self.base.ids)]
        return KeywordIndex(self.base.merged(gone, self.added or Segment.build((), ()), self.order))

    @classmethod
    def open(cls, folder: Path, changes: Path | None = None) -> KeywordIndex:
        """Read an index that ``save`` wrote, with the ``changes`` that ``save_changes`` wrote where that folder exists.

        Raises IndexUnavailable when it is not whole.
        """
        try:
            base = Segment.open(folder)
            if changes is None or not changes.is_dir():
                return cls(base, where=folder)
            gone, order = np.load(changes / _GONE), np.load(changes / _ORDER)
            return cls(base, Segment.open(changes), gone, order, folder)
        # Which of these numpy raises depends on which of the files is cut short or is not its own.
        except _DAMAGE as error:
            raise _damaged(folder, error) from error

    def search(self, query: str, k: int, among: Container[str] | None = None) -> list[tuple[str, float]]:
        """Return at most ``k`` (id, BM25 score), best first; only texts that share a word with the query.

        With ``among``, only of the ids that it holds. Raises IndexUnavailable when its files turn out to be damaged.
        """
        try:
            return self._search(query, k, among)
        except (LookupError, ValueError) as error:  # rows that do not exist, ids that are no text
            raise _damaged(self._where, error) from error

    def _search(self, query: str, k: int, among: Container[str] | None) -> list[tuple[str, float]]:
        scores = self._scores(stems(query))
        rows = np.flatnonzero(scores > 0)
        if among is not None:
            rows = np.array([row for row in rows.tolist() if self._id(row) in among], dtype=np.int64)
        if len(rows) > k > 0:
            found = scores[rows]
            rows = rows[found >= np.partition(found, len(found) - k)[len(found) - k]]
        # Ties keep the order of the shelf, whichever segment they lie in.
        rows = rows[np.lexsort((self.order[rows], -scores[rows]))][:k]
        return [(self._id(row), float(scores[row])) for row in rows.tolist()]

    def _scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        scores = np.zeros(len(self._norms), np.float32)
        for word in words:
            weight = np.float32(self.rarity(word))
            for part, first in self._parts:
                rows, counts = part.postings(word)
                if len(rows):
                    at = rows + first if first else rows
                    scores[at] += weight * counts / (counts + self._norms[at])
        if self.gone is not None:
            scores[self.gone] = 0.0
        return scores

    def holders(self, stem: str) -> frozenset[int]:
        """Return the rows of the texts that hold a stem."""
        held: list[int] = []
        for part, first in self._parts:
            rows = part.postings(stem)[0] + first
            held += (rows if self.gone is None else rows[~self.gone[rows]]).tolist()
        return frozenset(held)

    def terms_with(self, word: str) -> list[str]:
        """Return the terms in which `word` stands by itself: "llama3", "mmlu_pro", one run together with Chinese."""
        found: dict[str, None] = {}
        for part, _ in self._parts:
            text, at = part.terms, part.terms.find(word)
            while at >= 0:
                end = text.find("\n", at)
                if not _LETTER.match(text[at - 1]) and not (
                    _LETTER.match(text[at + len(word)]) and not text[at + len(word)].isdigit()
                ):
                    found[text[text.rfind("\n", 0, at) + 1 : end]] = None
                at = text.find(word, end)
        return list(found)

    def ids(self, rows: Iterable[int]) -> list[str]:
        """Return the ids of rows, in the order of the shelf."""
        chosen = np.fromiter(rows, np.int64)
        return [self._id(row) for row in chosen[np.argsort(self.order[chosen], kind="stable")].tolist()]

    def frequency(self, stem: str) -> int:
        """Return how many texts hold a stem."""
        found = 0
        for part, first in self._parts:
            rows = part.postings(stem)[0]
            found += len(rows) - (0 if self.gone is None or first else int(self.gone[rows].sum()))
        return found

    def rarity(self, stem: str) -> float:
        """Return the information of a stem, log(1 + (N - df + 0.5) / (df + 0.5)), in nats (BM25's idf)."""
        df = self.frequency(stem)
        return math.log(1 + (self._count - df + 0.5) / (df + 0.5))

    def _id(self, row: int) -> str:
        base = len(self.base.ids)
        if row < base or self.added is None:
            return self.base.ids[row]
        return self.added.ids[row - base]


def _damaged(folder: Path | None, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The keyword index in {folder} is damaged ({error}). "
        "Rebuild it from the papers, which are safe, with: paper-assistant index --rebuild"
    )
