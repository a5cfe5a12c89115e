"""Papers, and what retrieval finds of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from assistant.types.value import Value

Field_ = Literal["title", "abstract"]
CitedField = Literal["title", "abstract", "authors", "year", "venue"]


def _empty(value: tuple[str, ...]) -> bool:
    return not value


class Paper(Value):
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
