"""Whatever happens to the file of a table's cells: it is told, and what readers corrected is not lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.tabulating.store.cell_store import FILE, Address, CellStore, KeptCell

MINE = {"value": "mine", "text": "mine", "unit": None}
AT = Address("p", "w", "k", "model")
CELL = KeptCell("a value", None, "a value", 0, 3, "abstract", "stated")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a store that holds a cell and a correction."""
    store = CellStore(tmp_path)
    store.put([(AT, CELL)])
    assert store.correct("p", "k", MINE)
    store.close()
    return tmp_path


def beside(folder: Path) -> list[bytes]:
    """Return what was set aside."""
    return [path.read_bytes() for path in folder.glob(f"{FILE}.damaged-*") if path.is_file()]


def test_what_cannot_be_written_is_no_damage(folder: Path) -> None:
    store = CellStore(folder)
    assert store.get(["p"], ["k"], "model \ud800") == {}
    assert not store.correct("p", "k2", {"value": "\ud800", "text": "x", "unit": None})
    assert "cannot be written" in store.warnings[-1]
    assert store.corrections(["p"], ["k"]) == {("p", "k"): MINE}
    assert beside(folder) == []


def without_page_of_cells(body: bytes) -> bytes:
    """Return a file in which only the page that holds the cells is damaged."""
    at = body.index(b'"a value"') // 4096 * 4096
    return body[:at] + b"\x7f" * 4096 + body[at + 4096 :]


@pytest.mark.parametrize(
    ("spoil", "saved"),
    [
        (lambda body: b"", {}),
        (lambda body: body[:100], {}),
        (lambda body: b"\x7f" * len(body), {}),
        (without_page_of_cells, {("p", "k"): MINE}),
    ],
)
def test_a_damaged_file_is_kept_and_told(
    folder: Path, spoil: Callable[[bytes], bytes], saved: dict[tuple[str, str], object]
) -> None:
    spoilt = spoil((folder / FILE).read_bytes())
    for times in (1, 2):  # what was set aside the first time stays
        (folder / FILE).write_bytes(spoilt)
        store = CellStore(folder)
        assert store.get(["p"], ["k"], "model") == {}
        assert "were damaged and are begun anew" in store.warnings[0]
        assert store.corrections(["p"], ["k"]) == saved
        assert beside(folder) == [spoilt] * times
        assert store.correct("p", "k", MINE)
        store.close()


def test_what_was_not_yet_put_into_the_file_goes_aside_with_it(folder: Path) -> None:
    with closing(
        sqlite3.connect(folder / FILE)
    ) as held:  # so that nothing is put into the file when one closes
        held.execute("SELECT * FROM cells").fetchall()
        store = CellStore(folder)
        assert store.correct("q", "k", MINE)
        waiting = (folder / f"{FILE}-wal").read_bytes()
        (folder / FILE).write_bytes(b"\x7f" * 4096)
        store = CellStore(folder)
        store.get(["p"], ["k"], "model")
    assert waiting in beside(folder)


def test_rows_that_are_damaged_cost_only_themselves(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("INSERT INTO cells VALUES ('q', 'w', 'k', 'model', '{\"value\"')")
        db.execute("INSERT INTO cells VALUES ('r', 'w', 'k', 'model', CAST(x'ff7b' AS TEXT))")
        db.execute("INSERT INTO corrections VALUES ('q', 'k', '[]')")
        db.commit()
    store = CellStore(folder)
    assert store.get(["p", "q", "r"], ["k"], "model") == {AT: CELL}
    assert store.corrections(["p", "q"], ["k"]) == {("p", "k"): MINE}
    assert "correction" in store.warnings[0]
    again = Address("q", "w", "k", "model")
    store.put([(again, CELL), (AT, KeptCell("another", None, "another", 0, 3, "abstract", "stated"))])
    assert store.get(["p", "q"], ["k"], "model") == {AT: CELL, again: CELL}
    assert beside(folder) == []


def test_a_folder_in_its_place_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    store = CellStore(tmp_path)
    assert store.get(["p"], ["k"], "model") == {}
    assert not store.correct("p", "k", MINE)
    assert all("cannot be" in each for each in store.warnings)
    assert (tmp_path / FILE).is_dir()
