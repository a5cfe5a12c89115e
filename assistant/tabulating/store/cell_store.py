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

from assistant.kept_rows import KeptRows
from assistant.tabulating.values import CellStatus
from assistant.types import Field_

FILE = "cells.sqlite3"
_PATIENCE_S = 10.0  # seconds to wait for another process that is writing
_MANY = 400  # papers a query; SQLite allows 999 variables in its oldest builds
_SCHEMA = """
CREATE TABLE IF NOT EXISTS cells (
    paper TEXT NOT NULL, hash TEXT NOT NULL, column_key TEXT NOT NULL, composer TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (paper, column_key, composer, hash)
);
CREATE TABLE IF NOT EXISTS corrections (
    paper TEXT NOT NULL, column_key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (paper, column_key)
);
"""


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


class CellStore:
    """The kept cells of one shelf; safe across threads and processes.

    Never raises on cells of a model: what keeps it from working is told in ``warnings``.
    """

    def __init__(self, folder: Path) -> None:
        self._rows = KeptRows(
            folder / FILE,
            _SCHEMA,
            name="The file of table cells",
            loss="cells are not kept",
            patience_s=_PATIENCE_S,
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What has kept it from working so far."""
        return self._rows.warnings

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
                found.update({Address(*row[:4]): KeptCell(**json.loads(row[4])) for row in rows})
            return found

        return self._rows.read(read) or {}

    def put(self, cells: Iterable[tuple[Address, KeptCell]]) -> None:
        """Keep cells; one that is kept already stays as it is."""
        rows = [
            (at.paper_id, at.words, at.column_key, at.composer, _body(asdict(cell))) for at, cell in cells
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR IGNORE INTO cells VALUES (?, ?, ?, ?, ?)", rows)

        if rows:
            self._rows.write(write)

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
                found.update({(row[0], row[1]): json.loads(row[2]) for row in rows})
            return found

        return self._rows.read(read) or {}

    def correct(self, paper_id: str, column_key: str, correction: dict[str, Any] | None) -> bool:
        """Keep what a reader says, or with None forget it; return whether that could be done (see ``warnings``)."""

        def write(connection: sqlite3.Connection) -> bool:
            if correction is None:
                row = (paper_id, column_key)
                connection.execute("DELETE FROM corrections WHERE paper = ? AND column_key = ?", row)
            else:
                kept = (paper_id, column_key, _body(correction))
                connection.execute("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?)", kept)
            return True

        return bool(self._rows.write(write))

    def close(self) -> None:
        """Close the file; it opens again when needed."""
        self._rows.close()


def _body(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def _batches(paper_ids: Sequence[str]) -> Iterable[tuple[str, Sequence[str]]]:
    for start in range(0, len(paper_ids), _MANY):
        batch = paper_ids[start : start + _MANY]
        yield _marks(batch), batch
