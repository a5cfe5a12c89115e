"""The arithmetic of the scores: sets, rankings, intervals, paired tests; pure functions over numbers and ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant import SettingsError

SEED = 20_240_229  # of every resampling, so that a report can be made again to the digit
RESAMPLES = 2_000
FLIPS = 10_000  # random sign flips of the paired test ...
EXACT_UP_TO = 14  # ... and all of them for so few differences (2**14 = 16,384)
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
        for each in ir_measures.iter_calc(list(names), qrels, run):
            scores[each.query_id][names[each.measure]] = float(each.value)
    return scores


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % percentile-bootstrap interval of the mean (2,000 resamples, fixed seed)."""
    if len(set(values)) < 2:
        only = float(values[0]) if values else 0.0
        return only, only
    taken = _resamples(len(values))
    return _middle(np.asarray(values, dtype=float)[taken].mean(axis=1))


def ratio_interval(hits: Sequence[float], counted: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of ``sum(hits) / sum(counted)`` over resampled cases; 0 where nothing counts."""
    if not hits:
        return 0.0, 0.0
    taken = _resamples(len(hits))
    above = np.asarray(hits, dtype=float)[taken].sum(axis=1)
    below = np.asarray(counted, dtype=float)[taken].sum(axis=1)
    return _middle(np.divide(above, below, out=np.zeros_like(above), where=below > 0))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` percent lie, interpolated; 0 for none."""
    return float(np.percentile(np.asarray(values, dtype=float), share)) if values else 0.0


def paired_p(differences: Sequence[float]) -> float:
    """Return the two-sided p of a paired permutation test: could the signs have fallen so by chance?

    All sign patterns are tried for up to 14 differences that are not 0, else 10,000 random ones (the
    observed pattern counted among them, so that p is never 0).
    """
    kept = np.asarray([each for each in differences if each], dtype=float)
    if not len(kept):
        return 1.0
    observed = abs(float(kept.sum())) - 1e-12
    if len(kept) <= EXACT_UP_TO:
        patterns = (np.arange(2 ** len(kept))[:, None] >> np.arange(len(kept))) & 1
        return float((np.abs((1 - 2 * patterns) @ kept) >= observed).mean())
    generator = np.random.default_rng(SEED)
    signs = generator.integers(0, 2, (FLIPS, len(kept)), dtype=np.int8) * 2 - 1
    beyond = int((np.abs(signs @ kept) >= observed).sum())
    return (beyond + 1) / (FLIPS + 1)


def agreement(given: Sequence[bool], labels: Sequence[bool]) -> tuple[float, float]:
    """Return the share of equal judgements and Cohen's kappa (agreement beyond chance; 1 is perfect)."""
    if not labels:
        return 0.0, 0.0
    same = sum(one == other for one, other in zip(given, labels, strict=True)) / len(labels)
    yes, said = sum(labels) / len(labels), sum(given) / len(given)
    chance = yes * said + (1 - yes) * (1 - said)
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0


def _resamples(count: int) -> Any:
    return np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))


def _middle(means: Any) -> tuple[float, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
