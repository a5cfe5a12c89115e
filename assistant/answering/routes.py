"""Plan -> Draft, one way for each kind of question; with a language model, or in the papers' own sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answering.below import Below
from assistant.answering.comparison import compare, extract_comparison
from assistant.answering.decline import decline, decline_lookup
from assistant.answering.draft import Composing, Draft, composed
from assistant.answering.extractive import extract_lookup
from assistant.answering.in_parts import in_parts
from assistant.answering.lookup import compose_lookup
from assistant.answering.read_on import read_on, unsaid_of
from assistant.answering.records.headed import headed
from assistant.answering.records.recorded import (
    among,
    by_year,
    from_records,
    in_force,
    limits_told,
    naming,
    order_told,
    partly_told,
    with_naming,
)
from assistant.answering.set_list import compose_set, extract_set
from assistant.answering.spans import spanned
from assistant.answering.timing import Clock
from assistant.errors import BadReply, InventedFigures, ModelUnavailable
from assistant.index.passages import sentences
from assistant.judging.screen import screen
from assistant.judging.words.asked import asked_of
from assistant.judging.words.candidates import weigh_set
from assistant.judging.words.set_cut import chosen_papers
from assistant.llm.chat import ChatModel
from assistant.llm.prompt_files import prompts_hash
from assistant.llm.replies.thoughts import ThoughtShown
from assistant.planning.comparison_targets import Compared, compared_papers
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.introducing import introduction, led_by
from assistant.retrieval.paper_retriever import PaperRetriever, qualified
from assistant.retrieval.sentence_scoring import closest_sentences, off_topic, weigh
from assistant.settings import Settings
from assistant.text.wording import (
    EMPTY_SHELF,
    MODEL_FAILED,
    MODEL_WAITS,
    NO_MODEL,
    OFF_TOPIC,
    chat_reply,
    papers_count,
)
from assistant.types import Event, Hit, Paper, Passage, Plan, Stage, Token

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

LOOKUP_PAPERS = 10
# Papers whose sentences are weighed for a set question that no model judges.
MENTION_PAPERS = 100

# A step of answering: yields events, returns its result.
Responding = Generator[Event, None, Draft]
Fallback = Callable[[str, Sequence[str]], Composing]


@dataclass(frozen=True, slots=True)
class Tools:
    """What answering needs. ``model`` is None when none is configured, or when it failed as ``failure`` says.

    ``given`` is an app's own ranking of papers, ``postprocessors`` what it does with what was retrieved.
    ``waiting`` says that it did not fail, but is being made ready. With ``strict`` a model that fails is an error,
    and nothing steps in.
    """

    settings: Settings
    retriever: Retriever
    model: ChatModel | None = None
    failure: str = ""
    notes: tuple[str, ...] = ()
    found: Callable[[str, Sequence[Hit]], None] = lambda query, hits: None
    given: BaseRetriever | None = None
    postprocessors: tuple[BaseNodePostprocessor, ...] = ()
    waiting: bool = False
    strict: bool = False

    @property
    def papers(self) -> int:
        """How many papers are on the shelf."""
        return len(self.retriever.index.manifest.papers)

    def search(self, query: str, k: int, within: Sequence[str] | None) -> list[Hit]:
        """Return at most ``k`` hits, best first, and tell ``found`` of them."""
        ranking = PaperRetriever(
            lambda: nullcontext(self.retriever),
            k,
            within=within,
            given=self.given,
            postprocessors=self.postprocessors,
        )
        hits = ranking.hits(query)
        self.found(query, hits)
        return hits

    def naming_too(self, plan: Plan, hits: list[Hit], most: int) -> list[Hit]:
        """Return ``hits`` and, below them, the papers that hold what the question names, where these are not many."""
        if self.given is not None:  # an app's own ranking says what is a candidate
            return hits
        have = {hit.paper.id for hit in hits}
        missing = [key for key in naming(plan, self.retriever, most) if key not in have]
        return with_naming(hits, self.search(plan.topic, len(missing), missing)) if missing else hits

    def fingerprint(self) -> str:
        """Hash all that can change an answer: settings, prompts, model, index (12 hex digits)."""
        index = self.retriever.index.manifest.fingerprint
        parts = [self.settings.fingerprint(), prompts_hash(), self.model.name if self.model else "", index]
        parts += [qualified(each) for each in (self.given, *self.postprocessors) if each is not None]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def respond(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    """Answer what ``plan`` asks for. A ``Stage("compose")`` after tokens means that the text begins anew."""
    if plan.kind == "chat":
        reply = chat_reply(tools.papers)
        return (yield from _tokens(composed([reply], Draft("", "answered", composer=_name(tools)))))
    if not tools.papers:
        yield Stage("compose")
        return (yield from _tokens(composed([EMPTY_SHELF], Draft("", "no_evidence", composer=_name(tools)))))
    if plan.parts:
        return (yield from in_parts(plan.parts, lambda part: respond(part, tools, clock)))
    yield Stage("retrieve")
    recorded = from_records(plan, tools.retriever, tools.settings.judge_all if tools.model else None)
    if recorded is not None:
        clock.lap("retrieve")
        yield Stage("compose")
        return replace((yield from _tokens(recorded)), composer=_name(tools))
    plan = in_force(plan, tools.retriever)
    if plan.asks in ("more", "why"):
        return (yield from _more(plan, tools, clock))
    if plan.kind == "set":
        line = order_told(plan, tools.retriever) or partly_told(plan)
        return (yield from headed(line, _set(plan, tools, clock)))
    if plan.kind == "comparison":
        found = compared_papers(plan, tools.retriever)
        if len(found.papers) + len(found.missing) > 1:
            return (yield from _comparison(plan, found, tools, clock))
    return (yield from headed(limits_told(plan), _lookup(plan, tools, clock)))


def _lookup(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    hits = tools.naming_too(plan, tools.search(plan.topic, LOOKUP_PAPERS, plan.within), LOOKUP_PAPERS)
    evidence = weigh(plan.standalone, hits, tools.retriever)
    if plan.asks == "define" and (found := introduction(plan.things[0], tools.retriever, plan.within)):
        evidence = led_by(found, evidence)
    clock.lap("retrieve")
    if not (plan.within or plan.named or plan.language) and off_topic(evidence):
        yield Stage("compose")
        return (yield from _tokens(composed([OFF_TOPIC], Draft("", "off_topic", composer=_name(tools)))))

    papers = len(plan.within) if plan.within else tools.papers

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_lookup(plan, evidence, papers, preface, warnings)

    def written(model: ChatModel) -> Composing:
        return compose_lookup(plan, evidence, papers, model)

    try:
        return (yield from _with_fallback(tools, written, own_sentences))
    except InventedFigures as error:
        # A model that was shown the fittest sentences and still made a figure up found none in them.
        yield Stage("compose")
        declined = decline_lookup(plan, evidence, composer=_name(tools), warnings=(str(error),))
        return (yield from _tokens(declined))


def _more(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    """Read on in the papers that were shown: a model is given the sentences that were not quoted yet."""
    within = plan.within or ()
    hits = tools.search(plan.topic, len(within) or 1, within)
    left = unsaid_of(plan, weigh(plan.topic, hits, tools.retriever))
    clock.lap("retrieve")

    def own_sentences(preface: str, warnings: Sequence[str]) -> Composing:
        return read_on(plan, left, preface, warnings)

    if not left:
        yield Stage("compose")
        return (yield from _tokens(read_on(plan, left, "")))
    return (
        yield from _with_fallback(
            tools, lambda model: compose_lookup(plan, left, len(within), model), own_sentences
        )
    )


def _comparison(plan: Plan, found: Compared, tools: Tools, clock: Clock) -> Responding:
    hits = [Hit(paper, _first(paper), 1.0) for paper in found.papers]
    evidence = weigh(plan.standalone, hits, tools.retriever)
    clock.lap("retrieve")

    def side_by_side(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_comparison(found, evidence, preface, warnings)

    return (
        yield from _with_fallback(
            tools, lambda model: compare(plan.standalone, found, model, evidence), side_by_side
        )
    )


def _set(plan: Plan, tools: Tools, clock: Clock) -> Responding:
    ranked, shelf = candidates(plan, tools)
    clock.lap("retrieve")

    def mention_it(preface: str, warnings: Sequence[str]) -> Composing:
        asked = asked_of(plan)
        found = tools.search(asked.topic, MENTION_PAPERS, plan.within)
        hits = tools.naming_too(plan, found, MENTION_PAPERS)
        weighed = weigh_set(asked, hits, tools.retriever)
        if not plan.within and weighed.off_topic():
            closest = (hit.paper for hit in hits)
            return decline(asked.topic, closest, preface=preface, warnings=warnings)
        shown = by_year(plan, chosen_papers(weighed, tools.retriever), lambda each: each.paper)
        return extract_set(shown, len(hits), shelf, preface, warnings, among(plan))

    if tools.model is None:
        return (yield from _own_words(mention_it, tools.failure, waiting=tools.waiting))
    if not ranked:  # an empty shelf, or an earlier answer that showed no paper
        yield Stage("compose")
        return replace((yield from _tokens(mention_it("", ()))), composer=tools.model.name)
    # The whole question of a follow-up speaks of the set that it narrows, too.
    asked = plan.standalone if plan.within is None else plan.topic
    try:
        judging = screen(
            plan.criterion,
            ranked,
            shelf,
            tools.model,
            tools.settings,
            lambda papers, count: closest_sentences(asked, papers, count, tools.retriever),
            _below(plan, tools, ranked),
        )
        screening = yield from spanned("judge", judging, criterion=plan.criterion, papers=len(ranked))
    except (ModelUnavailable, BadReply) as error:
        if tools.strict:
            raise
        return (yield from _own_words(mention_it, str(error)))
    clock.lap("screen")
    screening = replace(screening, opinions=tuple(by_year(plan, screening.opinions, lambda each: each.paper)))
    yield Stage("compose")
    draft = yield from _tokens(compose_set(plan.topic, screening, tools.model.name, among(plan)))
    return replace(draft, warnings=(*draft.warnings, *_left_out(len(ranked), shelf, tools)))


def candidates(plan: Plan, tools: Tools) -> tuple[list[Paper], int]:
    """Return the papers to judge, best rank first, and how many the question is about.

    Those that hold what the question names come first, whatever their rank. Of a shelf that is judged whole those
    that no ranking found come last, unless an app's postprocessors choose.
    """
    retriever, settings = tools.retriever, tools.settings
    ids = retriever.index.papers.ids() if plan.within is None else plan.within
    if len(ids) > settings.judge_all:
        holding = [] if tools.given else naming(plan, retriever, settings.judge_budget)
        first = tools.search(plan.topic, len(holding), holding) if holding else []
        hits = with_naming(first, tools.search(plan.topic, settings.judge_budget, plan.within))
        return [hit.paper for hit in hits[: settings.judge_budget]], len(ids)
    if tools.postprocessors:
        return [hit.paper for hit in tools.search(plan.topic, len(ids) or 1, list(ids))], len(ids)
    ranked = [hit.paper.id for hit in tools.search(plan.topic, len(ids) or 1, plan.within)]
    everything = dict.fromkeys([*ranked, *ids])
    return list(retriever.index.papers.get(list(everything)).values()), len(ids)


def _below(plan: Plan, tools: Tools, ranked: Sequence[Paper]) -> Below | None:
    """Return what lies below ``ranked`` on a large shelf; None where all are ranked, or an app says what is."""
    if tools.given is not None or tools.postprocessors:
        return None
    asked = tools.papers if plan.within is None else len(plan.within)
    if asked <= len(ranked):
        return None
    budget = tools.settings.judge_budget
    first = naming(plan, tools.retriever, budget)
    return Below(plan.topic, budget, plan.within, tools.retriever, first)


def _left_out(judged: int, shelf: int, tools: Tools) -> tuple[str, ...]:
    if not tools.postprocessors or shelf > tools.settings.judge_all or judged == shelf:
        return ()
    by = qualified(*tools.postprocessors)
    return (f"{papers_count(shelf - judged)} of {shelf:,} were left out by {by} before judging.",)


def _with_fallback(tools: Tools, compose: Callable[[ChatModel], Composing], fallback: Fallback) -> Responding:
    """Compose with the model; when it fails, say so in ``warnings`` and answer in the papers' own sentences.

    Raises InventedFigures, for which those sentences are no remedy.
    """
    if tools.model is None:
        return (yield from _own_words(fallback, tools.failure, waiting=tools.waiting))
    yield Stage("compose")
    try:
        try:
            return (yield from _tokens(compose(tools.model)))
        except ThoughtShown:  # from now on such a thought is held back
            yield Stage("compose")
            return (yield from _tokens(compose(tools.model)))
    except InventedFigures:
        raise
    except (ModelUnavailable, BadReply) as error:
        if tools.strict:
            raise
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
    return (yield from spanned("compose", _pieces(composing)))


def _pieces(composing: Composing) -> Responding:
    try:
        while True:
            piece = next(composing)
            yield piece if isinstance(piece, Stage) else Token(piece)
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    finally:
        composing.close()
