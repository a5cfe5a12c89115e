"""A question of facts -> what the papers say on it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.composing.declining.decline import decline_lookup
from assistant.answering.composing.draft import Composing, Draft, Responding, composed
from assistant.answering.composing.extractive import extract_lookup, extract_sentences, worth_answering
from assistant.answering.composing.looking_up.lookup import compose_lookup
from assistant.answering.composing.looking_up.summary import summary_sentences
from assistant.answering.context import AnswerContext
from assistant.answering.routes.streaming import composer_name, tokens, with_fallback
from assistant.answering.tracing.timing import Clock
from assistant.errors import InventedFigures
from assistant.events import Stage
from assistant.judging.words.answer_kind import tells_kind
from assistant.llm.chat import ChatModel
from assistant.planning.paper_names import COINED, named_papers
from assistant.retrieval.introducing import introduction, led_by
from assistant.retrieval.named_scan import scan
from assistant.retrieval.sentence_scoring import ScoredSentence, off_topic, telling_first, weigh
from assistant.retrieval.word_groups import taken_words
from assistant.text.wording import OFF_TOPIC
from assistant.types import Plan

LOOKUP_PAPERS = 10


def _of_named(plan: Plan, evidence: Sequence[ScoredSentence]) -> tuple[ScoredSentence, ...]:
    """Return what the papers say that the question names, and others that hold their names.

    How many GPUs another paper took is no answer to "How many GPUs were used to train GeoPix?".
    """
    own = [each.paper for each in evidence if each.paper.id in plan.named]
    texts = [f"{paper.title} {paper.abstract}" for paper in own]
    names = [name for name in COINED.findall(plan.standalone) if any(name in text for text in texts)]
    if not own:
        return tuple(evidence)
    return tuple(
        each
        for each in evidence
        if each.paper.id in plan.named
        or any(name in f"{each.paper.title} {each.paper.abstract}" for name in names)
    )


def _holding(
    plan: Plan, evidence: tuple[ScoredSentence, ...], context: AnswerContext
) -> tuple[ScoredSentence, ...]:
    """Return what papers say that hold the rarest of the coined things that the question names, where few do."""
    held = [set(scan(thing, context.retriever.index)) for thing in plan.things if COINED.search(thing)]
    few = min((ids for ids in held if ids), key=len, default=set())
    if plan.named or not 0 < len(few) <= LOOKUP_PAPERS:
        return evidence
    return tuple(each for each in evidence if each.paper.id in few)


def _own_names(plan: Plan, context: AnswerContext) -> dict[str, list[str]]:
    """Return, for each paper that the question names, the coined names by which it does."""
    found: dict[str, list[str]] = {}
    for name in COINED.findall(plan.standalone) if plan.named else ():
        for key in named_papers(name, context.retriever.find):
            found.setdefault(key, []).append(name)
    return found


def _of_paper(plan: Plan, context: AnswerContext) -> tuple[ScoredSentence, ...]:
    """Return the sentences that sum up the one paper asked about."""
    found = context.retriever.index.papers.get(list(plan.within or plan.named)).values()
    aspect = plan.asks.removeprefix("summary-")
    return tuple(each for paper in found for each in summary_sentences(aspect, paper, plan.standalone))


def answer_lookup(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    hits = context.naming_too(plan, context.search(plan.topic, LOOKUP_PAPERS, plan.within), LOOKUP_PAPERS)
    evidence = weigh(plan.standalone, hits, context.retriever)
    evidence = telling_first(plan.standalone, evidence, context.retriever, _own_names(plan, context))
    if plan.asks == "define" and (found := introduction(plan.things[0], context.retriever, plan.within)):
        evidence = led_by(found, evidence)
    summary = _of_paper(plan, context) if plan.asks.startswith("summary") else ()
    evidence = summary or evidence
    clock.lap("retrieve")
    if not (plan.within or plan.named or plan.language) and off_topic(evidence):
        yield Stage("compose")
        return (
            yield from tokens(composed([OFF_TOPIC], Draft("", "off_topic", composer=composer_name(context))))
        )

    papers = len(plan.within) if plan.within else context.papers

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        warnings = (*warnings, *taken_words(plan.standalone, context.retriever))
        silent = plan.asks.startswith("summary") and not summary
        own = _holding(plan, _of_named(plan, evidence), context)
        told = [
            each
            for each in own
            if each.paper.id in plan.named and tells_kind(plan.standalone, each.passage.text)
        ]
        if told and not silent:
            return extract_sentences(told, preface, warnings)
        # What is said of other things is no answer.
        if silent or context.unknown(plan.things) or not worth_answering(plan.standalone, own, papers):
            return decline_lookup(plan, evidence, preface=preface, warnings=warnings)
        return extract_lookup(plan, own, papers, preface, warnings)

    def written(model: ChatModel) -> Composing:
        return compose_lookup(plan, evidence, papers, model)

    try:
        return (yield from with_fallback(context, written, own_sentences))
    except InventedFigures as error:
        # A model that was shown the fittest sentences and still made a figure up found none in them.
        yield Stage("compose")
        declined = decline_lookup(plan, evidence, composer=composer_name(context), warnings=(str(error),))
        return (yield from tokens(declined))
