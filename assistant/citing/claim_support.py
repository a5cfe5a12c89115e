"""A claim and a paper -> the sentence that best supports it."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from assistant.text.numbers import figures
from assistant.text.sentences import sentence_spans
from assistant.types import Field_, Paper

# Weights of a term that claim and sentence share: a figure or a name says which sentence is meant.
# Set by reading the choices on paraphrased claims about real abstracts, not fitted.
NUMBER_WEIGHT = 3.0
NAME_WEIGHT = 2.0
LENGTH_NORM = 0.3  # BM25's b, low: a longer sentence is penalised lightly
TITLE_COVERAGE = 0.6  # share of the claim's terms that the title must hold ...
TITLE_MARGIN = 1.5  # ... and how much better than the best sentence it must score to be quoted instead
PREFERRED_BONUS = 1.02  # decides between near-equals only

_WORD = re.compile(r"\d+(?:[.,]\d+)*[^\W_]*|[^\W\d_][^\W_]*")
_STOPWORDS = frozenset(
    """a about above after again against all also although am among an and another any are as at be because
    been before being below between both but by can cannot could did do does doing down during each
    either et al few for from further had has have having he her here hers him his how however i if in
    into is it its itself just like may me might more most much must my no nor not of off on once one
    only or other our out over own paper papers per rather same she should show shows so some such than
    that the their them then there these they this those through thus to too under until up upon us use
    used uses using very was we were what when where whereas which while who whom whose why will with
    within without would you your""".split()
)
_stem_lock = threading.Lock()
_stemmer = Stemmer.Stemmer("english")


class Span(NamedTuple):
    """A stretch of one paper: ``getattr(paper, field)[start:end]`` (characters)."""

    field: Field_
    start: int
    end: int


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    with _stem_lock:  # a stemmer object keeps state and is not safe to share between threads
        return str(_stemmer.stemWord(word))


@lru_cache(maxsize=4096)
def terms(text: str) -> Mapping[str, float]:
    """Return the stemmed content words, names and numbers ("#7400000") of ``text`` with their weights."""
    found: dict[str, float] = {}
    for figure in figures(text):
        if not figure.in_name and figure.value not in (0, 1):
            found[f"#{figure.value:f}"] = 1.0 if figure.spelled else NUMBER_WEIGHT
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isdigit():
            continue
        lower = word.lower()
        if lower in _STOPWORDS or (len(word) == 1 and not word.isupper()):
            continue
        name = sum(map(str.isupper, word)) > 1 or any(map(str.isdigit, word))
        key = lower.removesuffix("s") if name else _stem(lower)
        found[key] = max(found.get(key, 0.0), NAME_WEIGHT if name else 1.0)
    return found


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
