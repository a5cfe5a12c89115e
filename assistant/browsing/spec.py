"""What to list of a shelf, and what a list is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.types import Paper, Passage

_Name = Annotated[str, Field(max_length=500)]
_Year = Annotated[int, Field(ge=0, le=9999)]
Order = Literal["", "added", "title", "year", "author", "length"]


class BrowseSpec(BaseModel):
    """Which papers of a shelf to list, and in which order; an empty value asks for nothing.

    ``query`` is searched by keywords and meaning, down to where relevance ends. ``venue``, ``source``,
    ``collection``, ``tag`` and ``author`` are names as recorded, or parts that name them ("ACL", "Liu");
    ``abstract`` asks for papers with (True) or without one (False). ``sort`` "" is by relevance where there is a
    query, else in the order added; ``length`` is that of the abstract. Papers that a ``sort`` knows nothing of (no
    year, no author) come last, ``descending`` or not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: Annotated[str, Field(max_length=2000)] = ""
    year_from: _Year | None = None
    year_to: _Year | None = None
    venue: _Name = ""
    source: _Name = ""
    collection: _Name = ""
    tag: _Name = ""
    author: _Name = ""
    abstract: bool | None = None
    sort: Order = ""
    descending: bool = False

    @property
    def searches(self) -> bool:
        """Whether words are searched for."""
        return bool(self.query.strip())

    @property
    def narrows(self) -> bool:
        """Whether anything but the order is asked for."""
        return self.model_copy(update={"sort": "", "descending": False}) != BrowseSpec()


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper of a list; ``passage`` is its sentence that fits the query best, None where there is no query.

    ``title_marks`` and ``abstract_marks`` are the spans (start, end, in characters) of the words that were searched
    for.
    """

    paper: Paper
    passage: Passage | None = None
    title_marks: tuple[tuple[int, int], ...] = ()
    abstract_marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PapersPage:
    """Papers from place ``offset`` (from 0) of a list on; ``found`` are on the list, ``total`` on the shelf."""

    papers: tuple[ListedPaper, ...]
    found: int
    total: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Facets:
    """What the papers of a shelf can be filtered by, each value with the papers that bear it, most first.

    ``years`` go from the oldest on; ``with_authors`` and ``without_abstract`` count papers.
    """

    years: Mapping[int, int]
    venues: Mapping[str, int]
    sources: Mapping[str, int]
    collections: Mapping[str, int]
    tags: Mapping[str, int]
    with_authors: int
    without_abstract: int
    total: int
