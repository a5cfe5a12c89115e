"""What a table is made of: columns, cells and rows; all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.types import Field_, Paper

ColumnType = Literal["text", "number", "yes_no", "category"]
CellStatus = Literal["stated", "not_stated", "unread"]
GivenBy = Literal["model", "sentence", "reader"]
NOT_STATED = "not stated in the abstract"


@dataclass(frozen=True, slots=True)
class Column:
    """What is asked of every paper; ``name`` heads the column, ``question`` is asked ("" for one made of the name).

    ``choices`` are the values that a column of type "category" may have; none means any short name.
    """

    name: str
    question: str = ""
    type: ColumnType = "text"
    choices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes out in JSON."""
        return {
            "name": self.name,
            "question": self.question,
            "type": self.type,
            "choices": list(self.choices),
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """What one paper says in one column; ``getattr(paper, field)[start:end] == quote`` (characters).

    ``text`` is the value as written, ``value`` the same to sort by: a number, "yes" or "no", a category, or the text;
    ``unit`` goes with a number. A cell that is "stated" has a quote, unless a reader gave it: ``given_by`` says
    who did. With "sentence" no model read it: the text is the paper's closest sentence. "unread" means that nobody
    knows yet what the paper says; the row's warnings tell why.
    """

    paper_id: str
    column: str
    value: str | int | float | None = None
    unit: str | None = None
    text: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    field: Field_ | None = None
    status: CellStatus = "not_stated"
    given_by: GivenBy = "sentence"

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes out in JSON; paper and column are told by where it stands."""
        return {
            "value": self.value,
            "unit": self.unit,
            "text": self.text,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "field": self.field,
            "status": self.status,
            "given_by": self.given_by,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One paper and its cells, in the order of the columns; ``warnings`` tell of cells that could not be read."""

    paper: Paper
    cells: tuple[Cell, ...]
    warnings: tuple[str, ...] = ()

    @property
    def by_column(self) -> Mapping[str, Cell]:
        """The cells by the name of their column."""
        return {cell.column: cell for cell in self.cells}

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes out in JSON."""
        return {
            "paper_id": self.paper.id,
            "title": self.paper.title,
            "authors": list(self.paper.authors),
            "year": self.paper.year,
            "url": self.paper.url,
            "cells": {cell.column: cell.as_json() for cell in self.cells},
            "warnings": list(self.warnings),
        }
