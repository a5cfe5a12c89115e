"""The composer without a language model: the best verbatim sentences, each cited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.composing.declining.decline import decline_lookup
from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.judging.words.answer_kind import in_kind
from assistant.retrieval.sentence_scoring import ScoredSentence, confidence
from assistant.text.wording import escaped
from assistant.types import Paper, Plan

# Below this confidence the papers are said to be silent: between the tuning questions without an answer that hold
# something of the kind asked for (up to 0.13) and those with one (from 0.43); docs/quality.md.
ANSWER_FROM = 0.4
_MOST_SENTENCES = 5
_MOST_PAPERS = 3
# A further sentence is worth reading when it scores at least this share of the best one.
_WORTH = 0.72


def extract_lookup(
    plan: Plan, evidence: Sequence[ScoredSentence], papers: int, preface: str, warnings: Sequence[str] = ()
) -> Composing:
    """Answer from ``evidence`` (best first) in the papers' own sentences, the fittest first.

    ``papers`` is how many were asked, ``preface`` the first line. Where the evidence is too thin, or holds
    nothing of the kind asked for (a number, a year), the answer is that
    the papers do not say, with the closest papers named and nothing cited.
    """
    if not worth_answering(plan.standalone, evidence, papers):
        return decline_lookup(plan, evidence, preface=preface, warnings=warnings)
    return extract_sentences(chosen(evidence), preface, warnings)


def extract_sentences(
    shown: Sequence[ScoredSentence], preface: str, warnings: Sequence[str] = ()
) -> Composing:
    """Answer with the sentences ``shown``, each quoted and cited."""
    numbering = CitationNumbers()
    pieces = list(_sentences(shown, preface, numbering))
    return composed(pieces, Draft("", "answered", numbering.citations, warnings=tuple(warnings)))


def worth_answering(question: str, evidence: Sequence[ScoredSentence], papers: int) -> bool:
    """Whether the evidence (best first, of so many ``papers`` asked) is strong, and holds what is asked for in kind."""
    return confidence(evidence, papers) >= ANSWER_FROM and holds_kind(question, evidence)


def holds_kind(question: str, evidence: Sequence[ScoredSentence]) -> bool:
    """Whether the papers of the sentences that would be shown hold what is asked for in kind (a number, a year)."""
    return bool(evidence) and in_kind(question, _papers(evidence))


def _papers(evidence: Sequence[ScoredSentence]) -> list[Paper]:
    """Return the papers of the sentences that would be shown."""
    return list({scored.paper.id: scored.paper for scored in chosen(evidence)}.values())


def chosen(evidence: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the sentences worth showing: the best one, then the others paper by paper in reading order."""
    best = evidence[0]
    papers: list[str] = [best.paper.id]
    more: list[ScoredSentence] = []
    for scored in evidence[1:]:
        if scored.score < _WORTH * best.score or len(more) + 1 >= _MOST_SENTENCES:
            break
        if scored.paper.id not in papers:
            if len(papers) >= _MOST_PAPERS:
                continue
            papers.append(scored.paper.id)
        more.append(scored)
    more.sort(key=lambda scored: (papers.index(scored.paper.id), scored.passage.start))
    return [best, *more]


def _sentences(shown: Sequence[ScoredSentence], preface: str, numbering: CitationNumbers) -> Iterator[str]:
    if preface:
        yield f"_{preface}_\n\n"
    paper_id = ""
    for scored in shown:
        if scored.paper.id != paper_id:
            gap = "\n" if paper_id else ""
            yield f"{gap}**{escaped(scored.paper.title)}**\n\n"
            paper_id = scored.paper.id
        yield f"- “{escaped(scored.passage.text)}” {numbering.cite(scored.paper, scored.passage)}\n"
