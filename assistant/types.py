"""The values that pass from step to step; all frozen, none imports anything else of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["lookup", "set", "comparison", "chat", "shelf"]
Status = Literal["answered", "partial", "no_evidence", "off_topic"]
VerdictLabel = Literal["match", "partial", "no", "unjudged"]
GivenBy = Literal["model", "cut", "reader"]
Field_ = Literal["title", "abstract"]
CitedField = Literal["title", "abstract", "authors", "year", "venue"]


class _Value(BaseModel):
    """A frozen value that goes in or out as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _empty(value: tuple[str, ...]) -> bool:
    return not value


class Paper(_Value):
    """One paper on the shelf: a title, an abstract, and where it came from.

    ``id`` is readable and stable: the source's own id where it has one (an arXiv id, say),
    else derived from the title. ``abstract`` may be empty when the source gives none. ``collections`` ("Thesis /
    Chapter 2") and ``tags`` are those of a reader's library; a dump leaves them out where there are none.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    abstract: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    url: str | None = None
    venue: str | None = None
    source: str = ""
    # Left out when empty, so that papers keep the hash that they had before there were such fields.
    collections: tuple[str, ...] = Field(default=(), exclude_if=_empty)
    tags: tuple[str, ...] = Field(default=(), exclude_if=_empty)

    def told(self, field: CitedField) -> str:
        """Return a field as text, authors joined by semicolons; "" where it is not recorded."""
        value = getattr(self, field)
        return "; ".join(value) if field == "authors" else str(value or "")

    def content_hash(self) -> str:
        """Hash all that a reader could see, so that a changed paper is noticed (sha256, 16 hex digits)."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one paper that can be retrieved: ``text == getattr(paper, field)[start:end]`` (characters)."""

    id: str
    paper_id: str
    kind: Literal["chunk", "sentence"]
    field: Field_
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that retrieval found.

    ``passage`` is its best passage and ``passages`` its best sentences, best first; ``score`` is the
    fused score (larger is better); ``ranks`` (from 1) and ``scores`` (cosine or BM25) tell how each ranking
    that found it saw it: "dense", "dense_sentence", "bm25", "bm25_sentence".
    """

    paper: Paper
    passage: Passage
    score: float
    ranks: Mapping[str, int] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What the prompt called ``[number]``; ``preferred`` are spans of the abstract that retrieval liked."""

    number: int
    paper: Paper
    preferred: tuple[tuple[int, int], ...] = ()


class Filter(_Value):
    """A condition on records: ``field`` (year, author, venue, source, ...) ``op`` ``value``; ``text`` as told.

    ``op`` "has" means any of the values, "not" none; an abstract, or any field, "is" there (True) or not (False).
    ``author_count`` is a number of authors, ``title`` a name or words that the title holds.
    A program may leave ``text`` out; an Answer tells it.
    """

    field: Literal[
        "year",
        "author",
        "venue",
        "source",
        "abstract",
        "collection",
        "tag",
        "language",
        "first_author",
        "last_author",
        "author_count",
        "title",
    ]
    op: Literal["=", ">=", "<=", "has", "not", "is"]
    value: int | bool | str | tuple[str, ...]
    text: str = ""


class Turn(_Value):
    """One earlier exchange of a conversation."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Plan:
    """What a question asks for, worked out before anything is retrieved.

    ``topic`` is what to retrieve by and ``criterion`` what to judge each paper by; for kinds other
    than ``set`` both equal ``standalone``. ``named`` holds the ids of the papers that the question
    names; ``within``, when not None, the ids that a narrowing follow-up ("of those ...") is limited to.
    ``filters`` are conditions on records; ``asks`` is what of records or shelf is asked for, "" for what papers
    say; ``things`` are names (of a model, a data set) that the question holds, as it spells them.
    ``rest`` is the question without its conditions, "" where it has none. ``said`` are sentences that earlier
    answers quoted, ``partly`` how many papers of ``within`` matched only in part there; ``parts`` are the plans of
    a question that asks two things, or the sides that it compares. ``language`` is that of a question which is not
    in English. ``unnamed`` are things that papers must not name.
    """

    standalone: str
    kind: Kind
    topic: str
    criterion: str
    named: tuple[str, ...] = ()
    within: tuple[str, ...] | None = None
    filters: tuple[Filter, ...] = ()
    asks: str = ""
    things: tuple[str, ...] = ()
    rest: str = ""
    said: tuple[str, ...] = ()
    partly: int = 0
    parts: tuple[Plan, ...] = ()
    language: str = ""
    unnamed: tuple[str, ...] = ()


class Verdict(_Value):
    """What the judge said of one paper; ``quote`` is verbatim from its title or abstract, or null.

    ``given_by`` tells whose it is: a model's, a reader's who overruled it, or, without either, of the "cut" by which
    a paper was found to speak of what was asked; that leaves it unjudged.
    """

    paper_id: str
    title: str
    verdict: VerdictLabel
    reason: str
    quote: str | None = None
    given_by: GivenBy = "model"


class Citation(_Value):
    """The exact words that a marker ``[number]`` points to: ``paper.told(field)[start:end] == quote`` (characters)."""

    number: int = Field(ge=1)
    paper_id: str
    title: str
    url: str | None = None
    field: CitedField = "abstract"
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Nearest(_Value):
    """A paper that comes near a question that no paper answers: its nearest sentence, and what it lacks.

    ``paper.told(field)[start:end] == quote`` (characters); ``reason`` says in a few words why it is no answer.
    """

    paper_id: str
    title: str
    url: str | None = None
    field: CitedField = "abstract"
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    reason: str


class Judged(_Value):
    """The denominator of a set answer: ``papers`` were judged ``of`` so many that were asked.

    ``sampled`` of the judged ones were drawn at random of those that would have been left out; ``recall_bound`` is
    the least share of all matches that are listed (0 to 1), with a confidence of 95 %, None without such a sample.
    """

    papers: int = 0
    of: int = 0
    sampled: int = 0
    recall_bound: float | None = None


class Usage(_Value):
    """What an answer cost: requests sent, tokens as the endpoint counted them, requests answered from the cache."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_requests: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            requests=self.requests + other.requests,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_requests=self.cached_requests + other.cached_requests,
        )


class Timings(_Value):
    """Seconds spent in each step."""

    plan_s: float = 0.0
    retrieve_s: float = 0.0
    screen_s: float = 0.0
    compose_s: float = 0.0
    total_s: float = 0.0


class Answer(_Value):
    """A finished answer, the same object on every surface; ``text`` is Markdown.

    Every marker ``[n]`` of it has one entry in ``citations``, numbered from 1 by first appearance; all are used.
    Where the papers do not say, ``nearest`` holds those that come nearest, the nearest one first. ``waived`` are
    conditions that the question names and that were left out on demand.
    """

    question: str
    standalone: str
    kind: Kind
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    judged: Judged = Judged()
    filters: tuple[Filter, ...] = ()
    waived: tuple[Filter, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    composer: str = "extractive"
    usage: Usage = Usage()
    timings: Timings = Timings()
    warnings: tuple[str, ...] = ()
    fingerprint: str = ""


Turn.model_rebuild()
