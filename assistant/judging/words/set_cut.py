"""Candidates of a set question and their features -> which of them are listed, by small models that were fitted.

``python -m eval.bench.questions.train_sets`` fits them and writes ``data/set_cut.json``: a regression and trees say how
likely each paper belongs, another regression how likely none does. The list is the one whose F1 is then to be expected
highest. Of a shelf so large that only its closest papers are candidates, many of these may belong, and how each stands
among them tells nothing: there a regression of what each paper is alone decides, ``data/large_cut.json``, by
``python -m eval.bench.search.train_large``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.judging.words.candidates import Candidate, Weighed
from assistant.judging.words.expected_f1 import best_length, expected_f1
from assistant.judging.words.fitted import Both, Floats, Logistic, logistic, trees
from assistant.judging.words.phrases import PHRASE_NAMES
from assistant.judging.words.set_features import NAMES, features_of
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import ScoredSentence

# Lists of up to so many papers are weighed against each other; a longer one goes on while papers are likely.
LONGEST = 20
_LIKELY = 0.5
# From here on the likeliest paper alone says that there is something; by the folds of eval/bench/questions/train_sets.py.
_SURE = 0.75
# Of few papers a reader wants every one that fits: those as likely as this, where one is as likely as that.
FEW = 20
_FITS, _FITS_BEST = 0.2, 0.5
_LEAST = 1e-4
# How likely a paper belongs of which only is asked what it does not do, and which does not do it: small models say no
# to all that is asked so, and must not outweigh it.
_DENIES = 0.99
# The least cosine of a sentence with the question for a paper that states what is done without; by tuning questions.
_ABOUT = 0.3
# Whether there is anything at all is told by the likeliest papers: by the odds of so many, by this of the first one,
# and by the best of this among so many.
_FIRST = 5
_TELLING = (
    *"least_word words_lacking rarest_lacking beside own_beside covered covered_exactly missing own_covered own_whole title_covered part_least own_part_covered cosine chunk "
    "cue_mean cue_wanting cue_in_title".split(),
    *PHRASE_NAMES,
)
# What is told of a paper and of the question alone, not of how it stands among the candidates.
ALONE = tuple(name for name in NAMES if ":" not in name)
# Of a large shelf papers as likely as this are listed, below the first so many as that; by the tuning questions of
# eval/bench/search.
LISTED, BELOW, LISTED_BELOW = 0.4, 100, 0.6
_OF_QUESTION = NAMES[NAMES.index("best cosine") :]


@dataclass(frozen=True, slots=True)
class SetCut:
    """How likely a paper belongs (``belongs``), how likely none does (``none``), and what an empty list is worth more."""

    belongs: Both
    none: Logistic
    bonus: float

    def likely(self, features: NDArray[np.float32], opposed: NDArray[np.bool_]) -> Floats:
        """Return how likely (0 to 1) each row's paper belongs; one that is opposed to what is asked does not."""
        return np.where(opposed, 0.0, self.belongs.likely(features))

    def length(self, likely: Floats, features: NDArray[np.float32]) -> int:
        """Return how many papers to list, the likeliest first."""
        if not len(likely):
            return 0
        worth = expected_f1(np.clip(likely, _LEAST, 1 - _LEAST), LONGEST)
        none = float(self.none.likely(question_row(likely, features)[None])[0])
        if (most := float(likely.max())) >= _SURE:
            none = min(none, 1 - most)
        # What is expected of the lists holds where there is something; whether there is, is better told apart.
        worth = worth * (1 - none) / max(1 - worth[0], 1e-3)
        worth[0] = none + self.bonus
        return best_length(worth, likely, LONGEST)


@lru_cache(maxsize=1)
def large_cut() -> Logistic:
    """Read the regression over ``ALONE`` that is installed with the product, for shelves of which a part are candidates."""
    fitted: Mapping[str, Any] = json.loads(
        (files("assistant") / "data" / "large_cut.json").read_text("utf-8")
    )
    if fitted["names"] != list(ALONE):
        raise AssertionError(
            "data/large_cut.json was fitted to other features; run eval/bench/search/train_large.py again"
        )
    return logistic(fitted["belongs"])


def alone(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the columns of ``features_of`` that a paper has without the other candidates."""
    return features[:, [NAMES.index(name) for name in ALONE]]


@lru_cache(maxsize=1)
def set_cut() -> SetCut:
    """Read the fitted models that are installed with the product."""
    fitted: Mapping[str, Any] = json.loads((files("assistant") / "data" / "set_cut.json").read_text("utf-8"))
    if fitted["names"] != list(NAMES):
        raise AssertionError(
            "data/set_cut.json was fitted to other features; run eval/bench/questions/train_sets.py again"
        )
    belongs = Both(logistic(fitted["belongs"]), trees(fitted["trees"]))
    return SetCut(belongs, logistic(fitted["none"]), fitted["bonus"])


def question_row(likely: Floats, features: NDArray[np.float32]) -> Floats:
    """Return what tells whether any of the candidates belongs."""
    order = np.argsort(-likely, kind="stable")
    clipped = np.clip(likely[order], _LEAST, 1 - _LEAST)
    odds = np.log(clipped / (1 - clipped))
    first = np.full(_FIRST, -9.0)
    first[: len(odds)] = odds[:_FIRST]
    telling = features[order[:_FIRST]][:, [NAMES.index(name) for name in _TELLING]]
    question = features[0, [NAMES.index(name) for name in _OF_QUESTION]]
    shape = [float(np.log1p(-np.clip(likely, 0, 0.999)).sum()), float(likely.sum())]
    return np.concatenate([first, shape, question, telling[0], telling.max(axis=0)]).astype(np.float64)


def likelihoods(weighed: Weighed, retriever: Retriever) -> dict[str, float]:
    """Return how likely each candidate belongs (0 to 1), by paper id."""
    if not weighed.candidates:
        return {}
    if weighed.asked.only_denies:
        return {
            each.hit.paper.id: 1 - _DENIES if weighed.opposed(each) else _DENIES
            for each in weighed.candidates
        }
    likely = _likely(weighed, features_of(weighed, retriever))
    return {each.hit.paper.id: float(value) for each, value in zip(weighed.candidates, likely, strict=True)}


def _likely(weighed: Weighed, features: NDArray[np.float32]) -> Floats:
    return set_cut().likely(features, _opposed(weighed))


def _opposed(weighed: Weighed) -> NDArray[np.bool_]:
    return np.array([weighed.opposed(candidate) for candidate in weighed.candidates], bool)


def chosen_papers(
    weighed: Weighed, retriever: Retriever, least: int = 0, *, few: bool = False, closest: bool = False
) -> list[ScoredSentence]:
    """Return the papers to list, the likeliest first, each with the sentence that shows best why.

    ``least`` is 1 where the question takes for granted that there is one ("Of those, which one ..."); ``few`` says
    that it is limited to at most FEW papers, ``closest`` that the candidates are the closest of many more.
    """
    if weighed.asked.only_denies:
        return _all_but_opposed(weighed)
    features = features_of(weighed, retriever)
    likely = _likely(weighed, features)
    length = max(set_cut().length(likely, features), least)
    if closest:
        likely, length = _too(likely, length, large_cut().likely(alone(features)), _opposed(weighed))
    if few and (length or float(likely.max(initial=0.0)) >= _FITS_BEST):
        length = max(length, int((likely >= _FITS).sum()))
    order: Sequence[int] = np.argsort(-likely, kind="stable").tolist()
    kept = [place for place in order if not weighed.opposed(weighed.candidates[place])]
    sure = [place for place in kept[length:] if _plainly(weighed, weighed.candidates[place])]
    return [
        _shown(weighed, weighed.candidates[place], float(likely[place])) for place in [*kept[:length], *sure]
    ]


def _too(likely: Floats, length: int, by_itself: Floats, opposed: NDArray[np.bool_]) -> tuple[Floats, int]:
    """Return likelihoods and a length by which the ``length`` likeliest are listed, and those likely ``by_itself``, too."""
    listed = (
        np.where(np.arange(len(likely)) < BELOW, by_itself >= LISTED, by_itself >= LISTED_BELOW) & ~opposed
    )
    listed[np.argsort(-likely, kind="stable")[:length]] = True
    return np.where(listed, 1 + by_itself, likely) / 2, int(listed.sum())


def _all_but_opposed(weighed: Weighed) -> list[ScoredSentence]:
    """Return the papers that do not do what the question denies and asks nothing beside: no model was fitted to that."""
    kept = [each for each in weighed.candidates if not weighed.opposed(each)]
    return [_shown(weighed, each, _LIKELY) for each in kept]


def _plainly(weighed: Weighed, candidate: Candidate) -> bool:
    """Tell whether a paper says in so many words what was asked, and is about the topic at all."""
    stated = weighed.states(candidate) or weighed.complains(candidate)
    return stated and float(candidate.cosine.max()) >= _ABOUT


def _shown(weighed: Weighed, candidate: Candidate, likely: float) -> ScoredSentence:
    place = weighed.best_sentence(candidate)
    return ScoredSentence(
        candidate.hit.paper,
        candidate.passages[place],
        likely,
        float(candidate.cosine[place]),
        float(candidate.coverage[place]),
        weighed.words.share(candidate.whole),
    )
