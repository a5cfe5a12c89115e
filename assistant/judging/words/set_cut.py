"""Candidates of a set question and their features -> which of them are listed, by a small model that was fitted.

``eval/train_sets.py`` fits it and writes ``data/set_cut.json``: a logistic regression says how likely each paper
belongs, and boosted trees say what F1 to expect of a list that ends after each rank, one of no papers included.
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
from assistant.judging.words.set_features import NAMES, features_of
from assistant.retrieval.sentence_scoring import Evidence

Floats = NDArray[np.float64]
# Lists of up to so many papers are weighed against each other; a longer one goes on while papers are likely.
LONGEST = 20
_LIKELY = 0.5
# The least cosine of a sentence with the question for a paper that states what is done without; by tuning questions.
_ABOUT = 0.3
# What a list's first paper, the last one in and the first one out are told by, beside how likely they are.
_TELLING = (
    "covered covered_exactly missing own_covered own_whole title_covered names part_least own_part_covered cosine "
    "chunk cue_mean cue_wanting"
).split()
_OF_QUESTION = NAMES[NAMES.index("best cosine") :]


@dataclass(frozen=True, slots=True)
class SetCut:
    """The fitted numbers; ``trees`` hold, for each node, feature (-1: a leaf), threshold, left, right, value."""

    mean: Floats
    scale: Floats
    weights: Floats
    constant: float
    trees: tuple[tuple[tuple[float, ...], ...], ...]
    base: float
    none: float

    def likely(self, features: NDArray[np.float32]) -> Floats:
        """Return how likely (0 to 1) each row's paper belongs."""
        logits = ((features - self.mean) / self.scale) @ self.weights + self.constant
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))

    def length(self, likely: Floats, features: NDArray[np.float32]) -> int:
        """Return how many papers to list, the likeliest first."""
        if not len(likely):
            return 0
        worth = [self._worth(row) for row in cut_rows(likely, features)]
        worth[0] += self.none
        best = int(np.argmax(worth))
        return max(best, int((likely >= _LIKELY).sum())) if best == LONGEST else best

    def _worth(self, row: Sequence[float]) -> float:
        total = self.base
        for tree in self.trees:
            node = tree[0]
            while node[0] >= 0:
                node = tree[int(node[2] if row[int(node[0])] <= node[1] else node[3])]
            total += node[4]
        return total


@lru_cache(maxsize=1)
def set_cut() -> SetCut:
    """Read the fitted model that is installed with the product."""
    told: Mapping[str, Any] = json.loads((files("assistant") / "data" / "set_cut.json").read_text("utf-8"))
    if told["names"] != list(NAMES):
        raise AssertionError("data/set_cut.json was fitted to other features; run eval/train_sets.py again")
    trees = tuple(tuple(tuple(node) for node in tree) for tree in told["trees"])
    mean, scale, weights = (np.array(told[name]) for name in ("mean", "scale", "weights"))
    return SetCut(mean, scale, weights, told["constant"], trees, told["base"], told["none"])


def cut_rows(likely: Floats, features: NDArray[np.float32]) -> list[list[float]]:
    """Return what a list of 0, 1, 2 ... of the likeliest papers is told by, for each length."""
    order = np.argsort(-likely, kind="stable")
    some = np.clip(likely[order], 1e-4, 1 - 1e-4)
    odds = np.log(some / (1 - some))
    columns = [NAMES.index(name) for name in _TELLING]
    question = features[0, [NAMES.index(name) for name in _OF_QUESTION]].tolist()
    ranked = features[order][:, columns]
    beyond = float(odds[1]) if len(odds) > 1 else -9.0
    rows = []
    for length in range(min(LONGEST, len(some)) + 1):
        last = float(odds[length - 1]) if length else 9.0
        following = float(odds[length]) if length < len(some) else -9.0
        shape = [
            float(length),
            last,
            following,
            last - following if length else 0.0,
            float(odds[0]),
            float(odds[0]) - beyond,
            float(some.sum()),
            float(some[:length].sum()),
            float(some[length:].sum()),
            float(some[:length].mean()) if length else 1.0,
            float(odds[:12].std()),
            float(np.prod(1 - some)),
        ]
        told = [ranked[0], ranked[max(length - 1, 0)], ranked[min(length, len(ranked) - 1)]]
        rows.append([*shape, *question, *(float(value) for each in told for value in each)])
    return rows


def chosen_papers(weighed: Weighed) -> list[Evidence]:
    """Return the papers to list, the likeliest first, each with the sentence that shows best why."""
    features = features_of(weighed)
    kept = [place for place, each in enumerate(weighed.candidates) if not weighed.opposed(each)]
    if not kept:
        return []
    model = set_cut()
    likely = model.likely(features[kept])
    length = model.length(likely, features[kept])
    order = np.argsort(-likely, kind="stable").tolist()
    sure = [place for place in order[length:] if _plainly(weighed, weighed.candidates[kept[place]])]
    return [
        _shown(weighed, weighed.candidates[kept[place]], float(likely[place]))
        for place in [*order[:length], *sure]
    ]


def _plainly(weighed: Weighed, candidate: Candidate) -> bool:
    """Tell whether a paper says in so many words what was asked, and is about the topic at all."""
    said = weighed.states(candidate) or weighed.complains(candidate)
    return said and float(candidate.cosine.max()) >= _ABOUT


def _shown(weighed: Weighed, candidate: Candidate, likely: float) -> Evidence:
    place = weighed.best_sentence(candidate)
    return Evidence(
        candidate.hit.paper,
        candidate.passages[place],
        likely,
        float(candidate.cosine[place]),
        float(candidate.coverage[place]),
        weighed.words.share(candidate.whole),
    )
