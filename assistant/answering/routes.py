"""Plan -> Draft, one way for each kind of question; with a language model, or in the papers' own sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from assistant.answering.candidates import ByWords, candidates, left_out, papers_below, weighed_papers
from assistant.answering.composing.comparison import compare, extract_comparison
from assistant.answering.composing.decline import decline, decline_lookup
from assistant.answering.composing.draft import Cited, Composing, Draft, composed
from assistant.answering.composing.extractive import extract_lookup
from assistant.answering.composing.in_parts import in_parts
from assistant.answering.composing.lookup import compose_lookup
from assistant.answering.composing.read_on import read_on, unsaid_of
from assistant.answering.composing.set_list import compose_set, extract_set
from assistant.answering.context import AnswerContext
from assistant.answering.nearest import with_nearest
from assistant.answering.others import others_of
from assistant.answering.records.closed import closed
from assistant.answering.records.headed import headed
from assistant.answering.records.recorded import (
    among,
    by_year,
    from_records,
    in_force,
    limits_note,
    order_note,
    partly_told,
)
from assistant.answering.spans import spanned
from assistant.answering.timing import Clock
from assistant.errors import BadReply, InventedFigures, ModelUnavailable
from assistant.events import Event, Stage, Token
from assistant.index.passages import sentences
from assistant.judging.screen import screen
from assistant.judging.words.set_cut import FEW, chosen_papers
from assistant.llm.chat import ChatModel
from assistant.llm.replies.thoughts import ThoughtShown
from assistant.planning.comparison_targets import Compared, compared_papers
from assistant.retrieval.introducing import introduction, led_by
from assistant.retrieval.sentence_scoring import off_topic, weigh
from assistant.text.wording import (
    EMPTY_SHELF,
    MODEL_FAILED,
    MODEL_WAITS,
    NO_MODEL,
    OFF_TOPIC,
    chat_reply,
)
from assistant.types import Hit, Paper, Passage, Plan

LOOKUP_PAPERS = 10

# A step of answering: yields events, returns its result.
Responding = Generator[Event, None, Draft]
Fallback = Callable[[str, Sequence[str]], Composing]

# A question that takes for granted that one of the papers it is limited to does so.
_ONE_OF_THEM = re.compile(r"\W*which (?:one|of (?:them|those|these))\b", re.IGNORECASE)


def respond(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    """Answer what ``plan`` asks for. A ``Stage("compose")`` after tokens means that the text begins anew."""
    if plan.kind == "chat":
        reply = chat_reply(context.papers)
        return (yield from _tokens(composed([reply], Draft("", "answered", composer=_name(context)))))
    if not context.papers:
        yield Stage("compose")
        return (
            yield from _tokens(composed([EMPTY_SHELF], Draft("", "no_evidence", composer=_name(context))))
        )
    if plan.parts:
        return (yield from in_parts(plan.parts, lambda part: respond(part, context, clock)))
    yield Stage("retrieve")
    recorded = from_records(plan, context.retriever, context.settings.judge_all if context.model else None)
    if recorded is not None:
        clock.lap("retrieve")
        yield Stage("compose")
        return replace((yield from _tokens(recorded)), composer=_name(context))
    plan = in_force(plan, context.retriever)
    if plan.asks in ("more", "why"):
        return (yield from _more(plan, context, clock))
    if plan.asks == "others":
        listed = others_of(plan, context)
        clock.lap("retrieve")
        yield Stage("compose")
        return replace((yield from _tokens(listed)), composer=_name(context))
    if plan.kind == "set":
        line = order_note(plan, context.retriever) or partly_told(plan)
        listing = closed(plan, headed(line, _set(plan, context, clock)), context.retriever.records)
        return with_nearest(plan, (yield from listing), context)
    if plan.kind == "comparison":
        found = compared_papers(plan, context.retriever)
        if len(found.papers) + len(found.missing) > 1:
            return (yield from _comparison(plan, found, context, clock))
    return (yield from headed(limits_note(plan), _lookup(plan, context, clock)))


def _lookup(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    hits = context.naming_too(plan, context.search(plan.topic, LOOKUP_PAPERS, plan.within), LOOKUP_PAPERS)
    evidence = weigh(plan.standalone, hits, context.retriever)
    if plan.asks == "define" and (found := introduction(plan.things[0], context.retriever, plan.within)):
        evidence = led_by(found, evidence)
    clock.lap("retrieve")
    if not (plan.within or plan.named or plan.language) and off_topic(evidence):
        yield Stage("compose")
        return (yield from _tokens(composed([OFF_TOPIC], Draft("", "off_topic", composer=_name(context)))))

    papers = len(plan.within) if plan.within else context.papers

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        if context.unknown(plan.things):  # what is said of other things is no answer
            return decline_lookup(plan, evidence, preface=preface, warnings=warnings)
        return extract_lookup(plan, evidence, papers, preface, warnings)

    def written(model: ChatModel) -> Composing:
        return compose_lookup(plan, evidence, papers, model)

    try:
        return (yield from _with_fallback(context, written, own_sentences))
    except InventedFigures as error:
        # A model that was shown the fittest sentences and still made a figure up found none in them.
        yield Stage("compose")
        declined = decline_lookup(plan, evidence, composer=_name(context), warnings=(str(error),))
        return (yield from _tokens(declined))


def _more(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    """Read on in the papers that were shown: a model is given the sentences that were not quoted yet."""
    within = plan.within or ()
    hits = context.search(plan.topic, len(within) or 1, within)
    left = unsaid_of(plan, weigh(plan.topic, hits, context.retriever))
    clock.lap("retrieve")

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        return read_on(plan, left, preface, warnings)

    if not left:
        yield Stage("compose")
        return (yield from _tokens(read_on(plan, left, "")))
    return (
        yield from _with_fallback(
            context, lambda model: compose_lookup(plan, left, len(within), model), own_sentences
        )
    )


def _comparison(plan: Plan, found: Compared, context: AnswerContext, clock: Clock) -> Responding:
    hits = [Hit(paper, _first(paper), 1.0) for paper in found.papers]
    evidence = weigh(plan.standalone, hits, context.retriever)
    clock.lap("retrieve")

    def side_by_side(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_comparison(found, evidence, preface, warnings)

    return (
        yield from _with_fallback(
            context, lambda model: compare(plan.standalone, found, model, evidence), side_by_side
        )
    )


def _set(plan: Plan, context: AnswerContext, clock: Clock) -> Responding:
    ranked, shelf = candidates(plan, context)
    clock.lap("retrieve")

    def mention_it(preface: str, warnings: Sequence[str]) -> Composing:
        weighed = weighed_papers(plan, context)
        hits = [candidate.hit for candidate in weighed.candidates]
        if not plan.within and weighed.off_topic():
            near = weigh(weighed.asked.topic, hits[:LOOKUP_PAPERS], context.retriever)
            return decline(weighed.asked.topic, near, preface=preface, warnings=warnings)
        least = int(bool(plan.within and _ONE_OF_THEM.match(plan.standalone)))
        few = plan.within is not None and len(plan.within) <= FEW
        chosen = chosen_papers(weighed, context.retriever, least, few=few)
        shown = by_year(plan, chosen, lambda scored: scored.paper)
        return extract_set(shown, len(hits), shelf, preface, warnings, among(plan))

    if context.model is None:
        return (yield from _own_words(mention_it, context.failure, waiting=context.waiting))
    if not ranked:  # an empty shelf, or an earlier answer that showed no paper
        yield Stage("compose")
        return replace((yield from _tokens(mention_it("", ()))), composer=context.model.name)
    words = ByWords(plan, context, len(ranked))
    try:
        judging = screen(
            plan.criterion,
            ranked,
            shelf,
            context.model,
            context.settings,
            words.closest,
            papers_below(plan, context, ranked),
            words.likely,
        )
        screening = yield from spanned("judge", judging, criterion=plan.criterion, papers=len(ranked))
    except (ModelUnavailable, BadReply) as error:
        if context.strict:
            raise
        return (yield from _own_words(mention_it, str(error)))
    clock.lap("screen")
    screening = replace(
        screening, verdicts=tuple(by_year(plan, screening.verdicts, lambda verdict: verdict.paper))
    )
    yield Stage("compose")
    draft = yield from _tokens(compose_set(plan.topic, screening, context.model.name, among(plan)))
    return replace(draft, warnings=(*draft.warnings, *left_out(len(ranked), shelf, context)))


def _with_fallback(
    context: AnswerContext, compose: Callable[[ChatModel], Composing], fallback: Fallback
) -> Responding:
    """Compose with the model; when it fails, say so in ``warnings`` and answer in the papers' own sentences.

    Raises InventedFigures, for which those sentences are no remedy.
    """
    if context.model is None:
        return (yield from _own_words(fallback, context.failure, waiting=context.waiting))
    yield Stage("compose")
    try:
        try:
            return (yield from _tokens(compose(context.model)))
        except ThoughtShown:  # from now on such a thought is held back
            yield Stage("compose")
            return (yield from _tokens(compose(context.model)))
    except InventedFigures:
        raise
    except (ModelUnavailable, BadReply) as error:
        if context.strict:
            raise
        reason = str(error)
    return (yield from _own_words(fallback, reason))


def _own_words(fallback: Fallback, failure: str, *, waiting: bool = False) -> Responding:
    yield Stage("compose")
    if not failure:
        return (yield from _tokens(fallback(NO_MODEL, ())))
    # Told once: the reason, and what follows from it, stand in one warning.
    why = MODEL_WAITS if waiting else MODEL_FAILED
    return (yield from _tokens(fallback("", (f"{why} {failure}",))))


def _name(context: AnswerContext) -> str:
    return context.model.name if context.model else "extractive"


def _first(paper: Paper) -> Passage:
    return sentences(paper)[0]


def _tokens(composing: Composing) -> Responding:
    """Turn a composer's pieces into Token events; closing this closes the composer, and its request."""
    return (yield from spanned("compose", _pieces(composing)))


def _pieces(composing: Composing) -> Responding:
    try:
        while True:
            piece = next(composing)
            if isinstance(piece, Stage):
                yield piece
            else:
                yield Token(str(piece), piece.citations if isinstance(piece, Cited) else ())
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    finally:
        composing.close()
