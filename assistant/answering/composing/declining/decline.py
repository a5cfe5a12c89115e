"""When the papers do not say: an answer without a claim, and the papers that come nearest with what they lack."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.composing.declining.near import listed, nearest_of, words_of
from assistant.answering.composing.draft import Composing, Draft, composed
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import DECLINED
from assistant.types import Plan


def decline(
    question: str,
    evidence: Sequence[ScoredSentence],
    *,
    named: Sequence[str] = (),
    preface: str = "",
    composer: str = "extractive",
    warnings: Sequence[str] = (),
) -> Composing:
    """Say that the papers do not say, and which come nearest; papers that the question ``named`` lead.

    Nothing is cited, for nothing is claimed: the sentences are in the draft's ``nearest``.
    """
    nearest = nearest_of(question, evidence, named)
    pieces = [f"{preface}\n\n" if preface else "", DECLINED]
    if nearest:
        pieces.append(f" {'This paper comes' if len(nearest) == 1 else 'These papers come'} nearest:\n")
        pieces += listed(nearest)
    draft = Draft("", "no_evidence", composer=composer, nearest=nearest, warnings=tuple(warnings))
    return composed([piece for piece in pieces if piece], draft)


def decline_lookup(
    plan: Plan,
    evidence: Sequence[ScoredSentence],
    *,
    preface: str = "",
    composer: str = "extractive",
    warnings: Sequence[str] = (),
) -> Composing:
    """Decline a question of fact; a paper that it names leads."""
    return decline(
        words_of(plan), evidence, named=plan.named, preface=preface, composer=composer, warnings=warnings
    )
