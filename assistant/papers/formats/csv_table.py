"""Read a table with a header line: comma, semicolon or tab between the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from assistant.papers import clean, ids
from assistant.papers.record import Record, Rejected

# Names of columns in exports of Zotero, Scopus, Web of Science, PubMed, ASReview and in hand-made tables.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "article title", "paper title", "document title", "primary title", "ti"),
    "abstract": ("abstract", "abstract note", "summary", "ab", "description"),
    "authors": ("author full names", "authors", "author", "au"),
    "year": ("year", "publication year", "py", "pub year", "published", "publication date", "date"),
    "url": ("url", "link", "links", "paper url"),
    "venue": (
        "venue",
        "publication title",
        "source title",
        "journal",
        "journal/book",
        "booktitle",
        "so",
        "conference",
    ),
    "doi": ("doi", "digital object identifier"),
    "arxiv": ("arxiv", "arxiv id", "arxiv_id", "id"),
}
_DELIMITERS = ("\t", ",", ";")


def looks_like(line: str) -> str | None:
    """Return the delimiter of a header line that names a title column beside another known one, else None."""
    for delimiter in _DELIMITERS:
        if delimiter in line:
            columns = _places([cell.strip().strip('"') for cell in line.split(delimiter)])
            if "title" in columns and len(columns) > 1:
                return delimiter
    return None


def read(text: str) -> Iterator[Record | Rejected]:
    """Yield the paper of each row; a row with more or fewer cells than the header is rejected."""
    text = text.lstrip()
    delimiter = looks_like(text.partition("\n")[0].strip("\r")) or ","
    quoted = delimiter != "\t" or '"' in text.partition("\n")[0] or '\t"' in text
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=quoted,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    header: list[str] | None = None
    last = 0
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Rejected(f"line {rows.line_num}", f"broken row: {error}")
            last = rows.line_num
            continue
        if row is None:
            return
        where = f"line {last + 1}"
        last = rows.line_num
        if header is None:
            header = row
        elif any(cell.strip() for cell in row):
            yield _paper(header, row, where)


def _paper(header: Sequence[str], row: Sequence[str], where: str) -> Record | Rejected:
    if len(row) != len(header):
        return Rejected(
            where, f"{len(row)} cells under a header of {len(header)}: a delimiter or quotation mark is amiss"
        )
    told = {name: row[place] for name, place in _places(header).items()}
    title = clean.text(told.get("title"), latex=True)
    if not title:
        return Rejected(where, "no title")
    url = clean.address(told.get("url"))
    doi = ids.doi(told.get("doi")) or ids.doi(url)
    return Record(
        where=where,
        title=title,
        abstract=clean.text(told.get("abstract"), latex=True),
        authors=_authors(told.get("authors", "")),
        year=clean.year(told.get("year")),
        url=url,
        venue=clean.text(told.get("venue")) or None,
        source="table",
        doi=doi,
        arxiv=ids.arxiv_id(told.get("arxiv")) or ids.arxiv_id(url) or ids.arxiv_id(doi),
        own_id=ids.acl_id(url, doi),
    )


def _places(header: Sequence[str]) -> dict[str, int]:
    """Map our field names to the columns of ``header``, by the first name that fits."""
    cells = {
        cell.strip().lstrip("\ufeff").casefold().replace("_", " "): place
        for place, cell in reversed([*enumerate(header)])
    }
    return {
        field: cells[name.replace("_", " ")]
        for field, known in _COLUMNS.items()
        for name in [next((name for name in known if name.replace("_", " ") in cells), None)]
        if name is not None
    }


def _authors(cell: str) -> tuple[str, ...]:
    """Split at semicolons, bars or "and", else at commas when each part is a whole name."""
    for mark in (";", "|", " and "):
        if mark in cell:
            return clean.names(cell.split(mark))
    parts = cell.split(",")
    whole = all(" " in part.strip() and "." not in part.strip()[-2:] for part in parts)
    return clean.names(parts if whole else [cell])
