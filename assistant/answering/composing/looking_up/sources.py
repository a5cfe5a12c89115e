"""Sentences that speak of a question -> the papers that are put to a model, numbered."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.types import Source

# Papers put to the model for a lookup: those that the question names, then at most so many whose best sentence scores
# at least this share of the best one. The right paper was first for 45 of 46 of our questions; a paper that is far
# behind costs tokens and leads a small model astray.
SOURCES = 6
_WORTH = 0.55


def sources_of(evidence: Sequence[ScoredSentence], named: Sequence[str] = ()) -> tuple[Source, ...]:
    """Number the papers of ``evidence`` (best first) from 1, each with its sentences in that order.

    Papers that the question has ``named``, by id, come first, and none is put in only to make up the number.
    """
    by_paper: dict[str, list[ScoredSentence]] = {}
    for scored in evidence:
        by_paper.setdefault(scored.paper.id, []).append(scored)
    best = evidence[0].score if evidence else 0.0
    first = [of_paper for key, of_paper in by_paper.items() if key in named]
    others = [
        of_paper
        for key, of_paper in by_paper.items()
        if key not in named and of_paper[0].score >= _WORTH * best
    ]
    worth = [*first, *others[: max(SOURCES - len(first), 0)]]
    return tuple(
        Source(
            number,
            of_paper[0].paper,
            tuple((e.passage.start, e.passage.end) for e in of_paper if e.passage.field == "abstract"),
        )
        for number, of_paper in enumerate(worth, 1)
    )
