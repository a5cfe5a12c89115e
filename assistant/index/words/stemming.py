"""A text -> the stems that it is found by: bm25s's tokens, its English stop words left out, Snowball's stems."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

# "sub-word" is to be found by "subword" and "pretraining" by "pre-training".
_HYPHENATED = re.compile(r"\b(\w+)-(\w+)\b")
_TOKEN = re.compile(r"\b\w\w+\b")  # as bm25s has it


def stems(text: str) -> list[str]:
    """Return the stems that BM25 matches on, in order, stop words left out."""
    return stems_of([text])[0]


def stems_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the stems of each text: those of bm25s, without its bars of progress, which cost a millisecond a call."""
    return [list(_stems(text)) for text in texts]


@lru_cache(maxsize=10_000)  # each question of a set goes through the same sentences
def _stems(text: str) -> tuple[str, ...]:
    left_out = _left_out()
    words = [word for word in _TOKEN.findall(_joined(text).lower()) if word not in left_out]
    return tuple(_stemmer().stemWords(words))


@cache
def _left_out() -> frozenset[str]:
    from bm25s.stopwords import STOPWORDS_EN

    return frozenset(STOPWORDS_EN)


def stem_numbers(texts: Sequence[str]) -> tuple[list[list[int]], list[str]]:
    """Return the stems of each text as numbers, and the stem of each number."""
    import bm25s

    found: Any = bm25s.tokenize(
        [_joined(text) for text in texts], stopwords="en", stemmer=_stemmer(), show_progress=False
    )
    return found.ids, sorted(found.vocab, key=found.vocab.__getitem__)


def _joined(text: str) -> str:
    return _HYPHENATED.sub(r"\1-\2 \1\2", text)


def _stemmer() -> Any:
    # A Stemmer object keeps a cache and is not safe across threads; making one costs microseconds.
    import Stemmer

    return Stemmer.Stemmer("english")
