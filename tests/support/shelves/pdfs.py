"""PDFs of a paper's first pages in six usual layouts, set line by line with reportlab."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
_BODY = (
    "This first section tells why the question matters and what others have tried before. Many have measured the "
    "same thing with other means and came to other ends, so that a comparison is in order. "
) * 12


class Shown(NamedTuple):
    """What is set; ``number`` is the one of arXiv that the stamp shows."""

    title: str
    abstract: str
    authors: Sequence[str] = ("Ada Berg", "Bo Holm")
    number: str = "2105.00001"


class Column:
    """Sets paragraphs one below the other, words broken at line ends as journals do."""

    def __init__(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        self.canvas, self.left, self.y, self.width = canvas, left, top, width
        self.numbers: int | None = None  # the line set last, where they are numbered in the margin

    def set(
        self, text: str, size: float, font: str = "Times-Roman", *, center: bool = False, breaks: bool = True
    ) -> None:
        """Set a paragraph in ``size`` points and leave a little room below."""
        for line in lines(text, font, size, self.width, breaks=breaks):
            if self.numbers is not None:
                self.numbers += 1
                self.canvas.setFont("Helvetica", 7)
                self.canvas.drawRightString(self.left - 15, self.y, str(self.numbers))
            self.canvas.setFont(font, size)
            if center:
                self.canvas.drawCentredString(self.left + self.width / 2, self.y, line)
            else:
                self.canvas.drawString(self.left, self.y, line)
            self.y -= size * 1.2
        self.y -= size * 0.7


def lines(text: str, font: str, size: float, width: float, *, breaks: bool) -> list[str]:
    """Fill lines; a word that does not fit is broken in its middle, or after a hyphen of its own."""
    filled, line = [], ""
    for word in text.split():
        fits = f"{line} {word}".strip()
        if stringWidth(fits, font, size) <= width:
            line = fits
            continue
        head, tail = _broken(word) if breaks else ("", word)
        if head and stringWidth(f"{line} {head}", font, size) <= width:
            filled.append(f"{line} {head}")
            line = tail
        else:
            filled.append(line)
            line = word
    return [*filled, line]


def _broken(word: str) -> tuple[str, str]:
    if "-" in word[1:-1]:
        head, _, tail = word.partition("-")
        return f"{head}-", tail
    if len(word) < 8 or not word.isalpha() or not word.islower():
        return "", word
    return f"{word[: len(word) // 2]}-", word[len(word) // 2 :]


def one_column(canvas: Canvas, shown: Shown) -> None:
    page = Column(canvas, 90, HEIGHT - 100, WIDTH - 180)
    page.set(shown.title, 17, "Times-Bold", center=True, breaks=False)
    page.set(", ".join(shown.authors), 11, center=True)
    page.set("Abstract", 11, "Times-Bold", center=True)
    page.set(shown.abstract, 10)
    page.set("1 Introduction", 12, "Times-Bold")
    page.set(_BODY, 10)


def two_columns(canvas: Canvas, shown: Shown) -> None:
    head = Column(canvas, 60, HEIGHT - 80, WIDTH - 120)
    head.set(shown.title, 15, "Helvetica-Bold", center=True, breaks=False)
    canvas.setFont("Helvetica", 11)
    for place, author in enumerate(shown.authors):
        canvas.drawString(180 + 140 * place, head.y, author)
    head.y -= 20
    width = (WIDTH - 140) / 2
    left, right = Column(canvas, 60, head.y - 10, width), Column(canvas, 80 + width, head.y - 10, width)
    left.set("Abstract", 12, "Times-Bold", center=True)
    left.set(shown.abstract, 9)
    left.set("1. Introduction", 12, "Times-Bold")
    left.set(_BODY[:600], 9)
    right.set(_BODY, 9)


def arxiv_stamp(canvas: Canvas, shown: Shown) -> None:
    one_column(canvas, shown)
    canvas.saveState()
    canvas.translate(36, 200)
    canvas.rotate(90)
    canvas.setFont("Times-Roman", 20)
    canvas.drawString(0, 0, f"arXiv:{shown.number}v1  [cs.CL]  2 May 2021")
    canvas.restoreState()


def journal(canvas: Canvas, shown: Shown) -> None:
    page = Column(canvas, 60, HEIGHT - 50, WIDTH - 120)
    page.set("Journal of Arctic Things 12 (2021) 100–109", 8, center=True)
    page.set("Contents lists available at the publisher", 8, center=True)
    page.set("Journal of Arctic Things", 14, center=True)
    page.set("Research article", 9)
    page.set(shown.title, 16, breaks=False)
    page.set(", ".join(shown.authors), 12)
    page.set("A B S T R A C T", 9)
    page.set(shown.abstract, 9)
    page.set("Keywords: kelp, moss, counts", 9)
    page.set("1. Introduction", 10, "Times-Bold")
    page.set(_BODY, 10)
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(60, 40, "https://doi.org/10.1234/kelp.2021.100")


def thesis(canvas: Canvas, shown: Shown) -> None:
    page = Column(canvas, 90, HEIGHT - 120, WIDTH - 180)
    page.set("University of Svalbard", 14, center=True)
    page.set("Faculty of Science", 12, center=True)
    page.set(shown.title, 20, "Times-Bold", center=True, breaks=False)
    page.set("A thesis submitted for the degree of Doctor of Philosophy", 11, center=True)
    page.set(shown.authors[0], 13, center=True)
    page.set("May 2021", 11, center=True)
    canvas.showPage()
    page = Column(canvas, 90, HEIGHT - 120, WIDTH - 180)
    page.set("Abstract", 18, "Times-Bold")
    page.set(shown.abstract, 11)
    canvas.showPage()
    page = Column(canvas, 90, HEIGHT - 120, WIDTH - 180)
    page.set("Contents", 18, "Times-Bold")
    page.set("1 Introduction . . . . . 1", 11)


def numbered(canvas: Canvas, shown: Shown) -> None:
    page = Column(canvas, 90, HEIGHT - 90, WIDTH - 180)
    page.numbers = 0
    page.set(shown.title, 16, "Times-Bold", center=True, breaks=False)
    page.set(" and ".join(shown.authors), 11, center=True)
    page.set(f"Abstract. {shown.abstract}", 11)
    page.set("Index Terms — kelp, moss", 11)
    page.set("I. INTRODUCTION", 11)
    page.set(_BODY[:900], 11)


LAYOUTS: dict[str, Callable[[Canvas, Shown], None]] = {
    layout.__name__: layout for layout in (one_column, two_columns, arxiv_stamp, journal, thesis, numbered)
}


def pdf(layout: str, shown: Shown) -> bytes:
    """Return the bytes of a PDF that shows a paper in a layout."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=A4, invariant=1)
    LAYOUTS[layout](canvas, shown)
    canvas.showPage()
    canvas.save()
    return data.getvalue()
