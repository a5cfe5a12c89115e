"""A set question -> the papers to judge, the best rank first, and what is known of those that are not judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from assistant.answering.context import AnswerContext
from assistant.answering.records.recorded import (
    naming,
    with_naming,
)
from assistant.judging.words.asked import asked_of
from assistant.judging.words.candidates import Weighed, weigh_set
from assistant.judging.words.set_cut import likelihoods
from assistant.retrieval.feedback import like_matches
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.paper_retriever import qualified
from assistant.retrieval.sentence_scoring import closest_sentences
from assistant.text.wording import (
    papers_count,
)
from assistant.types import Paper, Passage, Plan

# Papers whose sentences are weighed for a set question that no model judges.
MENTION_PAPERS = 100


def candidates(plan: Plan, context: AnswerContext) -> tuple[list[Paper], int]:
    """Return the papers to judge, best rank first, and how many the question is about.

    Those that hold what the question names come first, whatever their rank. Of a shelf that is judged whole those
    that no ranking found come last, unless an app's postprocessors choose.
    """
    retriever, settings = context.retriever, context.settings
    ids = retriever.index.papers.ids() if plan.within is None else plan.within
    if len(ids) > settings.judge_all:
        holding = [] if context.given else naming(plan, retriever, settings.judge_budget)
        first = context.search(plan.topic, len(holding), holding) if holding else []
        hits = with_naming(first, context.search(plan.topic, settings.judge_budget, plan.within))
        return [hit.paper for hit in hits[: settings.judge_budget]], len(ids)
    if context.postprocessors:
        return [hit.paper for hit in context.search(plan.topic, len(ids) or 1, list(ids))], len(ids)
    ranked = [hit.paper.id for hit in context.search(plan.topic, len(ids) or 1, plan.within)]
    everything = dict.fromkeys([*ranked, *ids])
    return list(retriever.index.papers.get(list(everything)).values()), len(ids)


def weighed_papers(plan: Plan, context: AnswerContext, least: int = MENTION_PAPERS) -> Weighed:
    """Weigh the sentences of the ``least`` closest papers or more, and of those that hold what is named."""
    asked = asked_of(plan)
    found = context.search(asked.topic, least, plan.within)
    return weigh_set(asked, context.naming_too(plan, found, least), context.retriever)


class ByWords:
    """What the words of the papers tell of a set question beside a judge; worked out when it is first asked for.

    ``judged`` is how many papers are judged.
    """

    def __init__(self, plan: Plan, context: AnswerContext, judged: int) -> None:
        self._plan, self._context, self._judged = plan, context, judged

    @cached_property
    def weighed(self) -> Weighed:
        """The papers, and the sentences of each."""
        return weighed_papers(self._plan, self._context, max(MENTION_PAPERS, self._judged))

    def likely(self) -> Mapping[str, float]:
        """Return how likely papers belong by their words alone (0 to 1), by id."""
        return likelihoods(self.weighed, self._context.retriever)

    def closest(self, papers: Sequence[Paper], count: int) -> Mapping[str, Sequence[Passage]]:
        """Return the ``count`` sentences of each paper that show best why it belongs, the best first."""
        plan, known = self._plan, {each.hit.paper.id: each for each in self.weighed.candidates}
        found: dict[str, Sequence[Passage]] = {}
        for paper in papers:
            if candidate := known.get(paper.id):
                places = self.weighed.by_fit(candidate)[:count]
                found[paper.id] = [candidate.passages[place] for place in places]
        # The whole question of a follow-up speaks of the set that it narrows, too.
        asked = plan.standalone if plan.within is None else plan.topic
        rest = [paper for paper in papers if paper.id not in found]
        return found | dict(closest_sentences(asked, rest, count, self._context.retriever) if rest else {})


def papers_below(plan: Plan, context: AnswerContext, ranked: Sequence[Paper]) -> Below | None:
    """Return what lies below ``ranked`` on a large shelf; None where all are ranked, or an app says what is."""
    if context.given is not None or context.postprocessors:
        return None
    asked = context.papers if plan.within is None else len(plan.within)
    if asked <= len(ranked):
        return None
    budget = context.settings.judge_budget
    first = naming(plan, context.retriever, budget)
    return Below(plan.topic, budget, plan.within, context.retriever, first)


def left_out(judged: int, shelf: int, context: AnswerContext) -> tuple[str, ...]:
    if not context.postprocessors or shelf > context.settings.judge_all or judged == shelf:
        return ()
    by = qualified(*context.postprocessors)
    return (f"{papers_count(shelf - judged)} of {shelf:,} were left out by {by} before judging.",)


class Below:
    """Finds papers by what matched, ``depth`` of each ranking, and tells which are left; only of ``within``.

    ``first`` are the ids of papers that are judged before any that is found so.
    """

    def __init__(
        self,
        topic: str,
        depth: int,
        within: Sequence[str] | None,
        retriever: Retriever,
        first: Sequence[str] = (),
    ) -> None:
        self.first = frozenset(first)
        self._topic = topic
        self._depth = depth
        self._within = within
        self._retriever = retriever

    def deeper(
        self, matches: Sequence[Paper], others: Sequence[Paper], seen: Collection[str]
    ) -> Sequence[Paper]:
        """Return the papers most like ``matches`` and unlike ``others``, best first, none of ``seen``."""
        depth = self._depth + len(seen)
        ids = like_matches(self._topic, matches, others, self._retriever, depth, self._within)
        return self.papers([key for key in ids if key not in seen][: self._depth])

    def left(self, seen: Collection[str]) -> Sequence[str]:
        """Return the ids of all papers that are asked and not ``seen``."""
        ids = self._retriever.index.papers.ids() if self._within is None else self._within
        return [key for key in ids if key not in seen]

    def papers(self, ids: Sequence[str]) -> Sequence[Paper]:
        """Return papers by id, in that order."""
        return list(self._retriever.index.papers.get(list(ids)).values())
