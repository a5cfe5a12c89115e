"""A table as CSV: a byte order mark, by which Excel knows UTF-8, and no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from assistant.tabulating.exports.fields import Field, fields_of, header
from assistant.tabulating.values import Column, Row
from assistant.text.formulas import without_formula


def csv_table(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    """Return the rows as CSV."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([_inert(name) for name in header(columns)])
    for row in rows:
        table.writerow([_inert(value) for value in fields_of(row, columns)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(value: Field) -> Field:
    return without_formula(value) if isinstance(value, str) else value
