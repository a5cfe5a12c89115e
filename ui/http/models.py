"""What goes in and out of the HTTP routes, as pydantic models."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from assistant import Answer, BrowseSpec, Hit, Paper

from ..filters import Filters, Whole

MOST_HITS = 100
MOST_PAPERS = 1000

# At least one letter, digit or sign: what the engine makes of an invisible question is an error.
Words = Annotated[str, StringConstraints(pattern=r"[!-~\p{L}\p{N}]")]


def _read_strictly(value: Any) -> Any:
    # As JSON, where "1" is no number but a list may be a tuple.
    if isinstance(value, Answer):
        return value
    try:
        return Answer.model_validate_json(json.dumps(_whole_numbers(value)), strict=True)
    except RecursionError:
        raise ValueError("expected an Answer object, not one that is nested so deep") from None


def _whole_numbers(value: Any) -> Any:
    """Return JSON with its whole numbers as such: 3.0 is an integer there."""
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


Within = Annotated[list[str], Field(max_length=10_000)]
WAIVED = "conditions that the question names and that are left out, as an Answer object tells them"
EarlierAnswer = Annotated[Answer, BeforeValidator(_read_strictly)]


Shelf = Annotated[
    str | None,
    Field(max_length=60, description="name of another shelf of the same home; null: the one served"),
]


# The same beside an address: left out it is the shelf that is served.
ShelfQuery = Annotated[str | None, Query(max_length=60, description="name of another shelf of the same home")]


class Earlier(BaseModel):
    """An earlier exchange; ``answer`` is the Answer object, or its text when nothing else was kept."""

    model_config = ConfigDict(extra="forbid")

    question: Words
    answer: EarlierAnswer | str


class Limited(BaseModel):
    """What a question may be limited to: papers by id, and conditions that papers must meet."""

    model_config = ConfigDict(extra="forbid")

    within: Within | None = Field(None, description="ids of the papers to ask; null: all")
    filters: Filters | None = Field(None, description="conditions on records, as an Answer object tells them")


class AskRequest(Limited):
    """A question and the conversation before it, oldest first: Answer objects, or question and answer."""

    question: Words
    shelf: Shelf = None
    history: list[EarlierAnswer | Earlier] = []
    waived: Filters | None = Field(None, description=WAIVED)
    stream: Annotated[bool, Field(strict=True)] = Field(
        False, description="answer as server-sent events: stage, token, done or error"
    )


class SearchRequest(Limited):
    """What to look for; no language model is asked."""

    query: Words
    shelf: Shelf = None
    k: Annotated[int, Field(ge=1, le=MOST_HITS, strict=True), Whole] = Field(
        10, description="papers to return at most"
    )


class FoundPassage(BaseModel):
    """The best passage of a hit: ``text`` is the paper's ``field`` from ``start`` to ``end`` (characters)."""

    field: Literal["title", "abstract"]
    start: int
    end: int
    text: str


class Found(BaseModel):
    """A paper that was found; ``ranks`` and ``scores`` tell how each ranking saw it."""

    paper_id: str
    title: str
    url: str | None
    score: float
    ranks: dict[str, int]
    scores: dict[str, float]
    passage: FoundPassage

    @classmethod
    def of(cls, hit: Hit) -> Found:
        """Return ``hit`` as it goes out."""
        place = hit.passage
        return cls(
            paper_id=hit.paper.id,
            title=hit.paper.title,
            url=hit.paper.url,
            score=round(hit.score, 6),
            ranks=dict(hit.ranks),
            scores={name: round(score, 4) for name, score in hit.scores.items()},
            passage=FoundPassage(field=place.field, start=place.start, end=place.end, text=place.text),
        )


class SearchReply(BaseModel):
    """Hits, best first; ``warnings`` are what a user should know of the index, as sentences."""

    hits: list[Found]
    warnings: list[str]


_Name = Annotated[str, Field(max_length=500)]
_Year = Annotated[int, Field(ge=0, le=9999)]
_Sort = Literal["", "added", "title", "year", "author", "length"]


class Listing(BaseModel):
    """Conditions on papers, and their order; without any all are listed in the order added."""

    shelf: Shelf = None
    query: Annotated[
        str, Field(max_length=2000, description="words to search for, down to where relevance ends")
    ] = ""
    year: Annotated[_Year | None, Field(description="papers of this year")] = None
    year_from: _Year | None = None
    year_to: _Year | None = None
    venue: _Name = ""
    source: _Name = ""
    collection: _Name = ""
    tag: _Name = ""
    author: _Name = ""
    abstract: Annotated[
        bool | None, Field(description="papers with an abstract (true) or without one (false)")
    ] = None
    sort: Annotated[
        _Sort, Field(description="by relevance where there is a query, else in the order added")
    ] = ""
    descending: bool = False
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_PAPERS)] = MOST_PAPERS

    @property
    def spec(self) -> BrowseSpec:
        """The listing as the engine takes it; ``year`` stands for both ends of a range."""
        asked = self.model_dump(exclude={"shelf", "year", "offset", "limit"})
        if self.year is not None:
            asked |= {"year_from": self.year, "year_to": self.year}
        return BrowseSpec.model_validate(asked)


class PapersReply(BaseModel):
    """Papers from ``offset`` on; ``found`` are on the list asked for, ``total`` on the shelf."""

    papers: list[Paper]
    total: int
    found: int
    offset: int


class Health(BaseModel):
    """Questions can be answered."""

    status: Literal["ok"] = "ok"
    papers: int
    composer: str


class ModelCard(BaseModel):
    """A model, as OpenAI's wire lists it: a shelf."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "paper-assistant"


class ModelList(BaseModel):
    """All models: the shelf that is served, and the others of the same home as ``paper-assistant/NAME``."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


class NewPaper(BaseModel):
    """A paper to add; without an ``id`` one is made of its title."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1)
    abstract: str = ""
    id: str | None = Field(None, min_length=1)
    authors: list[str] = []
    year: Annotated[int, Field(ge=0, le=9999, strict=True), Whole] | None = None
    url: str | None = None
    venue: str | None = None


class AddRequest(BaseModel):
    """Papers to add to the shelf, or to change where it has them already."""

    model_config = ConfigDict(extra="forbid")

    papers: list[NewPaper] = Field(min_length=1, max_length=MOST_PAPERS)
    shelf: Shelf = None


class Refused(BaseModel):
    """An entry that could not be taken, and why."""

    where: str
    reason: str


class ChangeReply(BaseModel):
    """What a change did, by paper id; ``total`` papers are on the shelf now."""

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: list[str]
    rejected: list[Refused]
    notes: list[str]
    total: int
