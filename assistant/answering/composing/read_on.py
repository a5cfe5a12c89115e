"""More of the last answer, without a language model: what the papers shown say beside the sentences already quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import escaped
from assistant.types import Plan

_SENTENCES = 4  # of one paper; of several, two each
_REASON = re.compile(
    r"""(?ix)\b(?:because|since|due\ to|owing\ to|thanks\ to|as\ a\ result|therefore|thus|hence|in\ order\ to|so\ that
    |motivat\w+|reasons?|cause[sd]?|leads?\ to|result(?:s|ing)?\ (?:in|from)|enabl\w+|overcome|address\w*|mitigat\w+
    |limit(?:s|ed|ation\w*)|suffer\w*|bottleneck|instead\ of|rather\ than|stems?\ from|we\ attribute)\b"""
)


def unsaid_of(plan: Plan, evidence: Sequence[ScoredSentence]) -> tuple[ScoredSentence, ...]:
    """Return the sentences of abstracts that were not quoted yet; of "why?" those first that give a reason."""
    quoted = set(plan.said)
    left = [each for each in evidence if each.passage.field == "abstract" and each.passage.text not in quoted]
    if plan.asks != "why":
        return tuple(left)
    lifted = [replace(each, score=each.score + bool(_REASON.search(each.passage.text))) for each in left]
    return tuple(sorted(lifted, key=lambda each: -each.score))


def read_on(
    plan: Plan, left: Sequence[ScoredSentence], preface: str, warnings: Sequence[str] = ()
) -> Composing:
    """Show the fittest of ``left`` of each paper, in reading order; say so when nothing is left."""
    numbering = CitationNumbers()
    pieces = [f"_{preface}_\n\n"] if preface else []
    reasons = any(_REASON.search(each.passage.text) for each in left)
    if plan.asks == "why" and left and not reasons:
        pieces.append("No sentence there gives a reason. What else is said:\n\n")
    for place, paper_id in enumerate(plan.within or ()):
        own = [each for each in left if each.paper.id == paper_id]
        most = _SENTENCES if len(plan.within or ()) == 1 else 2
        shown = sorted(own[:most], key=lambda each: each.passage.start)
        if shown:
            gap = "\n" if place and numbering.citations else ""
            pieces.append(f"{gap}**{escaped(shown[0].paper.title)}**\n\n")
        for each in shown:
            quote = escaped(each.passage.text)
            pieces.append(f"- “{quote}” {numbering.cite(each.paper, each.passage)}\n")
    if not numbering.citations:
        pieces.append(
            "That is all: only titles and abstracts are on the shelf, and every sentence there was shown already."
        )
        return composed(pieces, Draft("", "no_evidence", warnings=tuple(warnings)))
    return composed(pieces, Draft("", "answered", numbering.citations, warnings=tuple(warnings)))
