"""A claim and a paper -> the sentence that best supports it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from assistant.text.content_words import terms
from assistant.text.sentences import sentence_spans
from assistant.types import Field_, Paper

# Set by reading the choices on paraphrased claims about real abstracts, not fitted.
LENGTH_NORM = 0.3  # BM25's b, low: a longer sentence is penalised lightly
TITLE_COVERAGE = 0.6  # share of the claim's terms that the title must hold ...
TITLE_MARGIN = 1.5  # ... and how much better than the best sentence it must score to be quoted instead
PREFERRED_BONUS = 1.02  # decides between near-equals only


class Span(NamedTuple):
    """A stretch of one paper: ``getattr(paper, field)[start:end]`` (characters)."""

    field: Field_
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Profile:
    """What best_support knows of an abstract, worked out once."""

    spans: tuple[tuple[int, int], ...]
    sentences: tuple[Mapping[str, float], ...]
    frequency: Counter[str]
    mean_length: float


@lru_cache(maxsize=1024)
def _profile(abstract: str) -> _Profile:
    spans = sentence_spans(abstract)
    sentences = tuple(terms(abstract[start:end]) for start, end in spans)
    lengths = sum(map(len, sentences)) / len(spans) if spans else 0.0
    return _Profile(spans, sentences, Counter(term for sentence in sentences for term in sentence), lengths)


def best_support(claim: str, paper: Paper, preferred: Sequence[tuple[int, int]] = ()) -> Span:
    """Return the sentence of the abstract that shares most with ``claim``, weighted by how telling it is.

    Stemmed content words count by their rarity among the abstract's sentences, numbers three times and
    names twice. Between near-equals a sentence within ``preferred`` (spans of the abstract) wins, else
    the first in reading order. The title is returned when there is no abstract, or when it covers most
    of the claim and does so clearly better than any sentence.
    """
    profile = _profile(paper.abstract)
    heading = paper.title.strip() or paper.title
    title = Span("title", paper.title.index(heading), paper.title.index(heading) + len(heading))
    if not profile.spans:
        return title
    wanted = terms(claim)
    best, best_score = 0, -1.0
    for index, (span, sentence) in enumerate(zip(profile.spans, profile.sentences, strict=True)):
        score = _overlap(wanted, sentence, profile)
        score /= 1 - LENGTH_NORM + LENGTH_NORM * len(sentence) / (profile.mean_length or 1.0)
        if any(start < span[1] and span[0] < end for start, end in preferred):
            score = score * PREFERRED_BONUS + 1e-9
        if score > best_score:
            best, best_score = index, score
    named = terms(heading)
    enough = len(wanted.keys() & named.keys()) >= max(3, math.ceil(TITLE_COVERAGE * len(wanted)))
    if enough and _overlap(wanted, named, profile) >= TITLE_MARGIN * best_score:
        return title
    return Span("abstract", *profile.spans[best])


def _overlap(wanted: Mapping[str, float], having: Mapping[str, float], profile: _Profile) -> float:
    total = len(profile.spans)
    return sum(
        max(weight, having[term]) * math.log(1 + total / max(profile.frequency[term], 1))
        for term, weight in wanted.items()
        if term in having
    )
