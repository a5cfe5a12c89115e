"""Find the same paper in two sources, and make one of the two entries."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from assistant.papers import ids
from assistant.papers.record import Joined, Record

# A title this long, in letters, is enough by itself when one of the sources gives no year.
TELLING_TITLE = 25
# Entries of one title that are compared at most: keeps a file of equal titles from taking quadratic time.
_SAME_TITLE = 20
# Entries of one DOI are one paper when their titles share this part of the words of the shorter one; the chapters
# of a book may all be given the book's DOI.
_SAME_WORDS = 0.5
_NO_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
# Titles that say nothing of what stands below them.
_GENERIC = frozenset(
    title.strip().replace(" ", "")
    for title in """
    abstract, abstracts, acknowledgements, acknowledgments, addendum, afterword, announcement,
    announcements, appendix, authors reply, author response, book review, book reviews, books
    received, comment, commentary, conclusion, conclusions, contents, contributors, correction,
    corrections, corrigendum, correspondence, discussion, editorial, editorial board, editorial
    note, editors note, epilogue, erratum, errata, events, foreword, front matter, frontmatter,
    guest editorial, in brief, in memoriam, in this issue, index, introduction, letter to the
    editor, letters, masthead, news, news and views, note, notes, notes and news, obituary,
    overview, panel discussion, preface, proceedings, prologue, reply, response, retraction, review,
    reviewers, reviews, subject index, summary, table of contents, title page, untitled, welcome
    """.replace("\n", " ").split(",")
)


def merge(records: Iterable[Record]) -> tuple[list[Record], tuple[Joined, ...]]:
    """Join entries of the same paper and return them in order of first appearance, with those that were joined.

    The same arXiv id makes the same paper, and so does the same DOI where the titles share half of their words;
    so does the same title (letters and digits only, any case) of the same year, unless it says nothing
    ("Editorial"), or DOI, arXiv id, the source's own id or the authors say otherwise.
    The first entry keeps what it has, later ones fill its gaps.
    """
    records = list(records)
    if all(record.keep_id for record in records):
        return records, ()
    table = Table()
    for record in records:
        table.add(record)
    return [record for record in table.entries if record is not None], tuple(table.joined)


class Table:
    """Entries by DOI, arXiv id and title; two of one paper become one when they are added."""

    def __init__(self) -> None:
        self.entries: list[Record | None] = []
        self.joined: list[Joined] = []
        self._by_id: dict[tuple[str, str], int] = {}
        self._by_title: dict[str, list[int]] = {}

    def add(self, record: Record) -> None:
        """Add a record; it and the entries of the table that it shows to be one paper are noted in ``joined``."""
        same = self.find(record)
        if not same:
            self.append(record)
            return
        place, *others = same
        first = self._take(place)
        taken = [self._take(other) for other in others]
        self.joined += [Joined(each.where, each.title, first.where, each.file) for each in (record, *taken)]
        for other in taken:
            record = join(record, other)
        self.entries[place] = join(first, record)
        self._note(place)

    def append(self, record: Record) -> None:
        """Add a record as an entry of its own."""
        self.entries.append(record)
        self._note(len(self.entries) - 1)

    def _take(self, place: int) -> Record:
        record = self.entries[place]
        assert record is not None, "places are looked up among the living"
        self.entries[place] = None
        return record

    def find(self, record: Record) -> list[int]:
        """Return the places of the entries that are the same paper as ``record``."""
        found = [
            self._by_id[key] for key in _id_keys(record) if key in self._by_id and self._alike(key, record)
        ]
        for place in self._by_title.get(title_key(record.title), [])[-_SAME_TITLE:]:
            other = self.entries[place]
            if other is not None and _same_year(record, other) and not apart(record, other):
                found.append(place)
                break
        return sorted({place for place in found if self._mayjoin(place, record)})

    def _alike(self, key: tuple[str, str], record: Record) -> bool:
        """Tell whether the titles allow that the entry known by a DOI is the paper of ``record``."""
        other = self.entries[self._by_id[key]]
        if key[0] != "doi" or other is None:
            return True
        ours, theirs = _words(record.title), _words(other.title)
        return len(ours & theirs) >= _SAME_WORDS * min(len(ours), len(theirs))

    def _mayjoin(self, place: int, record: Record) -> bool:
        other = self.entries[place]
        return other is not None and not (record.keep_id and other.keep_id)

    def _note(self, place: int) -> None:
        record = self.entries[place]
        assert record is not None, "noted right after it was placed"
        for key in _id_keys(record):
            self._by_id[key] = place
        places = self._by_title.setdefault(title_key(record.title), [])
        if place not in places[-_SAME_TITLE:]:
            places.append(place)


@functools.lru_cache(maxsize=1024)
def title_key(title: str) -> str:
    """Return the letters and digits of a title, without accents and case."""
    if title.isascii():
        return title.lower().translate(_NO_LETTERS)
    plain = unicodedata.normalize("NFKD", title).casefold()
    return "".join(c for c in plain if c.isalnum())


def _words(title: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", title).casefold()
    return set("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def _id_keys(record: Record) -> list[tuple[str, str]]:
    doi = record.doi or (ids.doi(record.url) if record.keep_id else None)
    arxiv = record.arxiv or (ids.arxiv_id(record.url) if record.keep_id else None)
    return [(kind, known) for kind, known in (("doi", doi), ("arxiv", arxiv)) if known]


def _same_year(one: Record, other: Record) -> bool:
    """Tell whether two entries of one title may be one paper by their years, and their title says enough."""
    title = title_key(one.title)
    if title in _GENERIC:
        dated = one.year is not None and one.year == other.year
        return (dated and bool(surnames(one) & surnames(other))) or _recorded(one) == _recorded(other)
    if one.year is not None and other.year is not None:
        return one.year == other.year
    return len(title) >= TELLING_TITLE or _recorded(one) == _recorded(other)


def _recorded(record: Record) -> tuple[object, ...]:
    return record.year, record.venue, record.authors, record.abstract


def apart(one: Record, other: Record) -> bool:
    """Tell whether two entries of one title are certainly two papers."""
    if any(a and b and a != b for a, b in zip(_telling_ids(one), _telling_ids(other), strict=True)):
        return True
    ours, theirs = surnames(one), surnames(other)
    return bool(ours and theirs and not ours & theirs)


def _telling_ids(record: Record) -> tuple[str | None, str | None, str | None]:
    """Return the ids of which a paper has one of each kind; arXiv's DOI stands beside the publisher's."""
    doi = None if (record.doi or "").startswith("10.48550/arxiv") else record.doi
    return doi, record.arxiv, None if record.keep_id else record.own_id


def surnames(record: Record) -> set[str]:
    """Return the words of the authors' names, initials left out: sources differ in their order."""
    return {
        word
        for author in record.authors
        for word in unicodedata.normalize("NFKD", author).casefold().replace(",", " ").split()
        if len(word.strip(".")) > 1
    }


def join(first: Record, second: Record) -> Record:
    """Return ``first`` with its gaps filled from ``second``; an id of our own format is kept."""
    if second.keep_id and not first.keep_id:
        first, second = second, first
    return replace(
        first,
        abstract=first.abstract or second.abstract,
        authors=first.authors or second.authors,
        year=first.year if first.year is not None else second.year,
        url=first.url or second.url,
        venue=first.venue or second.venue,
        doi=first.doi or second.doi,
        arxiv=first.arxiv or second.arxiv,
        own_id=first.own_id or second.own_id,
        collections=both(first.collections, second.collections),
        tags=both(first.tags, second.tags),
        paper=None,
    )


def both(first: tuple[str, ...] | None, second: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the labels of two sources together; None where neither keeps any."""
    if first is None or second is None:
        return second if first is None else first
    return tuple(dict.fromkeys((*first, *second)))
