"""Rows and columns -> the bytes of a file of the kind asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from assistant.errors import SettingsError
from assistant.tabulating.columns import columns_of
from assistant.tabulating.exports.csv_file import csv_table
from assistant.tabulating.exports.json_file import json_table
from assistant.tabulating.exports.latex_file import latex_table
from assistant.tabulating.exports.markdown_file import markdown_table
from assistant.tabulating.exports.xlsx_file import xlsx_table
from assistant.tabulating.values import Column, Row

_KINDS: dict[str, Callable[[Sequence[Row], Sequence[Column]], bytes]] = {
    "csv": csv_table,
    "xlsx": xlsx_table,
    "md": markdown_table,
    "latex": latex_table,
    "json": json_table,
}
KINDS = tuple(_KINDS)


def export_table(rows: Iterable[Row], columns: Any, kind: str) -> bytes:
    """Return a table as a file: "csv" (UTF-8 with a byte order mark), "xlsx", "md", "latex" or "json".

    Each value goes with its quote, and each row with the paper's title, authors, year and address. Nothing in a
    CSV or a workbook runs as a formula. Raises SettingsError for another ``kind``, and for columns that are none.
    """
    if kind not in _KINDS:
        raise SettingsError(
            f"Expected the kind of file to be one of {', '.join(KINDS)}, not {str(kind)[:40]!r}."
        )
    return _KINDS[kind](tuple(rows), columns_of(columns))
