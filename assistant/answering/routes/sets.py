"""A set question -> every paper that it is true of: judged by the model, without one chosen by their words."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import replace

from assistant.answering.candidates import (
    MENTION_PAPERS,
    ByWords,
    candidates,
    left_out,
    papers_below,
    weighed_papers,
)
from assistant.answering.composing.declining.decline import decline
from assistant.answering.composing.declining.near import nearest_of, words_of
from assistant.answering.composing.draft import Composing, Draft, Responding
from assistant.answering.composing.set_list import compose_set, extract_set
from assistant.answering.context import AnswerContext
from assistant.answering.records.recorded import among, by_year
from assistant.answering.routes.left_out import without_left_out
from assistant.answering.routes.streaming import own_words, tokens
from assistant.answering.tracing.spans import spanned
from assistant.answering.tracing.timing import Clock
from assistant.errors import BadReply, ModelUnavailable
from assistant.events import Event, Stage
from assistant.judging.screen import Screening, screen
from assistant.judging.words.asked import asked_of
from assistant.judging.words.candidates import Weighed
from assistant.judging.words.exclusion import exclusion_of
from assistant.judging.words.set_cut import FEW, chosen_papers
from assistant.llm.chat import ChatModel
from assistant.retrieval.sentence_scoring import ScoredSentence, weigh
from assistant.retrieval.word_groups import taken_words
from assistant.types import Paper, Plan

_NEAREST_AMONG = 10  # papers of which the nearest are told
# The candidates are a small part of a shelf that is so many times as large.
_PART = 4
# Where such a share of the closest papers of a large shelf belong, so many times as many are weighed.
_MANY, _FURTHER = 0.4, 4

# A question that takes for granted that one of the papers it is limited to does so.
_ONE_OF_THEM = re.compile(r"\W*which (?:one|of (?:them|those|these))\b", re.IGNORECASE)


def answer_set(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    """List what ``plan`` asks for, with what each paper says; where nothing does, the papers that come nearest."""
    ranked, shelf = candidates(plan, context)
    clock.lap("retrieve")

    def by_words(preface: str, warnings: Sequence[str]) -> Composing:
        taken = taken_words(asked_of(plan).whole, context.retriever)
        return _chosen_by_words(plan, context, shelf, preface, (*warnings, *taken))

    if context.model is None:
        draft = yield from own_words(by_words, context.failure, waiting=context.waiting)
    elif not ranked:  # an empty shelf, or an earlier answer that showed no paper
        yield Stage("compose")
        draft = replace((yield from tokens(by_words("", ()))), composer=context.model.name)
    else:
        try:
            screening = yield from _screened(plan, context, context.model, ranked, shelf)
        except (ModelUnavailable, BadReply) as error:
            if context.strict:
                raise
            draft = yield from own_words(by_words, str(error))
        else:
            clock.lap("screen")
            yield Stage("compose")
            draft = yield from tokens(compose_set(plan.topic, screening, context.model.name, among(plan)))
            draft = replace(draft, warnings=(*draft.warnings, *left_out(len(ranked), shelf, context)))
    return _with_nearest(plan, draft, context)


def _chosen_by_words(
    plan: Plan, context: AnswerContext, shelf: int, preface: str, warnings: Sequence[str]
) -> Composing:
    if (exclusion := exclusion_of(asked_of(plan).whole)) and (
        composing := without_left_out(plan, exclusion, context, preface, warnings)
    ):
        return composing
    weighed, chosen = _chosen(plan, context, shelf)
    hits = [candidate.hit for candidate in weighed.candidates]
    if not plan.within and weighed.off_topic():
        near = weigh(weighed.asked.topic, hits[:_NEAREST_AMONG], context.retriever)
        return decline(weighed.asked.topic, near, preface=preface, warnings=warnings)
    shown = by_year(plan, chosen, lambda scored: scored.paper)
    return extract_set(shown, len(hits), shelf, preface, warnings, among(plan))


def _chosen(plan: Plan, context: AnswerContext, shelf: int) -> tuple[Weighed, list[ScoredSentence]]:
    """Weigh the closest papers of ``shelf``, more of them where many of these belong, and choose among them."""
    least = int(bool(plan.within and _ONE_OF_THEM.match(plan.standalone)))
    few = plan.within is not None and len(plan.within) <= FEW
    weighed = weighed_papers(plan, context)
    closest = context.given is None and len(weighed.candidates) * _PART < shelf
    chosen = chosen_papers(weighed, context.retriever, least, few=few, closest=closest)
    if not closest or len(chosen) < MENTION_PAPERS * _MANY:
        return weighed, chosen
    weighed = weighed_papers(plan, context, MENTION_PAPERS * _FURTHER)
    return weighed, chosen_papers(weighed, context.retriever, closest=True)


def _screened(
    plan: Plan, context: AnswerContext, model: ChatModel, ranked: Sequence[Paper], shelf: int
) -> Generator[Event, None, Screening]:
    words = ByWords(plan, context, len(ranked))
    judging = screen(
        plan.criterion,
        ranked,
        shelf,
        model,
        context.settings,
        words.closest,
        papers_below(plan, context, ranked),
        words.likely,
    )
    screening = yield from spanned("judge", judging, criterion=plan.criterion, papers=len(ranked))
    return replace(
        screening, verdicts=tuple(by_year(plan, screening.verdicts, lambda verdict: verdict.paper))
    )


def _with_nearest(plan: Plan, draft: Draft, context: AnswerContext) -> Draft:
    if draft.status != "no_evidence" or draft.nearest:
        return draft
    hits = context.search(plan.topic, _NEAREST_AMONG, plan.within)
    # A judge's reason is told where a paper was judged.
    judged = {verdict.paper_id: verdict.reason for verdict in draft.verdicts}
    near = weigh(plan.topic, hits, context.retriever)
    return replace(draft, nearest=nearest_of(words_of(plan), near, reasons=judged))
