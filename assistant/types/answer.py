"""What a question gets: the answer, its citations and verdicts, and what it cost."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.types.papers import CitedField
from assistant.types.plan import Filter, Kind
from assistant.types.value import Value

Status = Literal["answered", "partial", "no_evidence", "off_topic"]
VerdictLabel = Literal["match", "partial", "no", "unjudged"]
GivenBy = Literal["model", "cut", "reader"]


class Verdict(Value):
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


class Citation(Value):
    """The exact words that a marker ``[number]`` points to: ``paper.told(field)[start:end] == quote`` (characters)."""

    number: int = Field(ge=1)
    paper_id: str
    title: str
    url: str | None = None
    field: CitedField = "abstract"
    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Nearest(Value):
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


class Judged(Value):
    """The denominator of a set answer: ``papers`` were judged ``of`` so many that were asked.

    ``sampled`` of the judged ones were drawn at random of those that would have been left out; ``recall_bound`` is
    the least share of all matches that are listed (0 to 1), with a confidence of 95 %, None without such a sample.
    """

    papers: int = 0
    of: int = 0
    sampled: int = 0
    recall_bound: float | None = None


class Usage(Value):
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


class Timings(Value):
    """Seconds spent in each step."""

    plan_s: float = 0.0
    retrieve_s: float = 0.0
    screen_s: float = 0.0
    compose_s: float = 0.0
    total_s: float = 0.0


class Answer(Value):
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


class Turn(Value):
    """One earlier exchange of a conversation."""

    question: str
    answer: Answer
