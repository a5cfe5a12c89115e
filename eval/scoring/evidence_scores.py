"""Evaluators of what an answer rests on: its citations, and the ranking it could choose from."""

from __future__ import annotations

from dataclasses import dataclass

from eval.dataset.cases import Case
from eval.scoring.context import Context, Score
from eval.scoring.evaluator import Higher
from eval.scoring.validity import faults


@dataclass(frozen=True, slots=True)
class CitationValidity(Higher):
    """1 when every quote is verbatim at its place, every marker resolves and every citation is used."""

    name: str = "citation_validity"

    def applies(self, case: Case) -> bool:
        return True

    def evaluate(self, context: Context) -> Score:
        found = faults(context.answer, context.papers)
        return Score(float(not found), "; ".join(found) or "every quote verbatim, every marker resolved")


@dataclass(frozen=True, slots=True)
class CitationRecall(Higher):
    """The share of claims that their quotes support."""

    name: str = "citation_recall"
    judged: bool = False

    def applies(self, case: Case) -> bool:
        return not case.declines and case.kind != "chat"

    def evaluate(self, context: Context) -> Score:
        scores = context.judged_citations if self.judged else context.citations
        first = f"; first unsupported: “{scores.unsupported[0]}”" if scores.unsupported else ""
        return Score(
            scores.recall,
            f"{scores.claims - len(scores.unsupported)} of {scores.claims} claims supported{first}",
        )


@dataclass(frozen=True, slots=True)
class CitationPrecision(Higher):
    """The share of citations that help to support their claim."""

    name: str = "citation_precision"
    judged: bool = False

    def applies(self, case: Case) -> bool:
        return not case.declines and case.kind != "chat"

    def evaluate(self, context: Context) -> Score:
        scores = context.judged_citations if self.judged else context.citations
        first = f"; first idle: {scores.idle[0]}" if scores.idle else ""
        return Score(
            scores.precision,
            f"{scores.citations - len(scores.idle)} of {scores.citations} citations support{first}",
        )


@dataclass(frozen=True, slots=True)
class Ranking(Higher):
    """One score of the retrieval for the (standalone) question."""

    name: str

    def applies(self, case: Case) -> bool:
        return bool(case.required)

    def evaluate(self, context: Context) -> Score:
        return Score(
            context.ranking.get(self.name, 0.0), f"{len(context.case.required)} right, allowed left out"
        )
