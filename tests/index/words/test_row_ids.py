"""Packed ids are those that were saved, whatever they are made of."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.index.words.row_ids import RowIds, save_ids


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_ids_are_those_that_were_saved(ids: list[str]) -> None:
    with TemporaryDirectory() as folder:
        save_ids(ids, Path(folder))
        rows = RowIds(Path(folder))
        assert [rows[row] for row in range(len(rows))] == ids


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]))), st.text(max_size=8))
def test_an_id_is_found_in_its_row(ids: set[str], looked_for: str) -> None:
    rows_of = {each: row for row, each in enumerate(ids)}
    with TemporaryDirectory() as folder:
        save_ids(list(rows_of), Path(folder))
        rows = RowIds(Path(folder))
        assert [rows.row_of(each) for each in rows_of] == list(rows_of.values())
        assert rows.row_of(looked_for) == rows_of.get(looked_for)


@pytest.mark.parametrize("name", ["ids.txt", "ids.npy"])
def test_a_file_that_was_cut_is_an_error(tmp_path: Path, name: str) -> None:
    save_ids(["2021.acl-long.1", "2021.acl-long.2"], tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-3])
    with pytest.raises((OSError, ValueError)):
        RowIds(tmp_path)
