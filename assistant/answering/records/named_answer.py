"""Papers that name something, from a scan of every title and abstract: each quoted, of the whole shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.answering.records.listing import LISTED, byline, cut_note
from assistant.index.passages import sentences, title_passage
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.named_scan import scan
from assistant.text.spellings import Spellings, spellings
from assistant.text.wording import escaped, papers_count
from assistant.types import Judged, Paper, Passage, Plan


@dataclass(frozen=True, slots=True)
class Scanned:
    """The ids of the papers that hold the things asked for, in the order of the shelf, of ``asked`` papers."""

    ids: tuple[str, ...]
    asked: int


def scan_things(plan: Plan, retriever: Retriever) -> Scanned:
    """Find every paper that holds one of the plan's things; all of them where it asks for every one.

    Papers that name what they must not are left out.
    """
    found = [scan(thing, retriever.index, plan.within) for thing in plan.things]
    asked = len(retriever.index.manifest.papers) if plan.within is None else len(plan.within)
    order: Sequence[str] = retriever.index.papers.ids() if plan.within is None else plan.within
    ids = {paper_id for paper_ids in found for paper_id in paper_ids} if found else set(order)
    if "every" in plan.asks and found:
        ids = ids.intersection(*found)
    for thing in plan.unnamed:
        ids.difference_update(scan(thing, retriever.index, plan.within))
    if len(found) == 1:
        order = found[0]
    return Scanned(tuple(paper_id for paper_id in order if paper_id in ids), asked)


def list_named(
    plan: Plan,
    scanned: Scanned,
    retriever: Retriever,
    among: str,
    first: str = "",
    told: str = "",
) -> Composing:
    """List the papers of a scan, each with its first sentence that holds the name; nothing is judged.

    ``first`` is a line above their number, ``told`` one between that and the list.
    """
    names = _names(plan)
    judged = Judged(of=scanned.asked)
    count, asked = len(scanned.ids), f"{papers_count(scanned.asked)}{among}"
    if not count:
        text = f"None of the {asked} {_verb(1, plan)} {names} in its title or abstract."
        return composed([text], Draft("", "no_evidence", judged=judged))
    pieces = [first]
    numbering = CitationNumbers()
    spelled = [spellings(thing) for thing in plan.things]
    pieces.append(f"**{count:,} of {asked}** {_verb(count, plan)} {names}.\n")
    if plan.asks.startswith("use"):
        pieces.append("\nWhat they do with it was not judged.\n")
    pieces.append(told)
    for paper in retriever.index.papers.get(scanned.ids[:LISTED]).values():
        if not spelled:
            pieces.append(f"\n- **{escaped(paper.title)}**{byline(paper)} {numbering.record(paper, 'title')}")
            continue
        quotes = " ".join(
            f"“{escaped(passage.text)}” {numbering.cite(paper, passage)}"
            for passage in _quoted(paper, spelled, every="every" in plan.asks)
        )
        pieces.append(f"\n- **{escaped(paper.title)}** — {quotes}")
    pieces.append(cut_note(count))
    draft = Draft("", "answered", numbering.citations, judged=judged)
    return composed([piece for piece in pieces if piece], draft)


def _names(plan: Plan) -> str:
    joint = " and " if "every" in plan.asks else " or "
    names = joint.join(f"“{escaped(thing)}”" for thing in plan.things)
    without = " or ".join(f"“{escaped(thing)}”" for thing in plan.unnamed)
    return f"{names} and not {without}" if names and without else names or without


def _verb(count: int, plan: Plan) -> str:
    if not plan.things:
        return "does not name" if count == 1 else "do not name"
    return "names" if count == 1 else "name"


def _quoted(paper: Paper, spelled: Sequence[Spellings], *, every: bool) -> list[Passage]:
    """Return the first sentence that holds a thing, or one for each of them; the title, where none does."""
    found = [passage for spelling in spelled if (passage := _first(paper, spelling))]
    unique = list({passage.id: passage for passage in found}.values())
    return unique if every else unique[:1]


def _first(paper: Paper, spelled: Spellings) -> Passage | None:
    for passage in sentences(paper):
        if spelled.find(passage.text):
            return passage
    if spelled.find(paper.title):
        return title_passage(paper)
    # A name that two sentences share, cut where "vs." or the like looks like an end.
    found = spelled.find(paper.abstract)
    return next(
        (
            sentence
            for sentence in sentences(paper)
            if found and sentence.start <= found.start() < sentence.end
        ),
        None,
    )
