"""A question that goes on from the last answer -> more of its papers' sentences, or the papers that it left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.composing.draft import Composing, Responding
from assistant.answering.composing.looking_up.lookup import compose_lookup
from assistant.answering.composing.others import OTHERS, list_others
from assistant.answering.composing.read_on import read_on, unsaid_of
from assistant.answering.context import AnswerContext
from assistant.answering.routes.streaming import composer_name, tokens, with_fallback
from assistant.answering.tracing.timing import Clock
from assistant.events import Stage
from assistant.retrieval.sentence_scoring import weigh
from assistant.types import Plan


def read_on_in_shown(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    """Read on in the papers that were shown: a model is given the sentences that were not quoted yet."""
    within = plan.within or ()
    hits = context.search(plan.topic, len(within) or 1, within)
    left = unsaid_of(plan, weigh(plan.topic, hits, context.retriever))
    clock.lap("retrieve")

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        return read_on(plan, left, preface, warnings)

    if not left:
        yield Stage("compose")
        return (yield from tokens(read_on(plan, left, "")))
    return (
        yield from with_fallback(
            context, lambda model: compose_lookup(plan, left, len(within), model), own_sentences
        )
    )


def list_left_out(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    """List the papers asked but for those that the plan names; nothing is judged anew."""
    asked = context.papers if plan.within is None else len(plan.within)
    hits = context.search(plan.topic, OTHERS + len(plan.named), plan.within)
    others = [hit for hit in hits if hit.paper.id not in plan.named][:OTHERS]
    listed = list_others(weigh(plan.topic, others, context.retriever), asked - len(plan.named), asked)
    clock.lap("retrieve")
    yield Stage("compose")
    return replace((yield from tokens(listed)), composer=composer_name(context))
