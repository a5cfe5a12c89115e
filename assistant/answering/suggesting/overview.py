"""What a shelf is about, and questions that it answers: each is asked, without a language model, before it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.context import AnswerContext
from assistant.answering.pipeline import run_pipeline
from assistant.answering.suggesting.candidates import candidates
from assistant.errors import AssistantError
from assistant.events import Done
from assistant.index.snapshot import paper_vectors
from assistant.retrieval.clusters import cluster_papers
from assistant.types import Answer, Kind, Turn

_SAMPLE = 1500  # papers whose vectors are read; a larger shelf is told from so many, spread evenly
_MOST = 6  # questions
_TRIED = 18  # at most


@dataclass(frozen=True, slots=True)
class Topic:
    """A cluster of papers, named by the words that tell it apart; ``share`` of the shelf (0 to 1)."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the shelf answers, and what kind it is."""

    question: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Overview:
    """How many papers a shelf holds, from which years (None: none is recorded), on what, and what it answers."""

    papers: int
    years: tuple[int, int] | None
    topics: tuple[Topic, ...]
    questions: tuple[Suggestion, ...]


def overview_of(
    context: AnswerContext, tried: Sequence[str] = (), stop: Callable[[], bool] = lambda: False
) -> Overview:
    """Look the shelf over; ``tried`` questions come first where it answers them. Takes seconds on a large shelf.

    ``stop`` is asked between questions; then those tried so far are told.
    """
    retriever = context.retriever
    records = retriever.records()
    years = list(records.years)
    ids = [row.id for row in records.rows][:: max(1, -(-len(records.rows) // _SAMPLE))]
    papers = list(retriever.index.papers.get(ids).values())
    clusters = cluster_papers(papers, paper_vectors(retriever.index, ids)) if papers else None
    span = (years[0], years[-1]) if years else None
    if clusters is None:
        return Overview(len(records.rows), span, (), ())
    sizes = [int((clusters.numbers == cluster).sum()) for cluster in range(len(clusters.labels))]
    topics = tuple(
        Topic(label, size / len(clusters.papers)) for label, size in zip(clusters.labels, sizes, strict=True)
    )
    made = candidates(clusters, records)
    found: dict[str, Suggestion] = {}
    for place, question in enumerate((*tried, *made)):
        if len(found) >= _MOST or place >= _TRIED or stop():
            break
        if answer := answered(question, context):
            found.setdefault(question, Suggestion(question, answer.kind))
    return Overview(len(records.rows), span, topics, tuple(found.values()))


def answered(
    question: str, context: AnswerContext, history: Sequence[Turn] = (), within: Sequence[str] | None = None
) -> Answer | None:
    """Return the answer that the papers' own sentences give to ``question``; None where they give none."""
    alone = replace(
        context, settings=context.settings.replace(trace=False), model=None, failure="", waiting=False
    )
    try:
        *_, last = run_pipeline(question, history, alone, within)
    except AssistantError:
        return None  # what cannot be asked is not suggested
    assert isinstance(last, Done)
    return last.answer if last.answer.status == "answered" else None
