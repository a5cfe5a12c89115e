"""Plan -> Draft, one way for each kind of question; with a language model, or in the papers' own sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.comparison import compare, extract_comparison
from assistant.answering.decline import decline
from assistant.answering.draft import Composing, Draft, composed
from assistant.answering.extractive import extract_lookup
from assistant.answering.lookup import compose_lookup
from assistant.answering.set_list import compose_set, extract_set
from assistant.answering.timing import Clock
from assistant.errors import BadReply, InventedFigures, ModelUnavailable
from assistant.index.passages import sentences
from assistant.judging.screen import screen
from assistant.llm.chat import ChatModel
from assistant.planning.comparison_targets import Compared, compared_papers
from assistant.retrieval.external import GivenRanking, ranked
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import Evidence, closest_sentences, mentioning, off_topic, weigh
from assistant.settings import Settings
from assistant.text.wording import MODEL_FAILED, MODEL_WAITS, NO_MODEL, OFF_TOPIC, chat_reply
from assistant.types import Event, Hit, Paper, Passage, Plan, Stage, Token
from prompts import prompts_hash

LOOKUP_PAPERS = 10
# Papers whose sentences are weighed for a set question that no model judges.
MENTION_PAPERS = 100

# A step of answering: yields events, returns its result.
Responding = Generator[Event, None, Draft]
Fallback = Callable[[str, Sequence[str]], Composing]


@dataclass(frozen=True, slots=True)
class Tools:
    """What answering needs. ``model`` is None when none is configured, or when it failed as ``failure`` says.

    ``waiting`` says that it did not fail, but is being made ready.
    """

    settings: Settings
    retriever: Retriever
    model: ChatModel | None = None
    failure: str = ""
    notes: tuple[str, ...] = ()
    found: Callable[[str, Sequence[Hit]], None] = lambda query, hits: None
    ranking: GivenRanking | None = None
    waiting: bool = False

    @property
    def papers(self) -> int:
        """How many papers are on the shelf."""
        return len(self.retriever.index.manifest.papers)

    def search(self, query: str, k: int, within: Sequence[str] | None) -> list[Hit]:
        """Search the shelf, and tell ``found`` what came of it."""
        hits = ranked(query, k, self.retriever, self.ranking, within)
        self.found(query, hits)
        return hits

    def fingerprint(self) -> str:
        """Hash all that can change an answer: settings, prompts, model, index (12 hex digits)."""
        index = self.retriever.index.manifest.fingerprint
        told = [self.settings.fingerprint(), prompts_hash(), self.model.name if self.model else "", index]
        if self.ranking:
            told.append(self.ranking.name)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def respond(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    """Answer what ``plan`` asks for. A ``Stage("compose")`` after tokens means that the text begins anew."""
    if plan.kind == "chat":
        reply = chat_reply(tools.papers)
        return (yield from _tokens(composed([reply], Draft("", "answered", composer=_name(tools)))))
    yield Stage("retrieve")
    if plan.kind == "set":
        return (yield from _set(plan, tools, clock))
    if plan.kind == "comparison":
        found = compared_papers(plan, tools.retriever)
        if len(found.papers) + len(found.missing) > 1:
            return (yield from _comparison(plan, found, tools, clock))
    return (yield from _lookup(plan, tools, clock))


def _lookup(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    hits = tools.search(plan.topic, LOOKUP_PAPERS, plan.within)
    evidence = weigh(plan.standalone, hits, tools.retriever)
    clock.lap("retrieve")
    if not plan.within and off_topic(evidence):
        yield Stage("compose")
        return (yield from _tokens(composed([OFF_TOPIC], Draft("", "off_topic", composer=_name(tools)))))

    papers = len(plan.within) if plan.within else tools.papers

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_lookup(plan.standalone, evidence, papers, preface, warnings)

    def written(model: ChatModel) -> Composing:
        return compose_lookup(plan, evidence, papers, model)

    try:
        return (yield from _with_fallback(tools, written, own_sentences))
    except InventedFigures as error:
        # A model that was shown the fittest sentences and still made a figure up found none in them.
        yield Stage("compose")
        closest = (each.paper for each in evidence)
        declined = decline(plan.standalone, closest, composer=_name(tools), warnings=(str(error),))
        return (yield from _tokens(declined))


def _comparison(plan: Plan, found: Compared, tools: Tools, clock: Clock) -> Responding:
    hits = [Hit(paper, _first(paper), 1.0) for paper in found.papers]
    evidence = weigh(plan.standalone, hits, tools.retriever)
    clock.lap("retrieve")

    def side_by_side(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_comparison(found, evidence, preface, warnings)

    return (
        yield from _with_fallback(tools, lambda model: compare(plan.standalone, found, model), side_by_side)
    )


def _set(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    ranked, shelf = candidates(plan, tools)
    clock.lap("retrieve")

    def mention_it(preface: str, warnings: Sequence[str]) -> Composing:
        hits = tools.search(plan.topic, MENTION_PAPERS, plan.within)
        evidence: Sequence[Evidence] = weigh(plan.topic, hits, tools.retriever)
        if not plan.within and off_topic(evidence):
            closest = (each.paper for each in evidence)
            return decline(plan.topic, closest, preface=preface, warnings=warnings)
        return extract_set(mentioning(hits, evidence), len(hits), shelf, preface, warnings)

    if tools.model is None:
        return (yield from _own_words(mention_it, tools.failure, waiting=tools.waiting))
    if not ranked:  # an empty shelf, or an earlier answer that showed no paper
        yield Stage("compose")
        return replace((yield from _tokens(mention_it("", ()))), composer=tools.model.name)
    # The whole question of a follow-up speaks of the set that it narrows, too.
    asked = plan.standalone if plan.within is None else plan.topic
    try:
        screening = yield from screen(
            plan.criterion,
            ranked,
            shelf,
            tools.model,
            tools.settings,
            lambda papers, count: closest_sentences(asked, papers, count, tools.retriever),
        )
    except (ModelUnavailable, BadReply) as error:
        return (yield from _own_words(mention_it, str(error)))
    clock.lap("screen")
    yield Stage("compose")
    return (yield from _tokens(compose_set(plan.topic, screening, tools.model.name)))


def candidates(plan: Plan, tools: Tools) -> tuple[list[Paper], int]:
    """Return the papers to judge, best rank first, and how many the question is about."""
    retriever, settings = tools.retriever, tools.settings
    ids = retriever.index.papers.ids() if plan.within is None else plan.within
    if len(ids) > settings.judge_all:
        hits = tools.search(plan.topic, settings.judge_budget, plan.within)
        return [hit.paper for hit in hits], len(ids)
    ranked = [hit.paper.id for hit in tools.search(plan.topic, len(ids) or 1, plan.within)]
    everything = dict.fromkeys([*ranked, *ids])
    return list(retriever.index.papers.get(list(everything)).values()), len(ids)


def _with_fallback(tools: Tools, compose: Callable[[ChatModel], Composing], fallback: Fallback) -> Responding:
    """Compose with the model; when it fails, say so in ``warnings`` and answer in the papers' own sentences.

    Raises InventedFigures, for which those sentences are no remedy.
    """
    if tools.model is None:
        return (yield from _own_words(fallback, tools.failure, waiting=tools.waiting))
    yield Stage("compose")
    try:
        return (yield from _tokens(compose(tools.model)))
    except InventedFigures:
        raise
    except (ModelUnavailable, BadReply) as error:
        reason = str(error)
    return (yield from _own_words(fallback, reason))


def _own_words(fallback: Fallback, failure: str, *, waiting: bool = False) -> Responding:
    yield Stage("compose")
    why = MODEL_WAITS if waiting else MODEL_FAILED
    preface, warnings = (why, (failure,)) if failure else (NO_MODEL, ())
    return (yield from _tokens(fallback(preface, warnings)))


def _name(tools: Tools) -> str:
    return tools.model.name if tools.model else "extractive"


def _first(paper: Paper) -> Passage:
    return sentences(paper)[0]


def _tokens(composing: Composing) -> Responding:
    """Turn a composer's pieces into Token events; closing this closes the composer, and its request."""
    try:
        while True:
            yield Token(next(composing))
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    finally:
        composing.close()
