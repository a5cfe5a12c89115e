"""What a small model overlooks: the paper's own sentence that answers, or that holds the number asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.answering.composing.extractive import chosen, worth_answering
from assistant.judging.words.answer_kind import holds_number, in_kind, wants_number
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.markers import without_markers
from assistant.text.wording import escaped
from assistant.types import Plan


def overlooked(plan: Plan, evidence: Sequence[ScoredSentence], papers: int) -> list[ScoredSentence]:
    """Return the sentences to answer with where a small model declines, the fittest first; none where that is right.

    That is where the answer without a model would decline, too. A paper that the question names goes first.
    """
    named = [each for each in evidence if each.paper.id in plan.named]
    if not worth_answering(plan.standalone, evidence, papers):
        return []
    number = left_out(plan, named or evidence, "")
    return [number] if number else chosen(named or evidence)


def left_out(plan: Plan, evidence: Sequence[ScoredSentence], text: str) -> ScoredSentence | None:
    """Return the sentence with the number that the question asks for, where ``text`` holds none; else None."""
    if not wants_number(plan.standalone) or holds_number(without_markers(text)):
        return None
    return next((each for each in evidence if _states_number(plan.standalone, each)), None)


def _states_number(question: str, each: ScoredSentence) -> bool:
    alone = each.paper.model_copy(update={"abstract": each.passage.text})
    return holds_number(each.passage.text) and in_kind(question, [alone])


def in_own_words(shown: Sequence[ScoredSentence], model: str) -> Composing:
    """Answer with the sentences themselves, and say why."""
    numbering = CitationNumbers()
    pieces = [
        f"{'- ' * (len(shown) > 1)}“{escaped(each.passage.text)}” {numbering.cite(each.paper, each.passage)}"
        for each in shown
    ]
    why = f"The model {model} found no answer; shown are the papers' own sentences that answer best."
    draft = Draft("", "answered", numbering.citations, composer=model, warnings=(why,))
    return composed(["\n".join(pieces)], draft)


def completed(draft: Draft, plan: Plan, evidence: Sequence[ScoredSentence]) -> Composing:
    """Add the sentence with the number that the question asks for, where the answer has none."""
    cited = {citation.paper_id for citation in draft.citations}
    meant = [each for each in evidence if each.paper.id in (plan.named or cited)]
    found = left_out(plan, meant, draft.text)
    if found is None:
        return draft
    numbering = CitationNumbers(draft.citations)
    added = f"\n\n“{escaped(found.passage.text)}” {numbering.cite(found.paper, found.passage)}"
    yield added
    why = "The model wrote no number, which the question asks for; the paper's own sentence that holds one was added."
    return replace(
        draft, text=draft.text + added, citations=numbering.citations, warnings=(*draft.warnings, why)
    )
