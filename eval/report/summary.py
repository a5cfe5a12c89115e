"""Scored cases -> means by kind and part, with 95 % bootstrap intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant import Usage

from ..dataset.cases import DECLINED, KINDS, PARTS
from ..scoring.evaluators import EVALUATORS
from ..scoring.metrics import interval, percentile, ratio_interval
from .tables import CaseReport, Mean


def summed_up(cases: Sequence[CaseReport]) -> dict[str, dict[str, Mean]]:
    """Return the means of all cases, of each kind, and of the cases for tuning and those held back."""
    groups = {"all": list(cases)}
    groups |= {kind: [case for case in cases if case.kind == kind] for kind in KINDS}
    groups |= {part: [case for case in cases if part in case.tags] for part in PARTS}
    return {name: _means(members) for name, members in groups.items() if members}


def _means(cases: Sequence[CaseReport]) -> dict[str, Mean]:
    means: dict[str, Mean] = {}
    for name in EVALUATORS:
        values = [case.scores[name].value for case in cases if name in case.scores]
        if values:
            low, high = interval(values)
            means[name] = _mean(sum(values) / len(values), low, high, len(values))
    return means | _totals(cases)


def _totals(cases: Sequence[CaseReport]) -> dict[str, Mean]:
    declined = [float(not case.error and _status(case) in DECLINED) for case in cases]
    hits = [
        is_declined * float("abstention_recall" in case.scores)
        for is_declined, case in zip(declined, cases, strict=True)
    ]
    totals: dict[str, Mean] = {}
    if sum(declined):
        totals["abstention_precision"] = _mean(
            sum(hits) / sum(declined), *ratio_interval(hits, declined), int(sum(declined))
        )
    elif any("abstention_recall" in case.scores for case in cases):
        totals["abstention_precision"] = _mean(0.0, 0.0, 0.0, 0)
    seconds = [answer_s for case in cases for answer_s in case.seconds]
    for name, share in (("latency_p50", 50), ("latency_p95", 95)):
        value = percentile(seconds, share)
        totals[name] = _mean(value, value, value, len(seconds))
    answers = [Usage(**answer["usage"]) for case in cases for answer in case.answers]
    spent = {
        "tokens": [float(usage.prompt_tokens + usage.completion_tokens) for usage in answers],
        "requests": [float(usage.requests) for usage in answers],
    }
    for name, values in spent.items():
        if values:
            totals[name] = _mean(sum(values) / len(values), *interval(values), len(values))
    return totals


def _mean(value: float, low: float, high: float, n: int) -> Mean:
    return Mean(value=round(value, 6), low=round(low, 6), high=round(high, 6), n=n)


def _status(case: CaseReport) -> str:
    return str(case.answers[-1].get("status", "")) if case.answers else ""


def composers(cases: Iterable[CaseReport]) -> dict[str, int]:
    """Return composer -> how many answers it wrote; small talk, which is answered by rule, left out."""
    counts: dict[str, int] = {}
    for case in cases:
        for answer in (given for given in case.answers if given.get("kind") != "chat"):
            name = str(answer.get("composer", ""))
            counts[name] = counts.get(name, 0) + 1
    return counts
