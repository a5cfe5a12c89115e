"""Results -> the Report: every case scored, every score summed up with its interval, as one JSON file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant import Paper, SettingsError

from ..dataset.cases import Case, cases_hash
from ..run import Result
from ..scoring.context import Context
from ..scoring.evaluators import EVALUATORS
from ..scoring.metrics import ranking_scores
from ..scoring.support import Support

FORMAT = 1
JUDGED = frozenset({"judged_citation_recall", "judged_citation_precision"})
# Numbers of a whole group that are no mean over cases; of these less is better but for the first.
TOTALS = ("abstention_precision", "latency_p50", "latency_p95", "tokens", "requests")
METRICS = (*EVALUATORS, *TOTALS)
LOWER = frozenset(name for name, each in EVALUATORS.items() if each.lower) | set(TOTALS[1:])


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Scored(_Value):
    """A score of one case and the reason for it."""

    value: float
    reason: str


class Mean(_Value):
    """A number over ``n`` cases (answers, for latency) with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    n: int


class CaseReport(_Value):
    """One case: what was asked and expected, what came back (Answer objects as JSON), its scores."""

    id: str
    kind: str
    tags: tuple[str, ...] = ()
    expect: str
    turns: tuple[str, ...]
    required: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    answers: tuple[dict[str, Any], ...] = ()
    seconds: tuple[float, ...] = ()
    ranking: tuple[str, ...] = ()
    error: str = ""
    scores: dict[str, Scored]


class Report(_Value):
    """A whole run. ``groups``: group (all, a kind, tune, held) -> score -> Mean."""

    format: int = FORMAT
    system: str
    composers: dict[str, int]
    cases_file: str
    cases_hash: str
    fingerprint: str
    parts: dict[str, str]
    answer_fingerprints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    judge: dict[str, Any] = {}
    papers: dict[str, str] = {}
    groups: dict[str, dict[str, Mean]]
    cases: tuple[CaseReport, ...]


def score_cases(
    cases: Sequence[Case],
    results: Sequence[Result],
    papers: Iterable[Paper],
    judge: Support | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[CaseReport, ...]:
    """Score each case; one that failed gets the worst value for every score that applies to it."""
    shelf = {paper.id: paper for paper in papers}
    rankings = ranking_scores(
        {result.id: result.ranking for result in results},
        {case.id: dict.fromkeys(case.required, 1) for case in cases if case.required},
        {case.id: case.allowed for case in cases},
    )
    reports = []
    for case, result in zip(cases, results, strict=True):
        scores = _scores(case, result, shelf, rankings.get(case.id, {}), judge)
        reports.append(_case_report(case, result, scores))
        progress(1)
    return tuple(reports)


def _scores(
    case: Case,
    result: Result,
    shelf: Mapping[str, Paper],
    ranking: Mapping[str, float],
    judge: Support | None,
) -> dict[str, Scored]:
    wanted = [
        evaluator
        for evaluator in EVALUATORS.values()
        if evaluator.applies(case) and (judge or evaluator.name not in JUDGED)
    ]
    if result.error:
        return {
            evaluator.name: Scored(value=float(evaluator.lower), reason=f"failed: {result.error}")
            for evaluator in wanted
        }
    context = Context(case, result.answers[-1], shelf, ranking, judge)
    found = {evaluator.name: evaluator.evaluate(context) for evaluator in wanted}
    return {name: Scored(value=round(score.value, 6), reason=score.reason) for name, score in found.items()}


def _case_report(case: Case, result: Result, scores: dict[str, Scored]) -> CaseReport:
    return CaseReport(
        id=case.id,
        kind=case.kind,
        tags=case.tags,
        expect=case.expect,
        turns=case.turns,
        required=case.required,
        allowed=case.allowed,
        answer=case.answer,
        answers=tuple(answer.model_dump(mode="json") for answer in result.answers),
        seconds=result.seconds,
        ranking=result.ranking,
        error=result.error,
        scores=scores,
    )


# ---- files ---------------------------------------------------------------------------------------


def write_report(report: Report, path: Path) -> None:
    """Write the report as JSON. Raises SettingsError when the file cannot be written."""
    write_text(path, json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file as a whole, or leave the old one. Raises SettingsError."""
    passing = path.with_name(f"{path.name}.tmp")
    try:
        passing.write_text(text, encoding="utf-8")
        passing.replace(path)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({error.strerror}). Give another file.") from error


def read_report(path: Path) -> Report:
    """Read a report. Raises SettingsError when it is none, or one of another format."""
    try:
        report = Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SettingsError(
            f"The baseline {path} cannot be read ({error.strerror}). Make it with --json."
        ) from error
    except ValidationError as error:
        raise SettingsError(f"{path} is not a report of this command. Make one with --json.") from error
    if report.format != FORMAT:
        raise SettingsError(
            f"{path} has the report format {report.format}; expected {FORMAT}. Make it anew with --json."
        )
    return report


def hash_of(report: Report) -> str:
    """Hash what the cases of a report ask and expect, as ``cases_hash`` does."""
    return cases_hash([case_of(case) for case in report.cases])


def case_of(report: CaseReport) -> Case:
    """Return the case that a CaseReport is about."""
    names = ("id", "kind", "turns", "required", "allowed", "answer", "expect", "tags")
    return Case(**{name: getattr(report, name) for name in names})
