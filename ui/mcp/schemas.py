"""What the tools take and give, as pydantic models: forgiving about how a number is written, exact about its bounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant import Paper

from ..filters import GivenFilter
from ..http.models import Found

MOST_HITS = 20
MOST_PAPERS = 200
MOST_WITHIN = 1000


def _number(value: Any) -> Any:
    """Return what models write for a whole number as one: "5", " 5 ", 5.0."""
    if isinstance(value, str):
        value = value.strip()
        return int(value) if value.lstrip("-").isdecimal() else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_number)]
Within = Annotated[
    list[str], Field(max_length=MOST_WITHIN, description="Ids of the papers to ask; left out: all papers.")
]
Filters = Annotated[
    list[GivenFilter],
    Field(
        max_length=20, description="Conditions that papers must meet, such as year >= 2023; left out: none."
    ),
]
Waived = Annotated[
    list[GivenFilter],
    Field(
        max_length=20,
        description="Conditions that the question names and that do not hold, as an answer's filters tell them; "
        "left out: none.",
    ),
]


class Arguments(BaseModel):
    """Arguments of a tool; what is null counts as left out."""

    model_config = ConfigDict(extra="forbid")


class AskArguments(Arguments):
    """Of ``ask_papers``."""

    question: str = Field(min_length=1, description="One self-contained question in plain words.")
    within: Within | None = None
    filters: Filters | None = None
    waived: Waived | None = None


class SearchArguments(Arguments):
    """Of ``search_papers``."""

    query: str = Field(min_length=1, description='Topic words, such as "byte-level language models".')
    k: Whole = Field(5, ge=1, le=MOST_HITS, description="How many papers to return.")
    within: Within | None = None
    filters: Filters | None = None


class ListArguments(Arguments):
    """Of ``list_papers``."""

    offset: Whole = Field(0, ge=0, description="How many papers to skip.")
    limit: Whole = Field(50, ge=1, le=MOST_PAPERS, description="How many papers to return.")


class SearchResult(BaseModel):
    """Papers that were found, best first; ``warnings`` are sentences for the reader."""

    hits: list[Found]
    warnings: list[str]


class Listed(BaseModel):
    """One paper of a list."""

    paper_id: str
    title: str
    year: int | None

    @classmethod
    def of(cls, paper: Paper) -> Listed:
        """Return ``paper`` as it goes out."""
        return cls(paper_id=paper.id, title=paper.title, year=paper.year)


class ListResult(BaseModel):
    """A page of the list: ``total`` papers are on the shelf, ``next_offset`` is null on the last page."""

    papers: list[Listed]
    total: int
    next_offset: int | None


def input_schema(arguments: type[Arguments]) -> dict[str, Any]:
    """Return the JSON Schema of arguments, without the titles that pydantic makes up and the nulls it allows."""
    schema = arguments.model_json_schema()
    for name, field in schema["properties"].items():
        field.pop("title", None)
        kinds = [kind for kind in field.pop("anyOf", []) if kind.get("type") != "null"]
        if len(kinds) == 1:  # "left out" is the one way that the schema tells; null is taken all the same
            field.pop("default", None)
            schema["properties"][name] = {**kinds[0], **field}
    return {key: value for key, value in schema.items() if key not in ("title", "description")}
