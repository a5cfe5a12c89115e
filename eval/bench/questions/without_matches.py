"""A shelf and the papers that belong in an answer -> the same shelf without them, on which no paper belongs.

So each labelled question with an answer makes one without: every paper left was read and found not to belong.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

from assistant.index.words.bm25 import stems_of
from assistant.retrieval.hybrid import Retriever, Vector
from assistant.types import Hit, Passage


@dataclass(frozen=True, slots=True)
class _Rarities:
    """How rare a stem is among the papers that are left, as the index has it for all."""

    held: Counter[str]
    total: int

    def frequency(self, stem: str) -> int:
        return self.held[stem]

    def rarity(self, stem: str) -> float:
        df = self.held[stem]
        return math.log(1 + (self.total - df + 0.5) / (df + 0.5))


class _Rest:
    """A retriever that knows nothing of the papers that were taken away."""

    def __init__(self, whole: Retriever, left: Sequence[str]) -> None:
        texts = [f"{each.title}. {each.abstract}" for each in whole.index.papers.get(list(left)).values()]
        held = Counter(stem for words in stems_of(texts) for stem in set(words))
        by_paper = _Rarities(held, len(texts))
        self._whole, self._left = whole, tuple(left)
        self.index = SimpleNamespace(
            by_paper=by_paper, vectors=whole.index.vectors, papers=whole.index.papers
        )

    def search(self, query: str, k: int) -> list[Hit]:
        return self._whole.search(query, k, within=self._left)

    def encode(self, query: str) -> Vector:
        return self._whole.encode(query)

    def chunk_cosine(self, cosine: float) -> float:
        return self._whole.chunk_cosine(cosine)

    def sentence_vectors(self, passages: Sequence[Passage]) -> object:
        return self._whole.sentence_vectors(passages)

    def phrase_vectors(self, phrases: Sequence[str]) -> object:
        return self._whole.phrase_vectors(phrases)


def without(papers: Collection[str], whole: Retriever) -> Retriever:
    """Return a retriever over the papers of ``whole`` but ``papers``, as far as weighing a set needs one."""
    left = [key for key in whole.index.papers.ids() if key not in papers]
    return cast(Retriever, _Rest(whole, left))
