"""Sentences weighed for a question -> the papers that come nearest to answering it, as values and as a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from assistant.answering.composing.declining.lacks import lacks
from assistant.index.passages import title_passage
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import escaped
from assistant.types import Nearest, Plan

NEAREST = 3


def words_of(plan: Plan) -> str:
    """Return a question without its conditions on records: that a text does not name its author is no lack of it."""
    if not plan.filters:
        return plan.standalone
    return plan.rest or (plan.topic if plan.kind == "lookup" else plan.standalone)


def nearest_of(
    question: str,
    evidence: Sequence[ScoredSentence],
    named: Sequence[str] = (),
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Nearest, ...]:
    """Return at most three papers of ``evidence`` (best first), each with its nearest sentence; ``named`` ids lead.

    ``reasons`` are a judge's, by paper id; else a paper's own lack is told.
    """
    by_paper: dict[str, list[ScoredSentence]] = {}
    for scored in evidence:
        by_paper.setdefault(scored.paper.id, []).append(scored)
    order = sorted(by_paper, key=lambda key: key not in named)
    return tuple(_nearest(question, by_paper[key], reasons) for key in order[:NEAREST])


def listed(nearest: Sequence[Nearest]) -> Iterator[str]:
    """Yield one line of a list for each: the title, what it lacks, its nearest sentence."""
    for each in nearest:
        quote = f" Nearest: “{escaped(each.quote)}”" if each.field == "abstract" else ""
        reason = f"{each.reason.rstrip('.')}." if each.reason else ""
        yield f"\n- **{escaped(each.title)}** — {reason}{quote}"


def _nearest(question: str, of_paper: Sequence[ScoredSentence], reasons: Mapping[str, str]) -> Nearest:
    paper = of_paper[0].paper
    own = next((each.passage for each in of_paper if each.passage.field == "abstract"), title_passage(paper))
    return Nearest(
        paper_id=paper.id,
        title=paper.title,
        url=paper.url,
        field=own.field,
        quote=own.text,
        start=own.start,
        end=own.end,
        reason=escaped(reasons.get(paper.id, "")) or lacks(question, paper),
    )
