"""A set that nothing belongs to -> the same with the papers that come nearest, for a reader to go on from."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.composing.declining.near import nearest_of, words_of
from assistant.answering.composing.draft import Draft
from assistant.answering.context import AnswerContext
from assistant.retrieval.sentence_scoring import weigh
from assistant.types import Plan

_LOOKED_AT = 10  # papers


def with_nearest(plan: Plan, draft: Draft, context: AnswerContext) -> Draft:
    """Return ``draft``; where nothing was found in it, with the papers whose sentences come nearest.

    The judge's reason is told where a paper was judged.
    """
    if draft.status != "no_evidence" or draft.nearest:
        return draft
    hits = context.search(plan.topic, _LOOKED_AT, plan.within)
    judged = {verdict.paper_id: verdict.reason for verdict in draft.verdicts}
    near = weigh(plan.topic, hits, context.retriever)
    return replace(draft, nearest=nearest_of(words_of(plan), near, reasons=judged))
