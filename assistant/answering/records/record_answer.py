"""Who wrote a paper, when it was published, where it appeared: told from its record, cited as the record."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.draft import Composing, Draft, Numbering, composed
from assistant.index.bm25 import stems
from assistant.planning.paper_names import Finder
from assistant.retrieval.records import Records
from assistant.text.wording import escaped
from assistant.types import CitedField, Paper

_WORDS: dict[str, tuple[CitedField, str, str]] = {
    "authors": ("authors", "was written by {}", "no authors"),
    "year": ("year", "is from {}", "no year"),
    "venue": ("venue", "appeared in {}", "no venue"),
}
_LIKE = 0.75  # share of the words of "the paper on ..." that a title must hold
_MOST = 3


def papers_meant(subject: str, find: Finder) -> tuple[Paper, ...]:
    """Return the papers whose titles hold most words of ``subject``, the closest ones, at most three."""
    words = set(stems(subject))
    if not words:
        return ()
    shares = [(len(words & set(stems(paper.title))) / len(words), paper) for paper in find(subject, 20)]
    best = max((share for share, _ in shares), default=0.0)
    return tuple(paper for share, paper in shares if share == best and share >= _LIKE)[:_MOST]


def tell_record(asks: str, papers: Sequence[Paper], records: Records) -> Composing:
    """Tell a field of the record of each of ``papers``; "this shelf records no authors for it" where it is empty."""
    field, said, nothing = _WORDS[asks]
    numbering = Numbering()
    told = [paper for paper in papers if paper.told(field)]
    pieces = []
    for paper in papers:
        if not (value := paper.told(field)):
            pieces.append(f"This shelf records {nothing} for “{escaped(paper.title)}”.")
            continue
        shown = _listed(paper.authors) if field == "authors" else escaped(value)
        pieces.append(
            f"“{escaped(paper.title)}” {said.format(f'**{shown}**')} {numbering.record(paper, field)}."
        )
    if not told and not any(_recorded(records, field)):
        pieces.append(f"It records {nothing} for any paper.")
    status = "no_evidence" if not told else "answered" if len(told) == len(papers) else "partial"
    text = " ".join(pieces) if len(papers) < 2 else "\n".join(f"- {piece}" for piece in pieces)
    return composed([text], Draft("", status, numbering.citations))  # type: ignore[arg-type]


def _listed(names: Sequence[str]) -> str:
    *first, last = (escaped(name) for name in names)
    separator = "; " if any("," in name for name in names) else ", "
    return f"{separator.join(first)} and {last}" if first else last


def _recorded(records: Records, field: CitedField) -> dict[str, int] | dict[int, int]:
    return records.authors if field == "authors" else records.years if field == "year" else records.venues
