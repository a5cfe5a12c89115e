"""Lines of papers as their records have them, each with a citation of a recorded value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.composing.draft import CitationNumbers
from assistant.text.wording import escaped
from assistant.types import CitedField, Paper

LISTED = 300  # papers that an answer lists at most; more are counted
_AUTHORS = 3


def lines(papers: Sequence[Paper], field: CitedField, numbering: CitationNumbers) -> Iterator[str]:
    """Yield a line for each paper, citing ``field`` (its title where that is not recorded)."""
    for paper in papers:
        cited_field = field if paper.told(field) else "title"
        yield f"\n- **{escaped(paper.title)}**{byline(paper)} {numbering.record(paper, cited_field)}"


def byline(paper: Paper) -> str:
    """Return " — Liu, Chen et al., 2021, Venue", as far as it is recorded."""
    names = ", ".join(escaped(name) for name in paper.authors[:_AUTHORS])
    known = [names + (" et al." if len(paper.authors) > _AUTHORS else "")] if names else []
    known += [str(paper.year)] if paper.year else []
    known += [escaped(paper.venue)] if paper.venue else []
    return f" — {', '.join(known)}" if known else ""


def cut_note(count: int) -> str:
    """Return the sentence that goes with a list that is cut, "" when it is whole."""
    return (
        f"\n\nThe first {LISTED} of {count:,} are listed; add a condition to see the others."
        if count > LISTED
        else ""
    )
