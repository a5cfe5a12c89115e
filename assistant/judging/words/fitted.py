"""Features -> how likely each row is one that belongs, by models that were fitted elsewhere and are read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-4
# What the trees' log-odds count beside the regression's; by the folds of eval/bench/questions/train_sets.py.
_TREES = 0.5


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression over standardised features; one that is not known (NaN) counts as the mean."""

    mean: Floats
    scale: Floats
    weights: Floats
    constant: float

    def likely(self, features: NDArray[Any]) -> Floats:
        """Return the probability of each row."""
        standard = np.nan_to_num((features - self.mean) / self.scale, nan=0.0)
        return _probability(standard @ self.weights + self.constant)


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted decision trees (Friedman, 2001), their nodes one after the other; a feature that is not known counts as 0.

    From a node a row goes ``left`` where its ``feature`` is at most ``limit``, else ``right``; a leaf leads to itself.
    ``roots`` are where the trees begin, ``values`` what each leaf adds to the log-odds, from ``constant`` on.
    """

    roots: NDArray[np.int64]
    feature: NDArray[np.int64]
    limit: Floats
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    values: Floats
    constant: float

    def likely(self, features: NDArray[Any]) -> Floats:
        """Return the probability of each row."""
        known = np.nan_to_num(features, nan=0.0)
        at = np.broadcast_to(self.roots, (len(known), len(self.roots)))
        rows = np.arange(len(known))[:, None]
        while True:
            below = known[rows, self.feature[at]] <= self.limit[at]
            after = np.where(below, self.left[at], self.right[at])
            if np.array_equal(after, at):
                return _probability(self.values[at].sum(axis=1) + self.constant)
            at = after


@dataclass(frozen=True, slots=True)
class Both:
    """A regression and trees; each alone is a little worse on shelves that neither was fitted to."""

    regression: Logistic
    trees: Trees

    def likely(self, features: NDArray[Any]) -> Floats:
        """Return the probability of each row: the weighted mean of their log-odds."""
        one, other = _log_odds(self.regression.likely(features)), _log_odds(self.trees.likely(features))
        return _probability((1 - _TREES) * one + _TREES * other)


def logistic(fitted: Mapping[str, Any]) -> Logistic:
    """Read a regression."""
    mean, scale, weights = (np.array(fitted[name]) for name in ("mean", "scale", "weights"))
    return Logistic(mean, scale, weights, fitted["constant"])


def trees(fitted: Mapping[str, Any]) -> Trees:
    """Read trees."""
    roots, feature, left, right = (np.array(fitted[name]) for name in ("roots", "feature", "left", "right"))
    return Trees(
        roots, feature, np.array(fitted["limit"]), left, right, np.array(fitted["values"]), fitted["constant"]
    )


def _probability(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))


def _log_odds(likely: Floats) -> Floats:
    clipped = np.clip(likely, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(clipped / (1 - clipped)))
