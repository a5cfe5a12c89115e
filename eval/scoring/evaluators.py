"""One small evaluator a score. Whether it applies is decided by the case alone, so that no failure drops out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..dataset.cases import Case
from .context import Context, Score
from .evaluator import Evaluator, Higher
from .evidence_scores import CitationPrecision, CitationRecall, CitationValidity, Ranking
from .metrics import RANKING_METRICS, SetScores


@dataclass(frozen=True, slots=True)
class SetScore(Higher):
    """Precision, recall, F1 or exactness of the papers of a set question."""

    name: str
    of: Callable[[SetScores], float]

    def applies(self, case: Case) -> bool:
        return case.kind == "set"

    def evaluate(self, context: Context) -> Score:
        sets = context.sets
        reasons = [f"missing {context.titles(sets.missing)}"] if sets.missing else []
        reasons += [f"wrong {context.titles(sets.wrong)}"] if sets.wrong else []
        return Score(float(self.of(sets)), "; ".join(reasons) or "all right papers, no wrong one")


@dataclass(frozen=True, slots=True)
class AnswerStrings(Higher):
    """1 when every wanted string occurs in the text."""

    name: str = "answer_strings"

    def applies(self, case: Case) -> bool:
        return bool(case.answer)

    def evaluate(self, context: Context) -> Score:
        missing = context.missing_strings
        return Score(float(not missing), f"missing {', '.join(missing)}" if missing else "all strings there")


@dataclass(frozen=True, slots=True)
class CitedFirst(Higher):
    """1 when the first paper cited (allowed ones passed over) is a right one, for lookups."""

    name: str = "cited_first"

    def applies(self, case: Case) -> bool:
        return case.kind == "lookup" and bool(case.required)

    def evaluate(self, context: Context) -> Score:
        counted = [paper for paper in context.cited if paper not in context.case.allowed]
        if not counted:
            return Score(0.0, f"nothing cited; wanted {context.titles(context.case.required)}")
        return Score(
            float(counted[0] in context.case.required), f"first cited {context.titles((counted[0],))}"
        )


@dataclass(frozen=True, slots=True)
class PapersCited(Higher):
    """The share of right papers that are cited, for lookups and comparisons."""

    name: str = "papers_cited"

    def applies(self, case: Case) -> bool:
        return case.kind in ("lookup", "comparison") and bool(case.required)

    def evaluate(self, context: Context) -> Score:
        missing = tuple(paper for paper in context.case.required if paper not in context.cited)
        value = 1 - len(missing) / len(context.case.required)
        return Score(value, f"not cited {context.titles(missing)}" if missing else "every right paper cited")


@dataclass(frozen=True, slots=True)
class AbstentionRecall(Higher):
    """1 when a question without an answer is declined."""

    name: str = "abstention_recall"

    def applies(self, case: Case) -> bool:
        return case.declines

    def evaluate(self, context: Context) -> Score:
        return Score(float(context.declined), f"status {context.answer.status}")


@dataclass(frozen=True, slots=True)
class WronglyDeclined:
    """1 when a question that has an answer is declined; less is better."""

    name: str = "wrongly_declined"
    lower: ClassVar[bool] = True

    def applies(self, case: Case) -> bool:
        return not case.declines

    def evaluate(self, context: Context) -> Score:
        return Score(float(context.declined), f"status {context.answer.status}")


@dataclass(frozen=True, slots=True)
class StatusRight(Higher):
    """1 when the status is the expected one to the letter."""

    name: str = "status"

    def applies(self, case: Case) -> bool:
        return True

    def evaluate(self, context: Context) -> Score:
        got = context.answer.status
        return Score(float(got == context.case.expect), f"{got}, expected {context.case.expect}")


@dataclass(frozen=True, slots=True)
class KindRight(Higher):
    """1 when the question was taken for what it is (off-topic ones may be taken for anything)."""

    name: str = "kind"

    def applies(self, case: Case) -> bool:
        return case.expect != "off_topic"

    def evaluate(self, context: Context) -> Score:
        return Score(
            float(context.answer.kind == context.case.kind),
            f"{context.answer.kind}, expected {context.case.kind}",
        )


@dataclass(frozen=True, slots=True)
class Right(Higher):
    """1 when nothing about the answer is wrong: papers, strings and abstention; with ``follow_ups`` for those only."""

    name: str = "right"
    follow_ups: bool = False

    def applies(self, case: Case) -> bool:
        return len(case.turns) > 1 or not self.follow_ups

    def evaluate(self, context: Context) -> Score:
        wrong = list(_wrong(context))
        return Score(float(not wrong), "; ".join(wrong) or "right")


@dataclass(frozen=True, slots=True)
class Overall(Higher):
    """The one number by which two runs are compared case by case: the mean of what the kind asks for."""

    name: str = "score"

    def applies(self, case: Case) -> bool:
        return True

    def evaluate(self, context: Context) -> Score:
        case = context.case
        parts: dict[str, float] = {}
        if case.kind == "set":
            parts["set_f1"] = context.sets.f1
        elif case.declines:
            parts["declined"] = float(context.declined)
        elif case.required:
            parts["papers_cited"] = PapersCited().evaluate(context).value
        if case.answer:
            parts["answer_strings"] = float(not context.missing_strings)
        if case.kind == "chat" or case.expect == "partial":
            parts["status"] = float(context.answer.status == case.expect)
        if not parts:
            parts["not declined"] = float(not context.declined)
        reason = ", ".join(f"{name} {value:.2f}" for name, value in parts.items())
        return Score(sum(parts.values()) / len(parts), reason)


def _wrong(context: Context) -> list[str]:
    case, wrong = context.case, []
    if case.declines != context.declined:
        wrong.append(f"status {context.answer.status}, expected {case.expect}")
    if case.kind == "set" and not context.sets.exact:
        wrong.append(EVALUATORS["set_exact"].evaluate(context).reason)
    if (
        case.kind in ("lookup", "comparison")
        and case.required
        and not set(case.required) <= set(context.cited)
    ):
        wrong.append(PapersCited().evaluate(context).reason)
    if context.missing_strings:
        wrong.append(f"missing {', '.join(context.missing_strings)}")
    if case.kind == "chat" and context.answer.citations:
        wrong.append("small talk with citations")
    return wrong


_LISTED: tuple[Evaluator, ...] = (
    Overall(),
    Right(),
    SetScore("set_f1", lambda scores: scores.f1),
    SetScore("set_precision", lambda scores: scores.precision),
    SetScore("set_recall", lambda scores: scores.recall),
    SetScore("set_exact", lambda scores: scores.exact),
    CitedFirst(),
    PapersCited(),
    AnswerStrings(),
    Right("follow_up", follow_ups=True),
    AbstentionRecall(),
    WronglyDeclined(),
    StatusRight(),
    KindRight(),
    CitationValidity(),
    CitationRecall(),
    CitationPrecision(),
    CitationRecall("judged_citation_recall", judged=True),
    CitationPrecision("judged_citation_precision", judged=True),
    *(Ranking(name) for name in RANKING_METRICS),
)
EVALUATORS: Mapping[str, Evaluator] = {evaluator.name: evaluator for evaluator in _LISTED}
