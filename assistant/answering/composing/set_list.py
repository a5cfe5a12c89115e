"""A screening -> the answer to a set question: every match with its reason and citation, and the denominator."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from assistant.answering.composing.declining.lacks import lacks
from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.judging.judge import PaperVerdict
from assistant.judging.screen import Screening, verdict_of
from assistant.llm.json_replies.json_reply import cited_places
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import escaped, papers_count
from assistant.types import Judged, Status, Verdict

_CLOSEST = 3
ABSTRACTS_READ = "Titles and abstracts were read, not the papers themselves."


def compose_set(topic: str, screening: Screening, composer: str, among: str = "") -> Composing:
    """List the papers judged a match, then the partial ones, then a short synthesis of the matches.

    ``among`` says which papers were asked, as it follows their number (" from 2019").

    Only the verdicts decide which papers are named: no model call can add one here.
    """
    matches, partial = screening.having("match"), screening.having("partial")
    numbering = CitationNumbers()
    if matches or partial:
        pieces = list(_listed(screening, matches, partial, numbering, among))
        status: Status = "answered" if matches else "partial"
    else:
        pieces, status = list(_none(topic, screening, among)), "no_evidence"
    draft = Draft(
        text="",
        status=status,
        citations=numbering.citations,
        composer=composer,
        verdicts=tuple(verdict_of(verdict) for verdict in screening.verdicts),
        judged=screening.judged,
        warnings=screening.warnings,
    )
    return composed(pieces, draft)


def extract_set(
    shown: Sequence[ScoredSentence],
    looked: int,
    shelf: int,
    preface: str,
    warnings: Sequence[str] = (),
    among: str = "",
    note: str = "",
) -> Composing:
    """List the papers that speak of what was asked, each with its closest sentence; nothing was judged.

    ``looked`` of the ``shelf``'s papers, the closest ones, were looked at; ``among`` says which these are, as it
    follows their number (" from 2019"). ``note`` stands below the list.
    """
    numbering = CitationNumbers()
    pieces = [f"_{preface}_\n\n"] if preface else []
    asked = f"{'the ' if among and looked >= shelf else ''}{papers_count(shelf)}{among}"
    closest = f"the {looked} closest of {asked}" if looked < shelf else asked
    if not shown:
        the = "" if looked < shelf or among else "the "
        pieces.append(f"None of {the}{closest} was found to speak of it, by words and meaning alone.")
        if note:
            pieces.append(f" {note}")
        return composed(pieces, Draft("", "no_evidence", judged=Judged(of=shelf), warnings=tuple(warnings)))
    speak = "speaks" if len(shown) == 1 else "speak"
    pieces.append(f"**{len(shown)} of {closest}** {speak} of it; none was judged.\n")
    for scored in shown:
        quote = f"“{escaped(scored.passage.text)}” {numbering.cite(scored.paper, scored.passage)}"
        pieces.append(f"\n- **{escaped(scored.paper.title)}** — {quote}")
    if note:
        pieces.append(f"\n\n{note}")
    draft = Draft(
        "",
        "answered",
        numbering.citations,
        verdicts=tuple(_found(scored) for scored in shown),
        judged=Judged(of=shelf),
        warnings=tuple(warnings),
    )
    return composed(pieces, draft)


def _found(scored: ScoredSentence) -> Verdict:
    """Return the verdict on a paper that nobody judged."""
    paper = scored.paper
    return Verdict(
        paper_id=paper.id,
        title=paper.title,
        verdict="unjudged",
        reason="",
        quote=scored.passage.text,
        given_by="cut",
    )


def _listed(
    screening: Screening,
    matches: Sequence[PaperVerdict],
    partial: Sequence[PaperVerdict],
    numbering: CitationNumbers,
    among: str,
) -> Iterator[str]:
    yield f"**{_count(screening, matches, among)}**\n{_bound(screening, len(matches))}"
    for verdict in matches:
        yield f"\n{_row(verdict, numbering)}"
    if partial:
        yield f"\n\n**Partly** ({len(partial)}):\n"
        for verdict in partial:
            yield f"\n{_row(verdict, numbering)}"
    listed = [*matches, *partial]
    markers = {
        place: _cited(verdict, numbering) for place, verdict in enumerate(listed, 1) if verdict.passage
    }
    if summary := cited_places(screening.summary, markers):
        yield f"\n\n{summary}"


def _count(screening: Screening, matches: Sequence[PaperVerdict], among: str) -> str:
    judged = screening.judged
    if judged.papers < judged.of:
        of = f"{judged.papers:,} of {judged.of:,} papers{among} were judged; "
        return f"{of}{len(matches)} of {papers_count(judged.papers)} judged match."
    the = "the " if among else ""
    return f"{len(matches)} of {the}{papers_count(judged.papers)}{among} judged match."


def _bound(screening: Screening, matches: int) -> str:
    """Say what a random sample of the papers left out tells of those missed; "" without a sample."""
    sample = screening.sample
    if sample is None:
        return ""
    held = f"{sample.matched:,}" if sample.matched else "none"
    drawn = (
        f"{sample.papers:,} of the {papers_count(sample.below)} below, drawn at random, were judged as well"
    )
    if not matches:
        return f"\n{drawn}; {held} of these match. At most {sample.missed:,} of the rest do, with 95 % confidence.\n"
    percent = math.floor(100 * sample.recall(matches))
    if sample.missed == 0:
        outcome = "So all matches are listed"
    elif percent:
        outcome = f"So at least {percent} % of the matches are listed, with 95 % confidence"
    else:
        outcome = (
            f"At most {sample.missed:,} more do, with 95 % confidence, which is too many to vouch for a share"
        )
    return f"\n{drawn}; {held} of these match. {outcome}.\n"


def _row(verdict: PaperVerdict, numbering: CitationNumbers) -> str:
    """Write one paper: its reason where the model gave one, else the sentence itself."""
    if verdict.passage is None:
        return f"- **{escaped(verdict.paper.title)}** — {escaped(verdict.reason) or 'no sentence was named'}"
    reason = escaped(verdict.reason) or f"“{escaped(verdict.passage.text)}”"
    return f"- **{escaped(verdict.paper.title)}** — {reason} {_cited(verdict, numbering)}"


def _cited(verdict: PaperVerdict, numbering: CitationNumbers) -> str:
    return "".join(numbering.cite(verdict.paper, passage) for passage in verdict.passages)


def _none(topic: str, screening: Screening, among: str) -> Iterator[str]:
    yield f"**{_count(screening, (), among)}** {ABSTRACTS_READ} The closest ones:\n"
    judged = [verdict for verdict in screening.verdicts if verdict.verdict == "no"]
    for verdict in judged[:_CLOSEST]:
        why = escaped(verdict.reason) or lacks(topic, verdict.paper)
        yield f"\n- {escaped(verdict.paper.title)} — {why}"
