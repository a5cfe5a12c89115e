"""A question on two papers and more -> these side by side."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.composing.comparing.comparison import compare, extract_comparison
from assistant.answering.composing.draft import Composing, Responding
from assistant.answering.context import AnswerContext
from assistant.answering.routes.streaming import with_fallback
from assistant.answering.tracing.timing import Clock
from assistant.index.passages import sentences
from assistant.planning.comparison_targets import Compared
from assistant.retrieval.sentence_scoring import weigh
from assistant.types import Hit, Plan


def answer_comparison(plan: Plan, found: Compared, context: AnswerContext, clock: Clock) -> Responding:
    hits = [Hit(paper, sentences(paper)[0], 1.0) for paper in found.papers]
    evidence = weigh(plan.standalone, hits, context.retriever)
    clock.lap("retrieve")

    def side_by_side(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_comparison(found, evidence, preface, warnings)

    return (
        yield from with_fallback(
            context, lambda model: compare(plan.standalone, found, model, evidence), side_by_side
        )
    )
