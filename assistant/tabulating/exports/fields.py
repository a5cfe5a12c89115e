"""A row -> the fields that a sheet has of it: the record, then what each column tells."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.tabulating.values import NOT_STATED, Cell, Column, Row
from assistant.text.wording import readable

Field = str | int | float
RECORD = ("paper_id", "title", "authors", "year", "url")
_BY = {
    "model": "read by the model",
    "sentence": "closest sentence, not read",
    "reader": "corrected by a reader",
}


def header(columns: Sequence[Column]) -> list[str]:
    """Return the names of the fields."""
    names = list(RECORD)
    for column in columns:
        names.append(column.name)
        if column.type == "number":
            names += [f"{column.name} (unit)", f"{column.name} (as written)"]
        names += [f"{column.name} (quote)", f"{column.name} (status)"]
    return names


def fields_of(row: Row, columns: Sequence[Column]) -> list[Field]:
    """Return the fields of a row, in the order of ``header``; numbers as numbers."""
    paper = row.paper
    values: list[Field] = [paper.id, paper.title, "; ".join(paper.authors), paper.year or "", paper.url or ""]
    for column in columns:
        cell = cell_in(row, column)
        value = cell.text if cell.value is None else cell.value
        values.append("" if value is None else value)
        if column.type == "number":
            values += [cell.unit or "", cell.text or ""]
        values += [cell.quote or "", status_of(cell)]
    return [readable(value) if isinstance(value, str) else value for value in values]


def cell_in(row: Row, column: Column) -> Cell:
    """Return the row's cell of ``column``; one that nobody has read where it has none."""
    empty = Cell(row.paper.id, column.name, status="unread")
    return row.by_column.get(column.name, empty)


def status_of(cell: Cell) -> str:
    """Say how a cell came to be."""
    if cell.status == "unread":
        return "not read"
    if cell.status == "not_stated":
        return f"{NOT_STATED} ({_BY['reader']})" if cell.given_by == "reader" else NOT_STATED
    return _BY[cell.given_by]


def shown(cell: Cell) -> str:
    """Return what a table in words shows of a cell."""
    if cell.status != "stated":
        return status_of(cell)
    text = cell.text or str(cell.value or "")
    shown_value = str(cell.value) if isinstance(cell.value, str) and cell.value in ("yes", "no") else text
    return f"{shown_value} (corrected by a reader)" if cell.given_by == "reader" else shown_value
