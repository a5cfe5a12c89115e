"""A zip archive is read as a folder is, a workbook as a table."""

from __future__ import annotations

import io
import zipfile

import pytest

from assistant.errors import PapersError
from assistant.papers import Limits, read_bytes

BIB = "@article{a,\n title={Kelp forests of Svalbard},\n author={Ada Berg},\n year={2020}\n}\n"


def packed(files: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def workbook(*sheets: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_every_file_of_an_archive_is_read_and_what_is_no_export_is_named() -> None:
    files = {"b/refs.bib": BIB, "a.txt": "buy milk", "__MACOSX/._refs.bib": "x", ".hidden": "x"}
    read = read_bytes(packed({**files}), "all.zip")
    assert [paper.title for paper in read.papers] == ["Kelp forests of Svalbard"]
    assert read.format == "zip archive (BibTeX)"
    assert [rejected.where for rejected in read.rejected] == ["a.txt"]


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(PapersError, match=r"bomb\.zip unpacks to more than 1 MiB"):
        read_bytes(packed({"a.bib": b" " * 5_000_000}), "bomb.zip", limits=Limits(unpacked_bytes=1024 * 1024))


def test_an_archive_of_too_many_files_and_a_broken_one_are_refused() -> None:
    many = packed({f"{number}.bib": "" for number in range(5)})
    with pytest.raises(PapersError, match="more than 3 files"):
        read_bytes(many, "many.zip", limits=Limits(files=3))
    with pytest.raises(PapersError, match="broken zip archive"):
        read_bytes(many[:-30], "cut.zip")


def test_the_first_sheet_with_a_header_of_papers_is_read() -> None:
    table: list[list[object]] = [
        ["Title", "Authors", "Year", "Abstract"],
        ["Kelp forests", "Berg, Ada; Holm, Bo", 2020, "Kelp, it\ngrows."],
    ]
    read = read_bytes(workbook([["notes"], ["of mine"]], table), "refs.xlsx")
    [paper] = read.papers
    assert (read.format, paper.title, paper.year) == ("workbook", "Kelp forests", 2020)
    assert (paper.authors, paper.abstract) == (("Ada Berg", "Bo Holm"), "Kelp, it grows.")


def test_a_workbook_without_papers_and_a_broken_one_are_refused() -> None:
    with pytest.raises(PapersError, match="a workbook without a table of papers"):
        read_bytes(workbook([["name", "price"], ["kelp", 3]]), "prices.xlsx")
    data = workbook([["Title", "Abstract"], ["a", "b"]])
    with pytest.raises(PapersError, match="broken"):
        read_bytes(data[: len(data) // 2], "cut.xlsx")
