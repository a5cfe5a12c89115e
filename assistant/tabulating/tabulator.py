"""Papers and columns -> a table: what is kept first, then what is read now, each row when it is ready."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from assistant.answering.models import Models
from assistant.errors import SettingsError
from assistant.library.library import Library
from assistant.tabulating.cell_store import Address, CellStore, KeptCell
from assistant.tabulating.cells import empty
from assistant.tabulating.columns import column_of, columns_of, key_of
from assistant.tabulating.corrections import corrected, correction_of
from assistant.tabulating.sentence_cells import VERSION, sentence_cells
from assistant.tabulating.table import Table
from assistant.tabulating.values import Cell, Column, Row
from assistant.types import Paper

_AT_ONCE = 100  # papers that are looked up, and read without a model, together
EXTRACTIVE = "extractive"


class Tabulator:
    """Makes the tables of one shelf, and keeps their cells; safe for many threads."""

    def __init__(self, library: Library, models: Models) -> None:
        self._library = library
        self._models = models
        self._store = CellStore(models.settings.shelf_folder)

    def table(self, papers: Sequence[str] | None, columns: Any) -> Table:
        """Return the table of ``papers`` (ids; None: all) and ``columns``; raises SettingsError for no columns."""
        whole = columns_of(columns)
        ids = self._ids(papers)
        table = Table(whole, len(ids), EXTRACTIVE)
        if papers is not None and (lost := len(set(papers)) - len(ids)):
            table.warn(f"{lost} of the ids that were given are not on this shelf; they have no row.")
        return table.filled_by(self._rows(ids, table))

    def correct(self, paper_id: str, column: Any, value: Any) -> Cell:
        """Put a reader's ``value`` in a cell's place; see ``Assistant.correct_cell``."""
        whole = column_of(column)
        paper = self._library.papers.get([paper_id]).get(paper_id)
        if paper is None:
            raise SettingsError(
                f"There is no paper {paper_id!r} on this shelf. Its ids are told by papers()."
            )
        kept = None if value is None else correction_of(whole, value)
        if not self._store.correct(paper_id, key_of(whole), kept):
            raise SettingsError(" ".join(self._store.warnings) or "The correction could not be kept.")
        if kept is not None:
            return corrected(paper, whole, kept)
        found = self._kept([paper], (whole,), _extractive())
        return found.get((paper_id, whole.name)) or empty(paper_id, whole, "unread", "sentence")

    def close(self) -> None:
        """Release the file."""
        self._store.close()

    def _ids(self, papers: Sequence[str] | None) -> list[str]:
        known = self._library.papers.ids()
        if papers is None:
            return list(known)
        here = set(known)
        return [paper_id for paper_id in dict.fromkeys(papers) if paper_id in here]

    def _rows(self, ids: Sequence[str], table: Table) -> Generator[Row, None, None]:
        for start in range(0, len(ids), _AT_ONCE):
            papers = list(self._library.papers.get(ids[start : start + _AT_ONCE]).values())
            have = self._kept(papers, table.columns, _extractive())
            yield from self._read(papers, have, table)
            for warning in self._store.warnings:
                table.warn(warning)

    def _read(
        self, papers: Sequence[Paper], have: dict[tuple[str, str], Cell], table: Table
    ) -> Iterator[Row]:
        found = dict(have)
        for column in table.columns:
            todo = [paper for paper in papers if (paper.id, column.name) not in have]
            if todo:
                with self._library.reading() as retriever:
                    cells = sentence_cells(todo, column, retriever)
                found.update({(paper_id, column.name): cell for paper_id, cell in cells.items()})
                self._keep(todo, column, cells, _extractive())
        for paper in papers:
            yield Row(paper, tuple(found[paper.id, column.name] for column in table.columns))

    def _kept(
        self, papers: Sequence[Paper], columns: Sequence[Column], composer: str
    ) -> dict[tuple[str, str], Cell]:
        """Return (paper id, column) -> cell of what a reader corrected, or was kept for the paper's present words."""
        ids = [paper.id for paper in papers]
        keys = {column.name: key_of(column) for column in columns}
        kept = self._store.get(ids, list(keys.values()), composer)
        readers = self._store.corrections(ids, list(keys.values()))
        found: dict[tuple[str, str], Cell] = {}
        for paper in papers:
            words = _words(paper)
            for column in columns:
                key = keys[column.name]
                if (paper.id, key) in readers:
                    found[paper.id, column.name] = corrected(paper, column, readers[paper.id, key])
                elif cell := kept.get(Address(paper.id, words, key, composer)):
                    found[paper.id, column.name] = _restored(paper, column, cell, composer)
        return found

    def _keep(self, papers: Sequence[Paper], column: Column, cells: dict[str, Cell], composer: str) -> None:
        self._store.put(
            (Address(paper.id, _words(paper), key_of(column), composer), _to_keep(cells[paper.id]))
            for paper in papers
            if cells[paper.id].status != "unread"
        )


def _extractive() -> str:
    return f"{EXTRACTIVE} {VERSION}"


def _words(paper: Paper) -> str:
    """Hash what cells are read from: a tag or a year that changes makes no cell anew."""
    return hashlib.sha256(f"{paper.title}\n{paper.abstract}".encode()).hexdigest()[:16]


def _to_keep(cell: Cell) -> KeptCell:
    return KeptCell(cell.value, cell.unit, cell.text, cell.start, cell.end, cell.field, cell.status)


def _restored(paper: Paper, column: Column, kept: KeptCell, composer: str) -> Cell:
    quote = None
    if kept.field in ("title", "abstract") and kept.start is not None and kept.end is not None:
        quote = paper.told(kept.field)[kept.start : kept.end]  # type: ignore[arg-type]
    return Cell(
        paper.id,
        column.name,
        value=kept.value,
        unit=kept.unit,
        text=kept.text,
        quote=quote,
        start=kept.start,
        end=kept.end,
        field=kept.field,  # type: ignore[arg-type]
        status=kept.status,  # type: ignore[arg-type]
        given_by="sentence" if composer.startswith(f"{EXTRACTIVE} ") else "model",
    )
