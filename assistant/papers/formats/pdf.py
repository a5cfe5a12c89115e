"""Read a paper off the first pages of its PDF, by the sizes of letters and the usual headings."""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from assistant.errors import PapersError
from assistant.papers import ids
from assistant.papers.cleaning import clean
from assistant.papers.cleaning.hyphens import BROKEN, joined
from assistant.papers.record import Record, Rejected

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PAGES = 5  # a thesis has its abstract behind some pages of front matter
_MOST_CHARS = 60_000
_PDFIUM = threading.Lock()  # the library is not made for threads
_APART = 0.6  # a gap this wide, in heights of a letter, stands between two names and not between two words
_SAME_SIZE = 0.06  # relative difference of heights within one title
_ABSTRACT = re.compile(
    r"(?:A\s?B\s?S\s?T\s?R\s?A\s?C\s?T|Abstract|Summary|SUMMARY)(?:\s*[:.—–-]+\s*|\s*$|\s+(?=[A-Z]))"
)
_AFTER = re.compile(
    r"(?:(?:\d{1,2}|[IVX]{1,4})?\.?\s*(?:Introduction|INTRODUCTION|I\s?NTRODUCTION)\b|1\.?\s+[A-Z][a-z]+"
    r"|Key\s?-?words?\b|KEY\s?WORDS|Index Terms|CCS Concepts|Categories and Subject|General Terms|ACM Reference"
    r"|MSC\b|PACS\b|JEL\b|Contents$|Table of Contents|Acknowledge?ments?|Corresponding author|Article history|©"
    r"|Copyright\b|∗|\* ?Equal)"
)
_NO_TITLE = re.compile(
    r"(?i)(?:arxiv:|https?:|doi\b|www\.|©|issn|vol\.|volume\b|contents lists|journal homepage|university|faculty"
    r"|department|(?:research|original|review)\s+(?:article|paper)$|proceedings of|published as|under review|preprint"
    r"|accepted|received|a (?:thesis|dissertation)|\d+$|page \d)"
)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*)(?:\s+(?:[^\W\d_][\w.'’-]*)){1,4}")
_NO_NAME = re.compile(
    r"(?i)university|institut|department|school|college|laborator|faculty|inc\b|research|@|thesis|submitted|science|abstract"
)
_MARKS = re.compile(r"[\d∗*†‡§¶,]+$|(?<=\w)[∗*†‡§¶]+")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page as it stands there: its text, the height of its letters (points), and how far left it begins."""

    text: str
    size: float
    left: float


def read(data: bytes, name: str) -> Iterator[Record | Rejected]:
    """Yield the paper that a PDF is; what its first pages do not show stays empty.

    Raises PapersError for one that is damaged, encrypted or holds pictures of pages only.
    """
    with _PDFIUM:
        pages, title_field = _opened(data, name)
    whole = "\n".join(text for _, text in pages)
    if len(whole.split()) < 10:
        raise PapersError(
            f"{name} holds no text in its first pages, so it is a scan. Run text recognition (OCR) over it, or "
            "import the paper's entry from your reference manager."
        )
    lines = [_unnumbered(page) for page, _ in pages]
    title = _title(lines[0]) or clean.text(title_field)
    if not title:
        yield Rejected("the first page", "no title could be told from the sizes of its lines")
        return
    front = " ".join(line.text for line in lines[0][:60])
    stamp = re.search(r"arXiv:\S+[^\n]{0,40}", whole)
    doi = ids.doi(whole if "10." in whole else None)
    arxiv = ids.arxiv_id(stamp.group() if stamp else None) or ids.arxiv_id(doi)
    yield Record(
        where="the PDF",
        title=title,
        abstract=clean.text(_abstract(lines, whole)),
        authors=_authors(lines[0], title),
        year=clean.year(stamp.group().partition("]")[2] if stamp else None)
        or clean.year(_before_abstract(front)),
        source="PDF",
        doi=doi,
        arxiv=arxiv,
    )


def _opened(data: bytes, name: str) -> tuple[list[tuple[list[_Line], str]], str]:
    """Return lines and text of each of the first pages, and the title that the file's properties give."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise PapersError(
                f"{name} is encrypted. Save a copy without a password, and import that."
            ) from error
        raise PapersError(f"{name} is a damaged PDF ({error}). Download it again.") from error
    try:
        pages = [_page(document, place) for place in range(min(_PAGES, len(document)))]
        return pages, document.get_metadata_dict().get("Title", "")
    except PdfiumError as error:
        raise PapersError(f"{name} is a damaged PDF ({error}). Download it again.") from error
    finally:
        document.close()


def _page(document: PdfDocument, place: int) -> tuple[list[_Line], str]:
    page = document[place]
    text = page.get_textpage()
    try:
        count = min(text.count_chars(), _MOST_CHARS)
        return list(_lines(text, count)), text.get_text_range(0, count) if count else ""
    finally:
        text.close()
        page.close()


def _lines(text: Any, count: int) -> Iterator[_Line]:
    """Yield the upright lines of a page in the order in which they were set."""
    import pypdfium2.raw as pdfium

    letters: list[str] = []
    sizes: list[float] = []
    left = right = 0.0
    box = pdfium.FS_RECTF()
    for place in range(count + 1):
        code = pdfium.FPDFText_GetUnicode(text.raw, place) if place < count else 10
        if code in (10, 13):
            if line := "".join(letters).strip():
                yield _Line(line, statistics.median(sizes) if sizes else 0.0, left)
            letters, sizes, right = [], [], 0.0
            continue
        if abs(pdfium.FPDFText_GetCharAngle(text.raw, place)) > 0.1:  # a stamp along the margin
            continue
        pdfium.FPDFText_GetLooseCharBox(text.raw, place, box)
        if code in (2, 0xFFFE):  # the end of a line, too
            yield _Line("".join([*letters, BROKEN]).strip(), statistics.median(sizes or [0.0]), left)
            letters, sizes, right = [], [], 0.0
            continue
        left = left if letters else box.left
        if letters and code != 32 and box.left - right > _APART * (box.top - box.bottom):
            letters.append("   ")
        letters.append(chr(code))
        right = right if code == 32 else box.right
        if box.top > box.bottom:
            sizes.append(box.top - box.bottom)


def _unnumbered(lines: Sequence[_Line]) -> list[_Line]:
    """Take the numbers of lines away, where most lines of a page begin with one and they count up."""
    numbered = [(line, found) for line in lines if (found := re.match(r"(\d{1,4})(?:\s+|$)", line.text))]
    counted = [int(found.group(1)) for _, found in numbered]
    rising = sum(later > former for former, later in pairwise(counted))
    if len(numbered) < 0.5 * len(lines) or rising < 0.8 * (len(counted) - 1):
        return list(lines)
    stripped = [_Line(re.sub(r"^\d{1,4}(?:\s+|$)", "", line.text), line.size, line.left) for line in lines]
    return [line for line in stripped if line.text]


def _title(lines: Sequence[_Line]) -> str:
    """Return the lines of the largest letters above the abstract, one below the other."""
    above: list[_Line] = []
    for line in lines[:40]:
        if _ABSTRACT.match(line.text):
            break
        above.append(line)
    fit = [line for line in above if len(line.text) > 5 and not _NO_TITLE.match(line.text)]
    if not fit:
        return ""
    largest = max(line.size for line in fit)
    start = next(place for place, line in enumerate(above) if line in fit and _same(line.size, largest))
    words: list[str] = []
    for line in above[start:]:
        if not _same(line.size, largest) or len(words) == 6:
            break
        words.append(line.text)
    return clean.text(joined(words, ""))


def _same(size: float, other: float) -> bool:
    return abs(size - other) <= _SAME_SIZE * other


def _abstract(pages: Sequence[Sequence[_Line]], whole: str) -> str:
    """Return what stands below the heading of the abstract, or behind it, up to the next heading."""
    for lines in pages:
        for place, line in enumerate(lines):
            heading = _ABSTRACT.match(line.text)
            if heading and (rest := _section(line.text[heading.end() :], lines[place + 1 :])):
                return joined(rest, whole)
    return ""


def _section(begun: str, below: Sequence[_Line]) -> list[str]:
    texts = [begun] if begun else []
    size = 0.0
    for line in below:
        ends = _AFTER.match(line.text) or (size and line.size > 1.15 * size and len(texts) > 1)
        if ends and texts:
            break
        size = size or line.size
        texts.append(line.text)
    return texts if len(" ".join(texts)) > 80 else []


def _authors(lines: Sequence[_Line], title: str) -> tuple[str, ...]:
    """Return the names on the lines between title and abstract; those with an address or a place are left out."""
    found: list[str] = []
    below = False
    for line in lines[:40]:
        if _ABSTRACT.match(line.text):
            break
        if clean.text(line.text) in title or title.startswith(clean.text(line.text)):
            below = True
            continue
        if not below or _NO_NAME.search(line.text):
            if found:
                break
            continue
        names = [_MARKS.sub("", part).strip() for part in re.split(r",|;|\band\b|&|\s{3,}", line.text)]
        fit = [name for name in names if _NAME.fullmatch(name) and name[0].isupper() and not clean.year(name)]
        if found and not fit:
            break
        found += fit
    return clean.names(found)


def _before_abstract(front: str) -> str:
    heading = re.search(r"\b(?:Abstract|A\s?B\s?S\s?T\s?R\s?A\s?C\s?T)\b", front)
    return front[: heading.start()] if heading else front[:600]
