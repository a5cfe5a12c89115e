"""A table as a workbook of Excel's; every text is written as text, so that none runs as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.tabulating.exports.fields import Field, fields_of, header
from assistant.tabulating.values import Column, Row
from assistant.text.formulas import runs_as_formula

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_767  # characters that Excel takes in a cell
# What XML cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDTHS = {"title": 50, "authors": 30, "url": 30}
_WIDTH = 24
_WEB = re.compile(r"https?://[^\s\"<>]+")


def xlsx_table(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    """Return the rows as a workbook with one sheet; the names stay in view when it is scrolled."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new workbook has one
    sheet.title = "Table"
    names = header(columns)
    for place, name in enumerate(names, 1):
        _write(sheet.cell(1, place), name)
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, _WIDTH)
    for line, row in enumerate(rows, 2):
        for place, value in enumerate(fields_of(row, columns), 1):
            _write(sheet.cell(line, place), value)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(cell: Any, value: Field) -> None:
    # Of openpyxl's Cell; its types also allow one that was merged into another, which cannot be written to.
    if not isinstance(value, str):
        cell.value = value
        return
    text = _NOT_XML.sub("", value)[:_LONGEST]
    cell.value = text or None
    if text:
        cell.data_type = "s"  # not "f", which openpyxl makes of what begins with "="
    if runs_as_formula(text):
        cell.quotePrefix = True  # stays text when somebody edits it
    elif _WEB.fullmatch(text):
        cell.hyperlink = text
