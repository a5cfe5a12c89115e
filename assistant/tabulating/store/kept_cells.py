"""The cells of a shelf as its store keeps them <-> Cells of the papers as they are now, readers' corrections first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from assistant.tabulating.columns import key_of
from assistant.tabulating.store.cell_store import Address, CellStore, KeptCell
from assistant.tabulating.store.corrections import corrected
from assistant.tabulating.values import Cell, Column, GivenBy
from assistant.types import Paper

Cells = dict[tuple[str, str], Cell]


def kept_cells(
    papers: Sequence[Paper], columns: Sequence[Column], composer: str, given_by: GivenBy, store: CellStore
) -> Cells:
    """Return (paper id, name of column) -> what a reader said, or ``composer`` read in the paper's present words."""
    ids, keys = [paper.id for paper in papers], {column.name: key_of(column) for column in columns}
    kept = store.get(ids, list(keys.values()), composer)
    readers = store.corrections(ids, list(keys.values()))
    found: Cells = {}
    for paper in papers:
        words = _words(paper)
        for column in columns:
            key = keys[column.name]
            if (paper.id, key) in readers:
                found[paper.id, column.name] = corrected(paper, column, readers[paper.id, key])
            elif cell := kept.get(Address(paper.id, words, key, composer)):
                found[paper.id, column.name] = _restored(paper, column, cell, given_by)
    return found


def keep_cells(
    paper: Paper,
    columns: Iterable[Column],
    cells: Mapping[str, Cell],
    composer: str,
    store: CellStore,
) -> None:
    """Keep the cells of a paper, by name of column, but for those that nobody could read."""
    words = _words(paper)
    store.put(
        (Address(paper.id, words, key_of(column), composer), _to_keep(cells[column.name]))
        for column in columns
        if column.name in cells and cells[column.name].status != "unread"
    )


def _words(paper: Paper) -> str:
    """Hash what cells are read from: a tag or a year that changes makes no cell anew."""
    return hashlib.sha256(f"{paper.title}\n{paper.abstract}".encode()).hexdigest()[:16]


def _to_keep(cell: Cell) -> KeptCell:
    return KeptCell(cell.value, cell.unit, cell.text, cell.start, cell.end, cell.field, cell.status)


def _restored(paper: Paper, column: Column, kept: KeptCell, given_by: GivenBy) -> Cell:
    quote = None
    if kept.field is not None and kept.start is not None and kept.end is not None:
        quote = paper.told(kept.field)[kept.start : kept.end]
    return Cell(
        paper.id,
        column.name,
        value=kept.value,
        unit=kept.unit,
        text=kept.text,
        quote=quote,
        start=kept.start,
        end=kept.end,
        field=kept.field,
        status=kept.status,
        given_by=given_by,
    )
