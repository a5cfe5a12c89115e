"""Cells kept on disk, so that the same paper, column and model give the same cell again, also after a stop.

One SQLite file in the shelf's folder. What a reader corrected is kept apart, whatever model is asked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.sqlite_file import SqliteFile, SqliteFileWords, set_aside
from assistant.tabulating.store.cell_file import Emptied, corrections_left, new_name_aside, open_cells
from assistant.tabulating.values import CellStatus
from assistant.types import Field_

FILE = "cells.sqlite3"
_MANY = 400  # papers a query; SQLite allows 999 variables in its oldest builds


@dataclass(frozen=True, slots=True)
class KeptCell:
    """What is kept of a cell: where the sentence stands, not the sentence, which the paper holds."""

    value: str | int | float | None
    unit: str | None
    text: str | None
    start: int | None
    end: int | None
    field: Field_ | None
    status: CellStatus


@dataclass(frozen=True, slots=True)
class Address:
    """Where a cell is kept: the paper, its words (their hash), what is asked (the column's key), and of whom."""

    paper_id: str
    words: str
    column_key: str
    composer: str


class CellStore(SqliteFile):
    """The kept cells of one shelf, in a file of ``folder``; of a damaged one readers' corrections are saved."""

    words = SqliteFileWords(
        failing="The table's cells at {path} cannot be {done} ({error}); they are not kept. Free space there, or make "
        "the folder writable.",
        stuck="The table's cells at {path} are damaged and cannot be begun anew ({error}).",
    )
    failures = (*SqliteFile.failures, UnicodeError)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE)

    def get(
        self, paper_ids: Sequence[str], column_keys: Sequence[str], composer: str
    ) -> dict[Address, KeptCell]:
        """Return the kept cells of these papers and columns that ``composer`` gave."""

        def read(connection: sqlite3.Connection) -> dict[Address, KeptCell]:
            found = {}
            for paper_marks, papers in _batches(paper_ids):
                rows = connection.execute(
                    f"SELECT paper, hash, column_key, composer, body FROM cells WHERE paper IN ({paper_marks}) "
                    f"AND column_key IN ({_marks(column_keys)}) AND composer = ?",
                    (*papers, *column_keys, composer),
                )
                read = ((Address(*row[:4]), _kept(row[4])) for row in rows)
                found.update({at: cell for at, cell in read if cell is not None})  # others are read anew
            return found

        return self._guarded("read", read) or {}

    def put(self, cells: Iterable[tuple[Address, KeptCell]]) -> None:
        """Keep cells; one that is kept already, and can be read, stays as it is."""
        rows = [
            (at.paper_id, at.words, at.column_key, at.composer, _body(asdict(cell))) for at, cell in cells
        ]

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany(
                    "INSERT INTO cells VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body "
                    "WHERE NOT json_valid(cells.body)",
                    rows,
                )

        if rows:
            self._guarded("written", write)

    def corrections(
        self, paper_ids: Sequence[str], column_keys: Sequence[str]
    ) -> dict[tuple[str, str], dict[str, Any]]:
        """Return (paper id, column key) -> what a reader put in that cell's place."""

        def read(connection: sqlite3.Connection) -> dict[tuple[str, str], dict[str, Any]]:
            found = {}
            for paper_marks, papers in _batches(paper_ids):
                rows = connection.execute(
                    f"SELECT paper, column_key, body FROM corrections WHERE paper IN ({paper_marks}) "
                    f"AND column_key IN ({_marks(column_keys)})",
                    (*papers, *column_keys),
                )
                for paper, column, body in rows:
                    if (kept := _correction(body)) is not None:
                        found[paper, column] = kept
                    else:
                        self._warn(
                            f"A reader's correction in {self.path} cannot be read (paper {paper}). Correct that cell "
                            "again."
                        )
            return found

        return self._guarded("read", read) or {}

    def correct(self, paper_id: str, column_key: str, correction: dict[str, Any] | None) -> bool:
        """Keep what a reader says, or with None forget it; return whether that could be done (see ``warnings``)."""

        def write(connection: sqlite3.Connection) -> bool:
            with connection:
                if correction is None:
                    row = (paper_id, column_key)
                    connection.execute("DELETE FROM corrections WHERE paper = ? AND column_key = ?", row)
                else:
                    kept = (paper_id, column_key, _body(correction))
                    connection.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?)", kept)
            return True

        return bool(self._guarded("written", write))

    def _connected(self) -> sqlite3.Connection:
        return open_cells(self.path)

    def _is_damage(self, error: Exception) -> bool:
        """Whether the file is at fault: no database, a broken one, or emptied."""
        return isinstance(error, Emptied) or super()._is_damage(error)

    def _begun_anew(self) -> str:
        aside = new_name_aside(self.path)
        set_aside(self.path, aside)
        left = corrections_left(aside)
        with self._open() as connection:
            connection.executemany("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?)", left)
        return (
            f"The table's cells were damaged and are begun anew with {len(left):,} of readers' corrections; the "
            f"old file is {aside}."
        )


def _kept(body: str) -> KeptCell | None:
    """Read a row; None for one that is no cell, or a newer version's."""
    try:
        fields = json.loads(body)
        cell = KeptCell(**fields)
    except (ValueError, TypeError, RecursionError):
        return None
    whole = isinstance(cell.status, str) and all(
        each is None or isinstance(each, int) for each in (cell.start, cell.end)
    )
    return (
        cell
        if whole and all(each is None or isinstance(each, str | int | float) for each in fields.values())
        else None
    )


def _correction(body: str) -> dict[str, Any] | None:
    try:
        correction = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return (
        correction
        if isinstance(correction, dict) and correction.keys() >= {"value", "text", "unit"}
        else None
    )


def _body(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _batches(paper_ids: Sequence[str]) -> Iterable[tuple[str, Sequence[str]]]:
    for start in range(0, len(paper_ids), _MANY):
        batch = paper_ids[start : start + _MANY]
        yield _marks(batch), batch
