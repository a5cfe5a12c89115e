"""A screening -> the answer to a set question: every match with its reason and citation, and the denominator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.composing.decline import shortcoming
from assistant.answering.composing.draft import Composing, Draft, Numbering, composed
from assistant.judging.judge import Opinion
from assistant.judging.screen import Screening, verdict_of
from assistant.llm.json_reply import cited_places
from assistant.retrieval.sentence_scoring import Evidence
from assistant.text.wording import escaped, papers_count
from assistant.types import Judged, Status

_CLOSEST = 3


def compose_set(topic: str, screening: Screening, composer: str, among: str = "") -> Composing:
    """List the papers judged a match, then the partial ones, then a short synthesis of the matches.

    ``among`` says which papers were asked, as it follows their number (" from 2019").

    Only the verdicts decide which papers are named: no model call can add one here.
    """
    matches, partial = screening.having("match"), screening.having("partial")
    numbering = Numbering()
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
        verdicts=tuple(verdict_of(opinion) for opinion in screening.opinions),
        judged=screening.judged,
        warnings=screening.warnings,
    )
    return composed(pieces, draft)


def extract_set(
    shown: Sequence[Evidence],
    looked: int,
    shelf: int,
    preface: str,
    warnings: Sequence[str] = (),
    among: str = "",
) -> Composing:
    """List the papers that speak of what was asked, each with its closest sentence; nothing was judged.

    ``looked`` of the ``shelf``'s papers, the closest ones, were looked at; ``among`` says which these are, as it
    follows their number (" from 2019").
    """
    numbering = Numbering()
    pieces = [f"_{preface}_\n\n"] if preface else []
    asked = f"{'the ' if among and looked >= shelf else ''}{papers_count(shelf)}{among}"
    closest = f"the {looked} closest of {asked}" if looked < shelf else asked
    if not shown:
        the = "" if looked < shelf or among else "the "
        pieces.append(f"None of {the}{closest} was found to speak of it, by words and meaning alone.")
        return composed(pieces, Draft("", "no_evidence", judged=Judged(of=shelf), warnings=tuple(warnings)))
    speak = "speaks" if len(shown) == 1 else "speak"
    pieces.append(f"**{len(shown)} of {closest}** {speak} of it; none was judged.\n")
    for each in shown:
        quote = f"“{escaped(each.passage.text)}” {numbering.cite(each.paper, each.passage)}"
        pieces.append(f"\n- **{escaped(each.paper.title)}** — {quote}")
    draft = Draft("", "answered", numbering.citations, judged=Judged(of=shelf), warnings=tuple(warnings))
    return composed(pieces, draft)


def _listed(
    screening: Screening,
    matches: Sequence[Opinion],
    partial: Sequence[Opinion],
    numbering: Numbering,
    among: str,
) -> Iterator[str]:
    yield f"**{_count(screening, matches, among)}**\n"
    for opinion in matches:
        yield f"\n{_row(opinion, numbering)}"
    if partial:
        yield f"\n\n**Partly** ({len(partial)}):\n"
        for opinion in partial:
            yield f"\n{_row(opinion, numbering)}"
    listed = [*matches, *partial]
    markers = {
        place: numbering.cite(opinion.paper, opinion.passage)
        for place, opinion in enumerate(listed, 1)
        if opinion.passage
    }
    if len(matches) > 1 and (summary := cited_places(screening.summary, markers)):
        yield f"\n\n{summary}"


def _count(screening: Screening, matches: Sequence[Opinion], among: str) -> str:
    judged = screening.judged
    if judged.papers < judged.of:
        of = f"{judged.papers:,} of {judged.of:,} papers{among} were judged; "
        return f"{of}{len(matches)} of {papers_count(judged.papers)} judged match."
    the = "the " if among else ""
    return f"{len(matches)} of {the}{papers_count(judged.papers)}{among} judged match."


def _row(opinion: Opinion, numbering: Numbering) -> str:
    """Write one paper: its reason where the model gave one, else the sentence itself."""
    if opinion.passage is None:
        return f"- **{escaped(opinion.paper.title)}** — {escaped(opinion.reason) or 'no sentence was named'}"
    said = escaped(opinion.reason) or f"“{escaped(opinion.passage.text)}”"
    return f"- **{escaped(opinion.paper.title)}** — {said} {numbering.cite(opinion.paper, opinion.passage)}"


def _none(topic: str, screening: Screening, among: str) -> Iterator[str]:
    yield f"**{_count(screening, (), among)}** The papers do not say more. The closest ones:\n"
    judged = [opinion for opinion in screening.opinions if opinion.verdict == "no"]
    for opinion in judged[:_CLOSEST]:
        why = escaped(opinion.reason) or shortcoming(topic, opinion.paper)
        yield f"\n- {escaped(opinion.paper.title)} — {why}"
