"""The PDF of a paper, in the layouts that papers have."""

from __future__ import annotations

import io

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import PapersError
from assistant.papers import bundled_papers, read_bytes
from assistant.types import Paper
from tests.support.each_row import each_row
from tests.support.shelves.pdfs import LAYOUTS, Shown, pdf

# reportlab's own fonts hold Latin letters only.
PAPERS = [paper for paper in bundled_papers() if all(ord(c) < 256 for c in paper.title + paper.abstract)]


def squeezed(text: str) -> str:
    return "".join(text.split())


def read(layout: str, paper: Paper) -> Paper:
    [found] = read_bytes(pdf(layout, Shown(paper.title, paper.abstract)), "paper.pdf").papers
    return found


@each_row("layout", LAYOUTS)
def test_title_and_abstract_are_those_of_the_paper(layout: str) -> None:
    shown = PAPERS[:7]
    found = [read(layout, paper) for paper in shown]
    titles = sum(
        squeezed(one.title) == squeezed(other.title) for one, other in zip(found, shown, strict=True)
    )
    same = sum(
        squeezed(one.abstract) == squeezed(other.abstract) for one, other in zip(found, shown, strict=True)
    )
    assert titles == 7
    assert same >= 6  # where a compound is broken at its hyphen nothing may tell that it has one
    # What is not the same differs in hyphens only: nothing beside the abstract comes in, and none of it is lost.
    plain = [
        (squeezed(one.abstract).replace("-", ""), squeezed(other.abstract).replace("-", ""))
        for one, other in zip(found, shown, strict=True)
    ]
    assert all(one == other for one, other in plain)


@each_row("layout", LAYOUTS)
def test_the_authors_are_told_from_what_stands_around_them(layout: str) -> None:
    expected = ("Ada Berg",) if layout == "thesis" else ("Ada Berg", "Bo Holm")
    assert read(layout, PAPERS[0]).authors == expected


def test_number_doi_and_year_are_read_where_they_are_printed() -> None:
    stamped = read("arxiv_stamp", PAPERS[0])
    assert (stamped.id, stamped.year) == ("2105.00001", 2021)
    published = read("journal", PAPERS[0])
    assert (published.url, published.year) == ("https://doi.org/10.1234/kelp.2021.100", 2021)


def test_a_scan_an_encrypted_and_a_damaged_file_are_refused_in_a_sentence() -> None:
    empty, locked = io.BytesIO(), io.BytesIO()
    for data, encrypt in ((empty, None), (locked, pdfencrypt.StandardEncryption("secret"))):
        canvas = Canvas(data, encrypt=encrypt)
        canvas.rect(10, 10, 200, 200)
        canvas.showPage()
        canvas.save()
    with pytest.raises(PapersError, match=r"scan\.pdf holds no text in its first pages, so it is a scan"):
        read_bytes(empty.getvalue(), "scan.pdf")
    with pytest.raises(PapersError, match=r"locked\.pdf is encrypted\. Save a copy without a password"):
        read_bytes(locked.getvalue(), "locked.pdf")
    whole = pdf("one_column", Shown(PAPERS[0].title, PAPERS[0].abstract))
    with pytest.raises(PapersError, match=r"cut\.pdf is a damaged PDF"):
        read_bytes(whole[:400], "cut.pdf")
    assert len(PdfDocument(whole)) == 1


def test_a_pdf_of_something_else_brings_no_abstract_in() -> None:
    data = io.BytesIO()
    canvas = Canvas(data)
    for line in range(20):
        canvas.drawString(60, 800 - 14 * line, f"{line} pounds of kelp were sold at the market on this day")
    canvas.showPage()
    canvas.save()
    assert all(not paper.abstract for paper in read_bytes(data.getvalue(), "bill.pdf").papers)
