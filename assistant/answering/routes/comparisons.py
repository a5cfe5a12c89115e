"""A question on two papers and more -> these side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.composing.comparing.comparison import (
    SENTENCES_A_PAPER,
    compare,
    extract_comparison,
)
from assistant.answering.composing.draft import Composing, Responding
from assistant.answering.composing.looking_up.summary import summary_sentences
from assistant.answering.context import AnswerContext
from assistant.answering.routes.streaming import with_fallback
from assistant.answering.tracing.timing import Clock
from assistant.index.passages import sentences
from assistant.planning.comparison_targets import Compared
from assistant.retrieval.sentence_scoring import weigh
from assistant.text.content_words import NAME_WEIGHT, content_words, terms
from assistant.types import Hit, Plan

_COMPARING = content_words(
    "compare comparison contrast differ differs difference different distinguish similar similarity common versus vs"
    " approach method model work main key briefly please tell explain"
)
_BY = re.compile(
    r"(?i)\b(?:on|in|for|by|of|regarding|concerning|respect)\s+(?!(?:the\s+)?(?:papers?|models?)\b)"
)


def _names_aspect(question: str, found: Compared) -> bool:
    """Tell whether ``question`` holds more than its papers' names and the wish to compare them."""
    titles = content_words(" ".join(paper.title for paper in found.papers))
    words = {word for word, weight in terms(question).items() if weight < NAME_WEIGHT}
    named = len(terms(question)) - len(words)
    return bool(words - titles - _COMPARING) or (named > len(found.papers) and bool(_BY.search(question)))


def answer_comparison(plan: Plan, found: Compared, context: AnswerContext, clock: Clock) -> Responding:
    hits = [Hit(paper, sentences(paper)[0], 1.0) for paper in found.papers]
    evidence = weigh(plan.standalone, hits, context.retriever)
    if not _names_aspect(plan.standalone, found):
        evidence = tuple(
            each
            for paper in found.papers
            for each in summary_sentences("whole", paper, "", SENTENCES_A_PAPER)
        )
    clock.lap("retrieve")

    def side_by_side(preface: str, warnings: Sequence[str]) -> Composing:
        return extract_comparison(found, evidence, preface, warnings)

    return (
        yield from with_fallback(
            context, lambda model: compare(plan.standalone, found, model, evidence), side_by_side
        )
    )
