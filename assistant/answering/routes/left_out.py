"""A set question that leaves papers out, without a model -> what is asked beside that, less the papers that are it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.candidates import weighed_papers
from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.answering.composing.set_list import extract_set
from assistant.answering.context import AnswerContext
from assistant.answering.records.listing import LISTED, cut_note, lines
from assistant.answering.records.recorded import among, by_year
from assistant.judging.words.asked import asked_of, read
from assistant.judging.words.candidates import Weighed
from assistant.judging.words.exclusion import Exclusion
from assistant.judging.words.set_cut import FEW, chosen_papers
from assistant.retrieval.named_scan import scan
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import escaped, papers_count
from assistant.types import Judged, Plan


def without_left_out(
    plan: Plan, exclusion: Exclusion, context: AnswerContext, preface: str, warnings: Sequence[str]
) -> Composing | None:
    """List what ``plan`` asks beside what it leaves out; None where nothing is found beside it.

    Where nothing is asked beside it, all other papers are listed, by title.
    """
    if not exclusion.beside:
        return _others(plan, exclusion, context, preface, warnings)
    beside = _weighed(plan, exclusion.beside, context)
    found = _chosen(plan, beside, context)
    left_out = {scored.paper.id for scored in _chosen(plan, _weighed(plan, exclusion.out, context), context)}
    kept = [scored for scored in found if scored.paper.id not in left_out]
    if not found:
        return None
    papers = context.papers if plan.within is None else len(plan.within)
    note = _note(len(found) - len(kept), exclusion)
    shown = by_year(plan, kept, lambda scored: scored.paper)
    return extract_set(shown, len(beside.candidates), papers, preface, warnings, among(plan), note)


def _note(papers: int, exclusion: Exclusion) -> str:
    if not papers:
        return ""
    of = f"{papers_count(papers)} on it that"
    if exclusion.does:
        return f"Left out: {of} {'was' if papers == 1 else 'were'} found to “{escaped(exclusion.does)}”."
    return f"Left out: {of} {'speaks' if papers == 1 else 'speak'} of “{escaped(exclusion.thing)}”."


def _others(
    plan: Plan, exclusion: Exclusion, context: AnswerContext, preface: str, warnings: Sequence[str]
) -> Composing:
    """List, by title, the papers that were not found to be what is left out, nor to name it."""
    papers, thing = context.retriever.index.papers, exclusion.thing
    left_out, looked = _left_out(plan, exclusion, context)
    asked = papers.ids() if plan.within is None else plan.within
    if looked < len(asked):
        note = (
            f"Only the {looked} papers that come nearest to “{thing}” were looked at for more than its name."
        )
        warnings = (*warnings, note)
    ids = [key for key in asked if key not in left_out]
    of = f"{papers_count(len(asked))}{among(plan)}"
    found = (
        f"found to “{escaped(exclusion.does)}”" if exclusion.does else f"found to speak of “{escaped(thing)}”"
    )
    draft = Draft("", "answered", judged=Judged(of=len(asked)), warnings=tuple(warnings))
    pieces = [f"_{preface}_\n\n"] if preface else []
    if not ids:
        pieces.append(f"Each of the {of} was {found}, by words and meaning alone.")
        return composed(pieces, replace(draft, status="no_evidence"))
    numbering = CitationNumbers()
    was = "was" if len(ids) == 1 else "were"
    pieces.append(f"**{len(ids):,} of {of}** {was} not {found}; none was judged.\n")
    pieces += lines(list(papers.get(ids[:LISTED]).values()), "title", numbering)
    if note := cut_note(len(ids)):
        pieces.append(note)
    return composed(pieces, replace(draft, citations=numbering.citations))


def _left_out(plan: Plan, exclusion: Exclusion, context: AnswerContext) -> tuple[set[str], int]:
    """Return the ids of the papers that are what is left out, and how many papers were looked at for it."""
    if asked_of(plan).only_denies:  # a predicate that has cues: "release code"
        weighed = weighed_papers(plan, context)
        return {each.hit.paper.id for each in weighed.candidates if weighed.opposed(each)}, len(
            weighed.candidates
        )
    weighed = _weighed(plan, exclusion.out, context)
    chosen = {scored.paper.id for scored in _chosen(plan, weighed, context)}
    named = scan(exclusion.thing, context.retriever.index, plan.within)
    return chosen.union(named), len(weighed.candidates)


def _weighed(plan: Plan, question: str, context: AnswerContext) -> Weighed:
    return weighed_papers(
        replace(plan, standalone=question, rest=question, topic=read(question).topic), context
    )


def _chosen(plan: Plan, weighed: Weighed, context: AnswerContext) -> list[ScoredSentence]:
    if weighed.off_topic():
        return []
    few = plan.within is not None and len(plan.within) <= FEW
    return chosen_papers(weighed, context.retriever, few=few)
