"""Plan -> Draft, one way for each kind of question; with a language model, or in the papers' own sentences."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.composing.draft import Draft, Responding, composed
from assistant.answering.composing.in_parts import in_parts
from assistant.answering.context import AnswerContext
from assistant.answering.records.closed import closed
from assistant.answering.records.headed import headed
from assistant.answering.records.recorded import from_records, in_force, limits_note, order_note, partly_told
from assistant.answering.routes.comparisons import answer_comparison
from assistant.answering.routes.going_on import list_left_out, read_on_in_shown
from assistant.answering.routes.lookups import answer_lookup
from assistant.answering.routes.sets import answer_set
from assistant.answering.routes.streaming import composer_name, tokens
from assistant.answering.tracing.timing import Clock
from assistant.events import Stage
from assistant.planning.comparison_targets import compared_papers
from assistant.text.wording import EMPTY_SHELF, chat_reply
from assistant.types import Plan


def respond(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    """Answer what ``plan`` asks for. A ``Stage("compose")`` after tokens means that the text begins anew."""
    if plan.kind == "chat":
        reply = chat_reply(context.papers, plan.standalone)
        return (yield from tokens(composed([reply], Draft("", "answered", composer=composer_name(context)))))
    if not context.papers:
        yield Stage("compose")
        return (
            yield from tokens(
                composed([EMPTY_SHELF], Draft("", "no_evidence", composer=composer_name(context)))
            )
        )
    if plan.parts and plan.kind != "shelf":
        return (yield from in_parts(plan.parts, lambda part: respond(part, context, clock)))
    yield Stage("retrieve")
    recorded = from_records(plan, context.retriever, context.settings.judge_all if context.model else None)
    if recorded is not None:
        clock.lap("retrieve")
        yield Stage("compose")
        return replace((yield from tokens(recorded)), composer=composer_name(context))
    plan = in_force(plan, context.retriever)
    if plan.asks in ("more", "why"):
        return (yield from read_on_in_shown(plan, context, clock))
    if plan.asks == "others":
        return (yield from list_left_out(plan, context, clock))
    if plan.kind == "set":
        line = order_note(plan, context.retriever) or partly_told(plan)
        listing = headed(line, answer_set(plan, context, clock))
        return (yield from closed(plan, listing, context.retriever.records))
    if plan.kind == "comparison":
        found = compared_papers(plan, context.retriever)
        if found.papers and len(found.papers) + len(found.missing) > 1:
            return (yield from answer_comparison(plan, found, context, clock))
    return (yield from headed(limits_note(plan), answer_lookup(plan, context, clock)))
