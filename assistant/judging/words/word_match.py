"""Words of a question, their weights, and what stands for each in the papers -> how much of them a text holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.words.bm25 import stems_of
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.word_groups import related
from assistant.text.content_words import share

Column = NDArray[np.float32]
# What a word of the question counts for when only a word for the same, or of the same family, is there.
_SYNONYM, _FAMILY = 0.6, 0.7
_LEAST_BEGINNING = 5
# Endings that stems of one family may differ in: "token" and "tokeniz", "annot" and "annotator".
_ENDINGS = frozenset(
    " a abl age al an anc ant ar ari ary at ation ativ ator e ed en enc ent er es ess et i ial ibl ic ical ier if ific"
    " in ing ion ious ish ism ist iti ition itiv itor iv iz izat ization izer less ly ment ness or ori ous r s ship th"
    " u ual uat ur y".split(" ")
)
_MOST = 0.95


@dataclass(frozen=True, slots=True)
class Words:
    """Each word's information (nats), and the words that stand for it with a weight (0 to 1); all are stems."""

    weights: Mapping[str, float]
    alike: Mapping[str, Mapping[str, float]]

    def exactly(self) -> Words:
        """Return the same words with nothing standing for them but themselves."""
        return Words(self.weights, {word: {word: 1.0} for word in self.weights})

    def held(self, word: str, text: frozenset[str]) -> float:
        """Return how well (0 to 1) the stems ``text`` hold ``word``; several that stand for it tell more than one."""
        if word in text:
            return 1.0
        standing = [weight for alike, weight in self.alike.get(word, {}).items() if alike in text]
        return min(1 - math.prod(1 - weight for weight in standing), _MOST)

    def share(self, text: frozenset[str]) -> float:
        """Return the share (0 to 1) of the words' information that the stems ``text`` hold."""
        return share(self.weights, lambda word: self.held(word, text))

    def shares(self, texts: Sequence[frozenset[str]]) -> Column:
        """Return the share of each text."""
        return np.array([self.share(text) for text in texts], np.float32)

    def missing(self, text: frozenset[str]) -> float:
        """Return the share of all information that the weightiest word lacking in ``text`` has."""
        lacking = [weight for word, weight in self.weights.items() if not self.held(word, text)]
        return max(lacking, default=0.0) / (sum(self.weights.values()) or 1.0)

    def part(self, part: str, text: frozenset[str]) -> float:
        """Return the mean share of the words of ``part`` held; 1 where it has none of these words."""
        words = [word for word in distinct_stems(part) if word in self.alike]
        return sum(self.held(word, text) for word in words) / len(words) if words else 1.0


def distinct_stems(text: str) -> tuple[str, ...]:
    """Return the stems of ``text`` in reading order, each once."""
    return tuple(dict.fromkeys(stems_of([text])[0]))


def of_one_family(word: str, other: str) -> bool:
    """Tell whether two stems are forms of one word: alike from the start, and different only in their endings."""
    if word[:_LEAST_BEGINNING] != other[:_LEAST_BEGINNING] or len(word) < _LEAST_BEGINNING:
        return False
    pairs = enumerate(zip(word, other, strict=False))
    same = next((at for at, (one, two) in pairs if one != two), min(len(word), len(other)))
    return any(
        word[at:] in _ENDINGS and other[at:] in _ENDINGS for at in range(same, _LEAST_BEGINNING - 1, -1)
    )


def words_of(words: Sequence[str], vocabulary: frozenset[str], retriever: Retriever) -> Words:
    """Weigh ``words`` by their rarity on the shelf, and find what stands for them in ``vocabulary``."""
    weights: dict[str, float] = {}
    alike: dict[str, dict[str, float]] = {}
    for word in words:
        other = {word_like: _SYNONYM for word_like in related().get(word, ()) if word_like in vocabulary}
        other |= {word_like: _FAMILY for word_like in vocabulary if of_one_family(word, word_like)}
        other[word] = 1.0
        alike[word] = other
        rarities = [
            retriever.index.by_paper.rarity(word_like) for word_like in other if word_like in vocabulary
        ]
        weights[word] = min(rarities) if rarities else retriever.index.by_paper.rarity(word)
    return Words(weights, alike)
