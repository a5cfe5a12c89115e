"""Two reports on the same cases: wins and losses, a paired test a score, and whether something got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import SettingsError

from ..fingerprint import differences
from ..scoring.evaluators import EVALUATORS
from ..scoring.metrics import paired_p
from .tables import Report, case_of

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One case whose overall score differs between the reports."""

    id: str
    old: float
    new: float
    reason: str


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A mean in both reports; ``p`` is of the paired permutation test over ``n`` cases."""

    name: str
    old: float
    new: float
    n: int
    p: float
    worse: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became better and worse; ``worse`` metrics fell by more than the tolerance."""

    baseline: str
    tolerance: float
    wins: tuple[Change, ...]
    losses: tuple[Change, ...]
    ties: int
    metrics: tuple[MetricChange, ...]
    differences: tuple[str, ...]

    @property
    def worse(self) -> tuple[MetricChange, ...]:
        """The scores that fell by more than the tolerance."""
        return tuple(metric for metric in self.metrics if metric.worse)


def compare(old: Report, new: Report, baseline: Path, tolerance: float) -> Comparison:
    """Compare two reports case by case. Raises SettingsError when their cases differ."""
    _same_cases(old, new, baseline)
    before = {case.id: case for case in old.cases}
    changes = [
        Change(
            case.id,
            before[case.id].scores["score"].value,
            case.scores["score"].value,
            case.scores["score"].reason,
        )
        for case in new.cases
    ]
    return Comparison(
        baseline=baseline.name,
        tolerance=tolerance,
        wins=tuple(
            sorted(
                (change for change in changes if change.new > change.old),
                key=lambda change: change.old - change.new,
            )
        ),
        losses=tuple(
            sorted(
                (change for change in changes if change.new < change.old),
                key=lambda change: change.new - change.old,
            )
        ),
        ties=sum(change.new == change.old for change in changes),
        metrics=tuple(_metric(name, old, new, tolerance) for name in EVALUATORS if _in_both(name, old, new)),
        differences=differences(old.parts, new.parts) or _unexplained(old, new),
    )


def _metric(name: str, old: Report, new: Report, tolerance: float) -> MetricChange:
    before = {case.id: case.scores[name].value for case in old.cases if name in case.scores}
    after = {case.id: case.scores[name].value for case in new.cases if name in case.scores}
    both = [identifier for identifier in after if identifier in before]
    gains = [after[case_id] - before[case_id] for case_id in both]
    was, now = (sum(values[case_id] for case_id in both) / len(both) for values in (before, after))
    fall = now - was if EVALUATORS[name].lower else was - now
    return MetricChange(name, was, now, len(both), paired_p(gains), fall > tolerance + 1e-9)


def _in_both(name: str, old: Report, new: Report) -> bool:
    return all(any(name in case.scores for case in report.cases) for report in (old, new))


def _same_cases(old: Report, new: Report, baseline: Path) -> None:
    if old.cases_hash == new.cases_hash:
        return
    before = {case.id: case_of(case).content() for case in old.cases}
    after = {case.id: case_of(case).content() for case in new.cases}
    reasons = [
        _named("only in the baseline", [case_id for case_id in before if case_id not in after]),
        _named("only in this run", [case_id for case_id in after if case_id not in before]),
        _named(
            "changed",
            [case_id for case_id in after if case_id in before and after[case_id] != before[case_id]],
        ),
    ]
    what = "; ".join(reason for reason in reasons if reason) or "their order differs"
    raise SettingsError(
        f"The cases of {baseline} and of this run are not the same, so their scores cannot be compared: {what}. "
        "Run the baseline anew with these cases and the same --kind, --tag, --id and --limit."
    )


def _named(what: str, ids: Sequence[str]) -> str:
    if not ids:
        return ""
    more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
    return f"{what}: {', '.join(ids[:_MOST_NAMED])}{more}"


def _unexplained(old: Report, new: Report) -> tuple[str, ...]:
    if set(old.answer_fingerprints) == set(new.answer_fingerprints):
        return ()
    return ("index: built differently (all other parts are the same)",)


def missed_thresholds(
    wanted: Mapping[str, float], report: Report, *, lower: frozenset[str], whole: bool
) -> tuple[str, ...]:
    """Say which thresholds are missed; one that no case measures is missed when the ``whole`` file was run."""
    missed = []
    for name, threshold in wanted.items():
        group, _, metric = name.rpartition("/")
        mean = report.groups.get(group or "all", {}).get(metric)
        if mean is None:
            if whole:
                missed.append(f"{name}: no case measures it")
            continue
        at_most = metric in lower
        if mean.value > threshold + 1e-9 if at_most else mean.value < threshold - 1e-9:
            bound = "at most" if at_most else "at least"
            missed.append(f"{name} is {mean.value:.3f} over {mean.n} cases; {bound} {threshold:g} is wanted")
    return tuple(missed)
