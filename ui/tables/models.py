"""What goes in and out of a table, as pydantic models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from assistant import Row, Table, Usage

from ..http.models import Shelf

MOST_PAPERS = 1000
MOST_COLUMNS = 20
_VISIBLE = r"[!-~\p{L}\p{N}]"
Name = Annotated[str, StringConstraints(pattern=_VISIBLE, max_length=120)]
Question = Annotated[str, StringConstraints(pattern=_VISIBLE, max_length=500)]
Choice = Annotated[str, StringConstraints(pattern=_VISIBLE, max_length=80)]


class _Column(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name = Field(
        description='what heads it; well-known names ("data set", "sample size") need no question'
    )
    question: Question | None = Field(None, description="what is asked of every paper")


class PlainColumn(_Column):
    """A column of words, numbers, or yes and no."""

    type: Literal["text", "number", "yes_no"] = "text"


class CategoryColumn(_Column):
    """A column whose values are among the choices; without any, a short name."""

    type: Literal["category"]
    choices: list[Choice] = Field([], max_length=30)


def _form(given: Any) -> str:
    """Return which form a column was given in, so that an error is told of that one alone."""
    if isinstance(given, str):
        return "words"
    kind = given.get("type") if isinstance(given, dict) else getattr(given, "type", None)
    return "category" if kind == "category" else "column"


GivenColumn = Annotated[
    Annotated[Question, Tag("words")]
    | Annotated[PlainColumn, Tag("column")]
    | Annotated[CategoryColumn, Tag("category")],
    Discriminator(_form),
]


class TableRequest(BaseModel):
    """Papers and columns: a cited cell for each paper and column."""

    model_config = ConfigDict(extra="forbid")

    columns: list[GivenColumn] = Field(
        min_length=1,
        max_length=MOST_COLUMNS,
        description="names, questions in words, or columns with a type",
        json_schema_extra={"uniqueItems": True},
    )
    papers: list[str] | None = Field(
        None, max_length=MOST_PAPERS, description="ids of the papers to read; null: all on the shelf"
    )
    shelf: Shelf = None
    stream: Annotated[bool, Field(strict=True)] = Field(
        False, description="answer as lines of JSON (application/x-ndjson), each row when it is ready"
    )


class CorrectionRequest(BaseModel):
    """A reader's value for a cell, in the place of what a model read."""

    model_config = ConfigDict(extra="forbid")

    paper: str = Field(min_length=1, max_length=400, description="id of the paper")
    column: GivenColumn = Field(description="the column, as it is given to a table")
    value: Annotated[str, Field(max_length=500)] | bool | int | float | None = Field(
        description='of the column\'s type; "": the abstract does not state it; null: take the correction back'
    )
    shelf: Shelf = None


class CellReply(BaseModel):
    """What a paper says in a column; a value never comes without its quote, unless a reader gave it."""

    value: str | int | float | None
    unit: str | None
    text: str | None
    quote: str | None
    start: int | None
    end: int | None
    field: Literal["title", "abstract"] | None
    status: Literal["stated", "not_stated", "unread"]
    given_by: Literal["model", "sentence", "reader"]


class CorrectionReply(BaseModel):
    """The cell as it is from now on."""

    paper_id: str
    column: str
    cell: CellReply


class RowReply(BaseModel):
    """A paper and its cells by the name of their column; ``warnings`` tell of cells that could not be read."""

    paper_id: str
    title: str
    authors: list[str]
    year: int | None
    url: str | None
    cells: dict[str, CellReply]
    warnings: list[str]

    @classmethod
    def of(cls, row: Row) -> RowReply:
        """Return ``row`` as it goes out."""
        return cls.model_validate(row.as_json())


class ColumnReply(BaseModel):
    """A column with the question that was asked."""

    name: str
    question: str
    type: Literal["text", "number", "yes_no", "category"]
    choices: list[str]


class TableReply(BaseModel):
    """The table in the order of the papers; ``left_out`` are ids of papers for which there was no room."""

    columns: list[ColumnReply]
    rows: list[RowReply]
    total: int
    composer: str
    usage: Usage
    warnings: list[str]
    left_out: list[str] = []


def columns_reply(table: Table) -> list[ColumnReply]:
    """Return the columns as they go out."""
    return [ColumnReply.model_validate(column.as_json()) for column in table.columns]


def given(columns: list[GivenColumn]) -> list[str | dict[str, Any]]:
    """Return columns as the engine takes them."""
    return [as_given(column) for column in columns]


def as_given(column: GivenColumn) -> str | dict[str, Any]:
    """Return one column as the engine takes it."""
    return column if isinstance(column, str) else column.model_dump(exclude_none=True)


def in_order(rows: list[Row], ids: list[str]) -> list[Row]:
    """Return the rows in the order of ``ids``: they came as they were ready."""
    by_id = {row.paper.id: row for row in rows}
    return [by_id[paper_id] for paper_id in dict.fromkeys(ids) if paper_id in by_id]
