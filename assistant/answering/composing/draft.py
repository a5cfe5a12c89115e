"""What every composer makes: text piece by piece, and at the end a Draft."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.events import Event, Stage
from assistant.types import Citation, CitedField, Judged, Nearest, Paper, Passage, Status, Verdict


@dataclass(frozen=True, slots=True)
class Draft:
    """A composed answer before the flow adds question, cost, timings and fingerprint."""

    text: str
    status: Status
    citations: tuple[Citation, ...] = ()
    composer: str = "extractive"
    verdicts: tuple[Verdict, ...] = ()
    judged: Judged = Judged()
    nearest: tuple[Nearest, ...] = ()
    warnings: tuple[str, ...] = ()


class Cited(str):
    """A piece of text, with the citations of all text up to its end."""

    citations: tuple[Citation, ...]

    def __new__(cls, text: str, citations: tuple[Citation, ...]) -> Cited:
        """Return ``text`` with ``citations``."""
        piece = super().__new__(cls, text)
        piece.citations = citations
        return piece


# A composer yields pieces of text as they become final (a Stage while the model only thinks), and returns the Draft.
Composing = Generator[str | Stage, None, Draft]

# A step of answering: yields events, returns the Draft.
Responding = Generator[Event, None, Draft]


class CitationNumbers:
    """Hands out citation numbers, from 1, in the order in which passages are first cited."""

    def __init__(self, given: Sequence[Citation] = ()) -> None:
        """Go on after the citations that were ``given`` out."""
        self._numbers: dict[tuple[str, str, int, int], Citation] = {
            (each.paper_id, each.field, each.start, each.end): each for each in given
        }

    def cite(self, paper: Paper, passage: Passage) -> str:
        """Return the marker of ``passage``."""
        key = (paper.id, passage.field, passage.start, passage.end)
        if key not in self._numbers:
            self._numbers[key] = citation_of(len(self._numbers) + 1, paper, passage)
        return f"[{self._numbers[key].number}]"

    def record(self, paper: Paper, field: CitedField) -> str:
        """Return the marker of the whole of a recorded field."""
        value = paper.told(field)
        key = (paper.id, field, 0, len(value))
        if key not in self._numbers:
            self._numbers[key] = Citation(
                number=len(self._numbers) + 1,
                paper_id=paper.id,
                title=paper.title,
                url=paper.url,
                field=field,
                quote=value,
                start=0,
                end=len(value),
            )
        return f"[{self._numbers[key].number}]"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, by number."""
        return tuple(self._numbers.values())


def citation_of(number: int, paper: Paper, passage: Passage) -> Citation:
    """Return the citation of a passage under ``number``."""
    return Citation(
        number=number,
        paper_id=paper.id,
        title=paper.title,
        url=paper.url,
        field=passage.field,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
    )


def composed(pieces: Iterable[str], draft: Draft) -> Composing:
    """Compose an answer that is ready: yield ``pieces`` and return ``draft`` with their text."""
    shown: list[str] = []
    for piece in pieces:
        shown.append(piece)
        yield Cited(piece, draft.citations)
    return replace(draft, text="".join(shown))


def unique_papers(papers: Iterable[Paper], most: int) -> Sequence[Paper]:
    """Return the first ``most`` different papers."""
    return list({paper.id: paper for paper in papers}.values())[:most]
