"""A text -> the stems that it is found by: words of two letters and more, no stop words, Snowball's stems.

Tokens and stop words are those of bm25s, with which the scores were chosen; importing it for them costs half a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

# "sub-word" is to be found by "subword" and "pretraining" by "pre-training".
_HYPHENATED = re.compile(r"\b(\w+)-(\w+)\b")
_TOKEN = re.compile(r"\b\w\w+\b")
# Lucene's for English.
_STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with".split()
)
VERSION = 1  # raised when other stems come out of the same text


def stems(text: str) -> list[str]:
    """Return the stems that BM25 matches on, in order, stop words left out."""
    return stems_of([text])[0]


def stems_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the stems of each text."""
    return [list(_stems(text)) for text in texts]


@lru_cache(maxsize=10_000)  # each question that judges by words goes through the same sentences
def _stems(text: str) -> tuple[str, ...]:
    words = [word for word in _TOKEN.findall(_joined(text).lower()) if word not in _STOP_WORDS]
    return tuple(_stemmer().stemWords(words))


@dataclass(frozen=True, slots=True)
class Stemmed:
    """Texts as stems: ``words`` each once, and their numbers in all texts, one text after the other.

    ``lengths`` (texts,) tell where each text ends.
    """

    words: Sequence[str]
    numbers: NDArray[np.int64]
    lengths: NDArray[np.int64]


def stemmed(texts: Sequence[str]) -> Stemmed:
    """Return what ``stems_of`` does of many texts, in arrays: each word is stemmed once, and no text is a list."""
    number_of = _Numbers()
    found = [list(map(number_of.__getitem__, _TOKEN.findall(_joined(text).lower()))) for text in texts]
    counts = np.fromiter(map(len, found), np.int64, len(found))
    tokens = np.fromiter(chain.from_iterable(found), np.int64, int(counts.sum()))
    words = list(number_of)
    stem_number = _Numbers()
    stem_of = np.fromiter(map(stem_number.__getitem__, _stemmer().stemWords(words)), np.int64, len(words))
    kept = np.fromiter((word not in _STOP_WORDS for word in words), np.bool_, len(words))[tokens]
    text_of = np.repeat(np.arange(len(found)), counts)[kept]
    return Stemmed(list(stem_number), stem_of[tokens[kept]], np.bincount(text_of, minlength=len(found)))


class _Numbers(dict[str, int]):
    """A number for each word, from 0, in the order in which they are first asked for."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _joined(text: str) -> str:
    return _HYPHENATED.sub(r"\1-\2 \1\2", text) if "-" in text else text


def _stemmer() -> Any:
    # A Stemmer object keeps a cache and is not safe across threads; making one costs microseconds.
    import Stemmer

    return Stemmer.Stemmer("english")
