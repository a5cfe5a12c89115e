"""A sentence of a paper and the value read in it -> a Cell, or why the sentence does not bear the value."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.tabulating.values import Cell, CellStatus, Column, GivenBy
from assistant.types import Passage


@dataclass(frozen=True, slots=True)
class Value:
    """A value to sort by, its unit where it is a number, and as it is written."""

    value: str | int | float | None
    text: str
    unit: str | None = None


def stated(paper_id: str, column: Column, passage: Passage, value: Value, given_by: GivenBy) -> Cell:
    """Return the cell of a value that ``passage`` states."""
    return Cell(
        paper_id,
        column.name,
        value=value.value,
        unit=value.unit,
        text=value.text,
        quote=passage.text,
        start=passage.start,
        end=passage.end,
        field=passage.field,
        status="stated",
        given_by=given_by,
    )


def empty(paper_id: str, column: Column, status: CellStatus, given_by: GivenBy) -> Cell:
    """Return a cell without a value: the paper is silent, or nobody has read it."""
    return Cell(paper_id, column.name, status=status, given_by=given_by)
