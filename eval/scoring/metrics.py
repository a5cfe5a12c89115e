"""The arithmetic of the scores: sets, rankings, intervals, paired tests; pure functions over numbers and ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant import SettingsError

SEED = 20_240_229  # of every resampling, so that a report can be made again to the digit
RESAMPLES = 2_000
FLIPS = 10_000  # random sign flips of the paired test, or all of them where there are no more
RANKING_METRICS = ("recall_at_5", "recall_at_10", "recall_at_20", "ndcg_at_10", "map")


@dataclass(frozen=True, slots=True)
class SetScores:
    """Precision, recall and F1 of a set of papers, from 0 to 1; ``exact``: nothing missing, nothing wrong."""

    precision: float
    recall: float
    f1: float
    exact: bool
    missing: tuple[str, ...]
    wrong: tuple[str, ...]


def set_scores(found: Collection[str], required: Collection[str], allowed: Collection[str] = ()) -> SetScores:
    """Compare the papers of an answer with the right ones; ``allowed`` papers count neither way.

    Where no paper is right, an answer without papers is perfect and any other is worth nothing.
    """
    counted = [paper for paper in dict.fromkeys(found) if paper not in set(allowed) - set(required)]
    wrong = tuple(paper for paper in counted if paper not in required)
    missing = tuple(paper for paper in dict.fromkeys(required) if paper not in counted)
    right = len(counted) - len(wrong)
    exact = not wrong and not missing
    if not required:
        value = float(exact)
        return SetScores(value, value, value, exact, missing, wrong)
    precision = right / len(counted) if counted else 0.0
    recall = right / len(set(required))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return SetScores(precision, recall, f1, exact, missing, wrong)


def ranking_scores(
    rankings: Mapping[str, Sequence[str]],
    gold: Mapping[str, Mapping[str, int]],
    neutral: Mapping[str, Collection[str]] | None = None,
) -> dict[str, dict[str, float]]:
    """Return RANKING_METRICS for each query of ``gold`` (query -> document -> grade above 0).

    ``rankings`` list documents, best first; those in ``neutral`` are taken out first. A query without a
    ranking scores 0. Computed by ir-measures; raises SettingsError when that is not installed.
    """
    try:
        import ir_measures
        from ir_measures import AP, R, nDCG
    except ImportError as error:
        raise SettingsError(
            "Scores of retrieval need ir-measures. Install it: pip install ir-measures"
        ) from error
    names: dict[Any, str] = dict(zip([R @ 5, R @ 10, R @ 20, nDCG @ 10, AP], RANKING_METRICS, strict=True))
    scores = {query: dict.fromkeys(RANKING_METRICS, 0.0) for query in gold}
    left_out = neutral or {}
    qrels = [
        ir_measures.Qrel(query, document, grade)
        for query, grades in gold.items()
        for document, grade in grades.items()
    ]
    run = []
    for query in gold:
        without = set(left_out.get(query, ())) - gold[query].keys()
        kept = [document for document in dict.fromkeys(rankings.get(query, ())) if document not in without]
        # ir-measures orders by score and breaks ties by id, so each rank gets a score of its own.
        run += [ir_measures.ScoredDoc(query, document, float(-rank)) for rank, document in enumerate(kept)]
    if qrels and run:
        for measured in ir_measures.iter_calc(list(names), qrels, run):
            scores[measured.query_id][names[measured.measure]] = float(measured.value)
    return scores


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile-bootstrap interval of the mean (2,000 resamples, fixed seed)."""
    if len(set(values)) < 2:
        only = float(values[0]) if values else 0.0
        return only, only
    return _bootstrapped((values,), np.mean)


def ratio_interval(hits: Sequence[float], counted: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of ``sum(hits) / sum(counted)`` over resampled cases; 0 where nothing counts."""
    pairs = set(zip(hits, counted, strict=True))
    if len(pairs) < 2:
        only = next((hit / of for hit, of in pairs if of), 0.0)
        return only, only
    return _bootstrapped((hits, counted), _ratio)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` percent lie, interpolated; 0 for none."""
    return float(np.percentile(np.asarray(values, dtype=float), share)) if values else 0.0


def paired_p(differences: Sequence[float]) -> float:
    """Return the two-sided p of a paired permutation test: could the signs have fallen so by chance?

    All sign patterns are tried for up to 13 differences that are not 0, else 10,000 random ones (the observed
    pattern counted among them, so that p is never 0).
    """
    from scipy.stats import permutation_test

    kept = np.asarray([difference for difference in differences if difference], dtype=float)
    if len(kept) < 2:
        return 1.0  # a single pair can have fallen either way
    test = permutation_test(
        (kept,), np.sum, permutation_type="samples", n_resamples=FLIPS, vectorized=True, rng=SEED
    )
    return float(test.pvalue)


def agreement(given: Sequence[bool], labels: Sequence[bool]) -> tuple[float, float]:
    """Return the share of equal judgements and Cohen's kappa (agreement beyond chance; 1 is perfect)."""
    if not labels:
        return 0.0, 0.0
    same = sum(one == other for one, other in zip(given, labels, strict=True)) / len(labels)
    yes, given_yes = sum(labels) / len(labels), sum(given) / len(given)
    chance = yes * given_yes + (1 - yes) * (1 - given_yes)
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0


def _ratio(hits: Any, counted: Any, axis: int) -> Any:
    above, below = np.sum(hits, axis=axis), np.sum(counted, axis=axis)
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _bootstrapped(samples: tuple[Sequence[float], ...], statistic: Callable[..., Any]) -> tuple[float, float]:
    from scipy.stats import bootstrap

    found = bootstrap(
        [np.asarray(sample, dtype=float) for sample in samples],
        statistic,
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=RESAMPLES,
        rng=SEED,
    ).confidence_interval
    return float(found.low), float(found.high)
