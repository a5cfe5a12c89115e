"""The papers that an answer did not list, each with the sentence of its abstract that comes closest to the question."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.index.passages import title_passage
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import escaped, papers_count
from assistant.types import Judged

OTHERS = 20  # papers that are shown


def list_others(evidence: Sequence[ScoredSentence], left: int, asked: int) -> Composing:
    """List the papers of ``evidence``, the closest first; ``left`` of ``asked`` papers were not listed before."""
    numbering = CitationNumbers()
    judged = Judged(of=asked)
    if not left:
        return composed(
            [f"There are no others: {papers_count(asked)} were asked, and all were listed."],
            Draft("", "no_evidence", judged=judged),
        )
    by_paper: dict[str, list[ScoredSentence]] = {}
    for scored in evidence:
        by_paper.setdefault(scored.paper.id, []).append(scored)
    of = f"**{left:,} of {papers_count(asked)}** {'was' if left == 1 else 'were'} not listed"
    closest = f"; these {len(by_paper)} come closest" if len(by_paper) < left else ""
    pieces = [f"{of}{closest}.\n"]
    for own in by_paper.values():
        paper = own[0].paper
        passage = next(
            (each.passage for each in own if each.passage.field == "abstract"), title_passage(paper)
        )
        quote = f" — “{escaped(passage.text)}”" if passage.field == "abstract" else ""
        pieces.append(f"\n- **{escaped(paper.title)}**{quote} {numbering.cite(paper, passage)}")
    return composed(pieces, Draft("", "answered", numbering.citations, judged=judged))
