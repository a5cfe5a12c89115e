"""Read a workbook of Excel's: its first sheet with a header of papers, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from assistant.errors import PapersError
from assistant.papers.formats import csv_table
from assistant.papers.limits import Limits
from assistant.papers.record import Record, Rejected


def looks_like(data: bytes) -> bool:
    """Tell whether a zip archive is a workbook, by the folder that only one has."""
    return b"xl/workbook.xml" in data


def read(data: bytes, name: str, limits: Limits) -> Iterator[Record | Rejected]:
    """Yield the paper of each row. Raises PapersError when no sheet has a header of papers, or the file is broken."""
    for sheet in _sheets(data, name, limits):
        if csv_table.header_of(sheet):
            yield from csv_table.read(sheet)
            return
    raise PapersError(
        f"{name} is a workbook without a table of papers. Expected a sheet whose first lines name a column for the "
        "title and one for the abstract, the DOI, or the authors and the year."
    )


def _sheets(data: bytes, name: str, limits: Limits) -> Iterator[str]:
    """Yield each sheet as comma-separated text; formulas give the values that were saved with them."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            text = io.StringIO()
            rows = csv.writer(text, lineterminator="\n")
            for row in sheet.iter_rows(values_only=True):
                rows.writerow(["" if cell is None else " ".join(str(cell).split()) for cell in row])
                limits.check_unpacked(text.tell(), name)
            yield text.getvalue()
    except (InvalidFileException, BadZipFile, KeyError, ValueError, EOFError, OSError, SyntaxError) as error:
        raise PapersError(f"{name} is a broken workbook ({error}). Save it again, or as CSV.") from error
