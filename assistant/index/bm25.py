"""BM25 over papers and over sentences (bm25s), built once, saved, and read memory-mapped."""

from __future__ import annotations

import math
import mmap
import re
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import IndexUnavailable
from assistant.private_files import private_folder

# "sub-word" is to be found by "subword" and "pretraining" by "pre-training".
_LETTER = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]")
_HYPHENATED = re.compile(r"\b(\w+)-(\w+)\b")
_ID_TEXT, _ID_ENDS = "ids.txt", "ids.npy"


class KeywordIndex:
    """One BM25 index (Robertson and Zaragoza's, Lucene's variant, as bm25s has it) with the ids of its rows."""

    def __init__(self, bm25: Any, ids: Sequence[str] | RowIds, where: Path | None = None) -> None:
        """``where`` is the folder that it was read from, for messages."""
        self._bm25 = bm25
        self._ids = ids
        self._where = where
        self._terms: str | None = None

    @classmethod
    def build(cls, ids: Sequence[str], texts: Sequence[str]) -> KeywordIndex:
        """Index ``texts`` under ``ids`` (same length)."""
        import bm25s

        if not ids:
            return cls(None, ())
        bm25 = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
        tokens = _tokens(texts)
        if not tokens.vocab:  # nothing but stop words: bm25s has no empty index
            return cls(None, ())
        bm25.index(tokens, show_progress=False)
        return cls(bm25, tuple(ids))

    def save(self, folder: Path) -> None:
        """Write the index into ``folder``."""
        private_folder(folder)
        save_ids([self._ids[row] for row in range(len(self._ids))], folder)
        if self._bm25 is not None:
            self._bm25.save(folder, show_progress=False)

    @classmethod
    def open(cls, folder: Path) -> KeywordIndex:
        """Read an index that ``save`` wrote. Raises IndexUnavailable when it is not whole."""
        import bm25s

        try:
            ids = RowIds(folder)
            bm25 = bm25s.BM25.load(folder, mmap=True) if len(ids) else None
            if bm25 is not None and bm25.scores["num_docs"] != len(ids):
                raise ValueError(f"it has {len(ids)} ids for {bm25.scores['num_docs']} texts")
            return cls(bm25, ids, folder)
        # Which of these bm25s raises depends on which of its files is cut short or is not its own.
        except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError) as error:
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
        import numpy as np

        if self._bm25 is None:
            return []
        [words] = _words([query])
        known = [word for word in words if word in self._bm25.vocab_dict]
        if not known:
            return []
        scores = self._bm25.get_scores(known)
        if among is not None:
            others = [row for row in np.flatnonzero(scores > 0).tolist() if self._ids[row] not in among]
            scores[others] = 0.0
        k = min(k, len(scores))
        # Scores are sorted with the row number as tie-break: the order is the same in every run.
        best = np.argpartition(-scores, k - 1)[:k]
        best = best[np.lexsort((best, -scores[best]))]
        return [(self._ids[row], float(scores[row])) for row in best.tolist() if scores[row] > 0]

    def holders(self, stem: str) -> frozenset[int]:
        """Return the rows of the texts that hold a stem."""
        if self._bm25 is None or stem not in self._bm25.vocab_dict:
            return frozenset()
        row = int(self._bm25.vocab_dict[stem])
        first, after = self._bm25.scores["indptr"][row : row + 2]
        return frozenset(self._bm25.scores["indices"][int(first) : int(after)].tolist())

    def terms_with(self, word: str) -> list[str]:
        """Return the terms in which `word` stands by itself: "llama3", "mmlu_pro", one run together with Chinese."""
        if self._bm25 is None:
            return []
        if self._terms is None:
            self._terms = "\n".join(["", *self._bm25.vocab_dict, ""])
        text, found, at = self._terms, [], self._terms.find(word)
        while at >= 0:
            end = text.find("\n", at)
            if not _LETTER.match(text[at - 1]) and not (
                _LETTER.match(text[at + len(word)]) and not text[at + len(word)].isdigit()
            ):
                found.append(text[text.rfind("\n", 0, at) + 1 : end])
            at = text.find(word, end)
        return found

    def ids(self, rows: Iterable[int]) -> list[str]:
        """Return the ids of rows, in their order."""
        return [self._ids[row] for row in rows]

    def frequency(self, stem: str) -> int:
        """Return how many texts hold a stem."""
        if self._bm25 is None or stem not in self._bm25.vocab_dict:
            return 0
        row = int(self._bm25.vocab_dict[stem])
        first, after = self._bm25.scores["indptr"][row : row + 2]
        return int(after - first)

    def rarity(self, stem: str) -> float:
        """Return the information of a stem, log(1 + (N - df + 0.5) / (df + 0.5)), in nats (BM25's idf)."""
        total, df = len(self._ids), self.frequency(stem)
        return math.log(1 + (total - df + 0.5) / (df + 0.5))


def _damaged(folder: Path | None, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The keyword index in {folder} is damaged ({error}). "
        "Rebuild it from the papers, which are safe, with: paper-assistant index --rebuild"
    )


def stems(text: str) -> list[str]:
    """Return the stems that BM25 matches on, in order, stop words left out."""
    return stems_of([text])[0]


def stems_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the stems of each text; many at once take a tenth of the time that one after the other does."""
    return [list(words) for words in _words(texts)]


def _words(texts: Sequence[str]) -> list[list[str]]:
    import bm25s

    found: list[list[str]] = bm25s.tokenize(
        [_joined(text) for text in texts],
        stopwords="en",
        stemmer=_stemmer(),
        show_progress=False,
        return_ids=False,
    )
    return found


def _tokens(texts: Sequence[str]) -> Any:
    import bm25s

    return bm25s.tokenize(
        [_joined(text) for text in texts], stopwords="en", stemmer=_stemmer(), show_progress=False
    )


def _joined(text: str) -> str:
    return _HYPHENATED.sub(r"\1-\2 \1\2", text)


def _stemmer() -> Any:
    # A Stemmer object keeps a cache and is not safe across threads; making one costs microseconds.
    import Stemmer

    return Stemmer.Stemmer("english")


class RowIds:
    """Ids by row number (from 0), read from a folder that ``save_ids`` wrote to."""

    def __init__(self, folder: Path) -> None:
        """Map the ids in ``folder``. Raises OSError, EOFError or ValueError when they are not whole."""
        # A plain array over the mapped file: numpy's own class for those takes twice the time an access.
        self._ends = np.asarray(np.load(folder / _ID_ENDS, mmap_mode="r"))
        size = (folder / _ID_TEXT).stat().st_size
        if self._ends.ndim != 1 or not len(self._ends) or int(self._ends[-1]) != size:
            raise ValueError(f"{_ID_TEXT} and {_ID_ENDS} do not belong together")
        self._text: mmap.mmap | bytes = b""
        if size:  # an empty file cannot be mapped
            with (folder / _ID_TEXT).open("rb") as file:
                self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> str:
        return self._text[int(self._ends[row]) : int(self._ends[row + 1])].decode()


def save_ids(ids: Sequence[str], folder: Path) -> None:
    """Write ``ids`` into ``folder``: their text in one file, where each ends (bytes) in another."""
    parts = [row_id.encode() for row_id in ids]
    (folder / _ID_TEXT).write_bytes(b"".join(parts))
    np.save(folder / _ID_ENDS, np.cumsum([0, *map(len, parts)], dtype=np.int64))
