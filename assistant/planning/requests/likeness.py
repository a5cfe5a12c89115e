"""A question -> how likely it asks for papers, by the words that frame it; for what the grammar does not know.

``python -m eval.bench.questions.train_requests`` fits the logistic regression and writes ``data/request_kind.json``.
Words that requests seldom hold count by their shape alone, so that it learns how is asked and not what about.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.planning.requests.typos import mended

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*|[?:;,]")
_NAME = re.compile(r"[A-Z].*[A-Z0-9]|\d")
_FIRST = 4  # tokens whose place counts


def likely_papers(question: str) -> float:
    """Return how likely (0 to 1) ``question``, which names no paper, asks for papers and not for a fact."""
    model = _model()
    weights: Mapping[str, float] = model["weights"]
    common = frozenset(model["words"])
    score = sum(weights.get(feature, 0.0) for feature in features(question, common))
    return 1 / (1 + math.exp(-(score + model["constant"])))


def features(question: str, common: frozenset[str]) -> frozenset[str]:
    """Return words, pairs of words, and words and triples at the beginning; words that are not ``common`` by shape."""
    words = [_shape(word, common, place) for place, word in enumerate(_TOKEN.findall(mended(question)))]
    return frozenset(_named(words))


def _named(words: list[str]) -> Iterator[str]:
    yield from words
    yield from (f"{place} {word}" for place, word in enumerate(words[:_FIRST]))
    framed = ["^", *words, "$"]
    for at in range(len(framed) - 1):
        yield " ".join(framed[at : at + 2])
        if at < _FIRST:
            yield " ".join(framed[at : at + 3])


def _shape(word: str, common: frozenset[str], place: int) -> str:
    lower = word.lower().replace("’", "'")
    if lower in common or not lower[0].isalnum():
        return lower
    if _NAME.search(word) or (place and word[0].isupper()):
        return "NAME"
    for ending in ("s", "ing", "ed"):
        if lower.endswith(ending) and not lower.endswith("ss"):
            return f"X{ending}"
    return "X"


@lru_cache(maxsize=1)
def _model() -> Mapping[str, Any]:
    fitted: Mapping[str, Any] = json.loads(
        (files("assistant") / "data" / "request_kind.json").read_text("utf-8")
    )
    return fitted
