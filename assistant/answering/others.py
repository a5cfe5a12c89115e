"""A plan that asks for the papers that the last answer left out -> these, with what they say."""

from __future__ import annotations

from assistant.answering.composing.draft import Composing
from assistant.answering.composing.others import OTHERS, list_others
from assistant.answering.context import AnswerContext
from assistant.retrieval.sentence_scoring import weigh
from assistant.types import Plan


def others_of(plan: Plan, context: AnswerContext) -> Composing:
    """List the papers asked but for those that the plan names; nothing is judged anew."""
    asked = context.papers if plan.within is None else len(plan.within)
    hits = context.search(plan.topic, OTHERS + len(plan.named), plan.within)
    others = [hit for hit in hits if hit.paper.id not in plan.named][:OTHERS]
    return list_others(weigh(plan.topic, others, context.retriever), asked - len(plan.named), asked)
