"""Read a table with a header line: comma, semicolon or tab between the columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.papers.cleaning.people import split
from assistant.papers.entry import EntryFields, record
from assistant.papers.record import Record, Rejected

# Names of columns in exports of Zotero, Scopus, Web of Science, PubMed, IEEE, Springer, Embase, Dimensions, Lens, Ovid,
# OpenAlex, ASReview, Covidence, Rayyan and Publish or Perish, and in hand-made tables; the fullest of each first.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    field: tuple(name.strip() for name in names.split("|"))
    for field, names in {
        "title": "title | article title | paper title | document title | primary title | item title | display name"
        " | ti",
        "abstract": "abstract | abstract note | ab | summary | description",
        "authors": "author full names | af | authors | author | author names | author(s) | author/s | authors/editors"
        " | authorships.author.display name | au",
        "year": "year | publication year | py | pub year | pubyear | year published | published year | published"
        " | publication date | date published | yr | date",
        "url": "url | link | links | paper url | article url | articleurl | dimensions url | pdf link | source url"
        " | primary location.landing page url",
        "venue": "venue | publication title | source title | journal | journal/book | booktitle | jn | so | conference"
        " | primary location.source.display name",
        "doi": "doi | digital object identifier | item doi | di | doi link | do",
        "arxiv": "arxiv | arxiv id | id",
        "source": "source",
        "pubmed": "pmid | ui",
    }.items()
}
_DELIMITERS = ("\t", ",", ";")
# Lines that some services put above the header: what was searched for, and Excel's "sep=;".
_PREAMBLE = 6
# Embase: "Journal of Things (2021) 3:1 (1-9). Date of Publication: 2021".
_JOURNAL_AND_YEAR = re.compile(r"(.{3,200}?) \(((?:19|20)\d\d)\)")


def header_of(text: str) -> tuple[int, str] | None:
    """Return how many lines stand above the header, and the delimiter; None when no header of papers is found.

    That is a line which names a title column, and beside it one that tables of other things lack: an abstract or a DOI,
    or authors with a year or a venue.
    """
    for number, line in enumerate(text.split("\n", _PREAMBLE)[:_PREAMBLE]):
        for delimiter in _DELIMITERS:
            if delimiter in line:
                cells = next(csv.reader([line], delimiter=delimiter))
                if _of_papers(_places(cells), cells):
                    return number, delimiter
    return None


def _of_papers(places: Mapping[str, int], cells: Sequence[str]) -> bool:
    if "title" not in places or any(len(cell) > 60 for cell in cells):
        return False
    plain = {cell.strip().casefold() for cell in cells}
    named = "doi" in places or bool(
        plain & {"abstract", "abstract note", "abstract_note", "ab", "arxiv", "arxiv id", "arxiv_id"}
    )
    return named or ("authors" in places and not {"year", "venue"}.isdisjoint(places))


def read(text: str) -> Iterator[Record | Rejected]:
    """Yield the paper of each row; a row with more or fewer cells than the header is rejected."""
    above, delimiter = header_of(text) or (0, ",")
    text = text.split("\n", above)[above]
    quoted = delimiter != "\t" or '"' in text.partition("\n")[0] or '\t"' in text
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=quoted,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    header: list[str] | None = None
    last = above
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Rejected(f"line {above + rows.line_num}", f"broken row: {error}")
            last = above + rows.line_num
            continue
        if row is None:
            return
        where = f"line {last + 1}"
        last = above + rows.line_num
        if header is None:
            header = row
        elif any(cell.strip() for cell in row):
            yield _paper(header, row, where)


def _paper(header: Sequence[str], row: Sequence[str], where: str) -> Record | Rejected:
    if len(row) == len(header) + 1 and "PT" in header[0] and not row[-1].strip():
        row = row[:-1]  # Web of Science ends each row, but not its header, with a delimiter
    if len(row) != len(header):
        return Rejected(
            where, f"{len(row)} cells under a header of {len(header)}: a delimiter or quotation mark is amiss"
        )
    cells = {name: row[place] for name, place in _places(header).items()}
    journal = _JOURNAL_AND_YEAR.match(cells.get("source", ""))
    title = cells.get("title", "").strip()
    entry_fields = EntryFields(
        # PubMed and Ovid end a title with a full stop of their own.
        title=title[:-1] if "pubmed" in cells and title.endswith(".") and title.count(".") == 1 else title,
        abstract=cells.get("abstract"),
        authors=split(cells.get("authors", "")),
        years=(cells.get("year"), journal.group(2) if journal else None),
        urls=(cells.get("url"),),
        venues=(cells["venue"],)
        if "venue" in cells
        else (journal.group(1) if journal else cells.get("source"),),
        dois=(cells.get("doi"),),
        arxiv=(cells.get("arxiv"),),
    )
    return record(entry_fields, where, "table")


def _places(header: Sequence[str]) -> dict[str, int]:
    """Map our field names to the columns of ``header``, by the first name that fits."""
    cells = {
        cell.strip().lstrip("\ufeff").casefold().replace("_", " "): place
        for place, cell in reversed([*enumerate(header)])
    }
    found = (
        (field, next((name for name in known if name in cells), None)) for field, known in _COLUMNS.items()
    )
    return {field: cells[name] for field, name in found if name is not None}
