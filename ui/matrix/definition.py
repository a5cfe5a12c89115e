"""A table as the browser keeps it: which papers and which columns; the browser's copy is never trusted."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant import AssistantError, Column

MOST_PAPERS = 5000  # of one table on the page: the browser holds all of its cells
MOST_COLUMNS = 20
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
_Question = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
_PaperId = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnDefinition(_Kept):
    """A column as it was chosen or typed."""

    name: _Name
    question: _Question = ""
    type: Literal["text", "number", "yes_no", "category"] = "text"
    choices: tuple[_Name, ...] = Field(default=(), max_length=20)

    def column(self) -> Column:
        """Return it as the engine takes it."""
        return Column(name=self.name, question=self.question, type=self.type, choices=self.choices)


class TableDefinition(_Kept):
    """The papers by id, None for the whole shelf, and the columns; ``id`` is known to its browser alone."""

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    papers: tuple[_PaperId, ...] | None = Field(default=None, max_length=MOST_PAPERS)
    columns: tuple[ColumnDefinition, ...] = Field(default=(), max_length=MOST_COLUMNS)

    @classmethod
    def read(cls, value: Any) -> Self:
        """Return the table that the browser sent. Raises AssistantError when it is not one."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            raise AssistantError(
                f"Expected a table of at most {MOST_PAPERS:,} papers and {MOST_COLUMNS} columns with a name each, "
                "but what this browser sent cannot be read as one. Begin a new table."
            ) from error
