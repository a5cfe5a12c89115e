"""Read files of tagged lines: MEDLINE (PubMed's .nbib), Web of Science's plain text, EndNote's .enw."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.papers.cleaning.people import people
from assistant.papers.entry import EntryFields, record
from assistant.papers.record import Record, Rejected

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of tagging lines: what a tag looks like, which one begins and ends a record, which holds what."""

    name: str
    line: re.Pattern[str]  # groups: tag, text
    begins: str
    marks: re.Pattern[str]  # what only a file of this kind has near its head
    tags: Mapping[str, tuple[str, ...]]  # our field -> its tags, the fullest first
    ends: str = ""
    goes_on: re.Pattern[str] = re.compile("[^%]")  # how a line begins that goes on with the field above it


MEDLINE = Dialect(
    name="MEDLINE",
    line=re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)"),
    begins="PMID",
    marks=re.compile(r"\A(?:[^\n]*\n){0,5}?\s*PMID- \d+$(?s:.*?)^(?:OWN|STAT|TI|DP) {0,2} - ", re.MULTILINE),
    tags={
        "title": ("TI", "BTI"),
        "abstract": ("AB",),
        "authors": ("FAU", "AU"),
        "year": ("DP", "DEP"),
        "venue": ("JT", "TA"),
        "doi": ("LID", "AID"),
        "key": ("PMID",),
    },
    goes_on=re.compile("  "),
)
WEB_OF_SCIENCE = Dialect(
    name="Web of Science",
    line=re.compile(r"([A-Z][A-Z0-9])(?: (.*))?"),
    begins="PT",
    marks=re.compile(r"\A\s*(?:FN [^\n]*\nVR [\d.]+\n)?PT [A-Z]\n(?s:.*?)^ER$", re.MULTILINE),
    tags={
        "title": ("TI",),
        "abstract": ("AB",),
        "authors": ("AF", "AU"),
        "year": ("PY", "EA"),
        "venue": ("SO",),
        "doi": ("DI",),
        "key": ("UT",),
    },
    ends="ER",
    goes_on=re.compile("  "),
)
ENDNOTE = Dialect(
    name="EndNote",
    line=re.compile(r"%(\S) ?(.*)"),
    begins="0",
    marks=re.compile(r"\A\s*%0 [^\n]+\n(?s:.*?)^%T ", re.MULTILINE),
    tags={
        "title": ("T",),
        "abstract": ("X",),
        "authors": ("A",),
        "year": ("D",),
        "venue": ("J", "B"),
        "doi": ("R",),
        "url": ("U",),
        "key": ("F", "M"),
    },
)
_DIALECTS = (MEDLINE, WEB_OF_SCIENCE, ENDNOTE)


def dialect_of(head: str) -> Dialect | None:
    """Return the dialect whose marks stand at the head of a file, or None."""
    return next((dialect for dialect in _DIALECTS if dialect.marks.search(head)), None)


def read(text: str, dialect: Dialect) -> Iterator[Record | Rejected]:
    """Yield the paper of each record; lines before the first one that are no fields are the file's head."""
    fields: dict[str, list[str]] = {}
    number = began = 0
    tag = ""
    for place, line in enumerate(text.split("\n"), start=1):
        found = dialect.line.fullmatch(line)
        if found and found.group(1) == dialect.begins:
            if fields:
                yield _paper(fields, dialect, f"entry {number} (line {began})")
            fields, number, began = {}, number + 1, place
        if found and found.group(1) == dialect.ends:
            if fields:
                yield _paper(fields, dialect, f"entry {number} (line {began})")
            fields, tag = {}, ""
        elif found and (fields or found.group(1) == dialect.begins):
            tag = found.group(1)
            fields.setdefault(tag, []).append((found.group(2) or "").strip())
        elif dialect.goes_on.match(line) and line.strip() and tag:
            _continue(fields[tag], line, dialect)
        else:
            tag = ""  # text of another kind that stands between records, or behind them
    if fields:
        yield _paper(fields, dialect, f"entry {number} (line {began})")


def _continue(values: list[str], line: str, dialect: Dialect) -> None:
    """Add a line without a tag to the field above it; Web of Science puts a further author there."""
    if dialect is WEB_OF_SCIENCE:
        values.append(line.strip())
    else:
        values[-1] = f"{values[-1]} {line.strip()}"


def _paper(fields: Fields, dialect: Dialect, where: str) -> Record | Rejected:
    key = _first(fields, dialect, "key")
    where = f"{where[:-1]}, {key[:60]})" if key else where
    title = _joined(fields, dialect, "title").strip()
    dois = [value for tag in dialect.tags["doi"] for value in fields.get(tag, ()) if "[pii]" not in value]
    entry_fields = EntryFields(
        title=title.rstrip(".") if dialect is MEDLINE and title.count(".") == 1 else title,
        abstract=_joined(fields, dialect, "abstract"),
        authors=people(next((fields[tag] for tag in dialect.tags["authors"] if fields.get(tag)), ())),
        years=[value for tag in dialect.tags["year"] for value in fields.get(tag, ())],
        urls=(_first(fields, dialect, "url"),),
        venues=(_joined(fields, dialect, "venue"),),
        dois=dois,
    )
    return record(
        entry_fields, where, dialect.name, no_title=f"no title (a {' or '.join(dialect.tags['title'])} line)"
    )


def _first(fields: Fields, dialect: Dialect, name: str) -> str:
    return next((fields[tag][0] for tag in dialect.tags.get(name, ()) if fields.get(tag)), "")


def _joined(fields: Fields, dialect: Dialect, name: str) -> str:
    return next((" ".join(fields[tag]) for tag in dialect.tags[name] if fields.get(tag)), "")
