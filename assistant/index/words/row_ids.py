"""Ids by row number, in two files that are mapped and not read."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

_TEXT, _ENDS = "ids.txt", "ids.npy"
ID_FILES = (_TEXT, _ENDS)


class RowIds:
    """Ids by row number (from 0), read from a folder that ``save_ids`` wrote to."""

    def __init__(self, folder: Path) -> None:
        """Map the ids in ``folder``. Raises OSError, EOFError or ValueError when they are not whole."""
        # A plain array over the mapped file: numpy's own class for those takes twice the time an access.
        self._ends = np.asarray(np.load(folder / _ENDS, mmap_mode="r"))
        self._rows: dict[str, int] | None = None
        size = (folder / _TEXT).stat().st_size
        if self._ends.ndim != 1 or not len(self._ends) or int(self._ends[-1]) != size:
            raise ValueError(f"{_TEXT} and {_ENDS} do not belong together")
        self._text: mmap.mmap | bytes = b""
        if size:  # an empty file cannot be mapped
            with (folder / _TEXT).open("rb") as file:
                self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def row_of(self, row_id: str) -> int | None:
        """Return the row of an id, None where it is not there; all ids are read into memory when first asked."""
        if self._rows is None:
            ends = self._ends.tolist()
            whole = self._text[: ends[-1]]
            self._rows = {whole[start:end].decode(): row for row, (start, end) in enumerate(pairwise(ends))}
        return self._rows.get(row_id)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> str:
        return self._text[int(self._ends[row]) : int(self._ends[row + 1])].decode()


def save_ids(ids: Sequence[str], folder: Path) -> None:
    """Write ``ids`` into ``folder``: their text in one file, where each ends (bytes) in another."""
    parts = [row_id.encode() for row_id in ids]
    (folder / _TEXT).write_bytes(b"".join(parts))
    np.save(folder / _ENDS, np.cumsum([0, *map(len, parts)], dtype=np.int64))
