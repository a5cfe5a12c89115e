"""What the shelf records of its papers (authors, year, venue, source, labels), and the papers that meet conditions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from assistant.papers.store import PaperStore
from assistant.retrieval.metadata.completion import Completions
from assistant.retrieval.metadata.people import folded, is_called, name_of, umlauts_spelled, words_of
from assistant.retrieval.metadata.venues import SHORT_NAMES, is_named, is_venue, spelled_out
from assistant.text.languages import written_in
from assistant.text.spellings import spellings
from assistant.types import Filter

# Which authors of a paper a condition on authors is about.
_OF_AUTHORS = {"author": slice(None), "first_author": slice(0, 1), "last_author": slice(-1, None)}
# Reads id, title and abstract of papers.
Texts = Callable[[], Iterable[tuple[str, str, str]]]


@dataclass(frozen=True, slots=True)
class Record:
    """A paper without its abstract; ``length`` is that of the abstract in characters."""

    id: str
    title: str
    authors: tuple[str, ...]
    year: int | None
    venue: str
    source: str
    length: int
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Records:
    """The records of all papers, in the order of the shelf."""

    def __init__(self, rows: Iterable[Record], texts: Texts = tuple) -> None:
        """Hold ``rows``; ``texts`` reads id, title and abstract of all papers, for what only these tell."""
        self.rows = tuple(rows)
        self._texts = texts

    @classmethod
    def of(cls, papers: PaperStore) -> Records:
        """Read the records of ``papers``: some tenths of a second for 64,000."""
        return cls((_record(*row) for row in papers.records()), lambda: papers.texts(papers.ids()))

    @cached_property
    def languages(self) -> dict[str, str]:
        """Paper id -> the language of its text, of those where it can be told; a second or two for 64,000 papers."""
        languages = ((key, written_in(f"{title}. {abstract}")) for key, title, abstract in self._texts())
        return {key: language for key, language in languages if language}

    @cached_property
    def authors(self) -> dict[str, int]:
        """Every author's name as recorded, and how many papers bear it."""
        found: dict[str, int] = {}
        for row in self.rows:
            for author in dict.fromkeys(row.authors):
                found[author] = found.get(author, 0) + 1
        return found

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        """A word of a name, without accents and case -> the recorded names that hold it."""
        found: dict[str, list[str]] = {}
        for author in self.authors:
            for word in dict.fromkeys((*words_of(author), *words_of(umlauts_spelled(author)))):
                found.setdefault(word, []).append(author)
        return found

    @cached_property
    def venues(self) -> dict[str, int]:
        """Every venue as recorded, and how many papers appeared there."""
        return _counted(row.venue for row in self.rows)

    @cached_property
    def _spelled_out(self) -> dict[str, frozenset[str]]:
        return spelled_out(self.venues)

    @cached_property
    def sources(self) -> dict[str, int]:
        """Every source (file) as recorded, and how many papers came from it."""
        return _counted(row.source for row in self.rows)

    @cached_property
    def collections(self) -> dict[str, int]:
        """Every collection as recorded, and how many papers are in it."""
        return _counted(collection for row in self.rows for collection in row.collections)

    @cached_property
    def tags(self) -> dict[str, int]:
        """Every tag as recorded, and how many papers bear it."""
        return _counted(tag for row in self.rows for tag in row.tags)

    @cached_property
    def years(self) -> dict[int, int]:
        """Every year as recorded, oldest first, and how many papers are from it."""
        found: dict[int, int] = {}
        for row in self.rows:
            if row.year is not None:
                found[row.year] = found.get(row.year, 0) + 1
        return dict(sorted(found.items()))

    @cached_property
    def completions(self) -> Completions:
        """Titles and authors, to complete what is typed; made in some tenths of a second for 64,000 papers."""
        names = sorted(self.authors, key=lambda name: (-self.authors[name], name))
        return Completions([row.title for row in self.rows], names)

    def holds_name(self, text: str) -> bool:
        """Tell whether some word of ``text`` is a word of a recorded author's name."""
        return not self._by_word.keys().isdisjoint(words_of(text))

    def people(self, asked: str) -> tuple[str, ...]:
        """Return the recorded names that ``asked`` can mean, those of most papers first."""
        words = [word for word in (*words_of(asked), *words_of(umlauts_spelled(asked))) if len(word) > 1]
        near = dict.fromkeys(author for word in words for author in self._by_word.get(word, ()))
        found = [author for author in near if is_called(asked, author)]
        if not found:  # nobody's family name: a given name, then
            found = [author for author in near if folded(asked) in name_of(author).words]
        return tuple(sorted(found, key=lambda author: (-self.authors[author], author)))

    def places(self, asked: str) -> tuple[str, ...]:
        """Return the recorded venues that ``asked`` names: those called so, else those whose name holds it."""
        whole = tuple(venue for venue in self.venues if re.split(r"[,:]", folded(venue))[0] == folded(asked))
        names = self._spelled_out.get(folded(asked), ())
        return whole or tuple(
            venue for venue in self.venues if is_venue(asked, venue) or is_named(names, venue)
        )

    @cached_property
    def _titles(self) -> bytes:
        """All titles without accents and case, a line each: looking 64,000 up one by one takes tenths of a second."""
        return "\n".join(" ".join(folded(row.title).split()) for row in self.rows).encode()

    @cached_property
    def _venue_names(self) -> frozenset[str]:
        return frozenset(map(folded, self.venues))

    def is_venue_name(self, asked: str) -> bool:
        """Tell whether ``asked`` is a recorded venue's whole name, whatever the case."""
        return folded(asked) in self._venue_names

    def is_of_name(self, word: str) -> bool:
        """Tell whether ``word``, without accents and case, is a word of an author's name."""
        return word in self._by_word

    def is_short_name(self, word: str) -> bool:
        """Tell whether ``word`` is the short name ("emnlp") of a venue here; "case" is a word, CASE a workshop."""
        low = folded(word)
        if low not in SHORT_NAMES and (
            low not in self._spelled_out or (word.islower() and self.is_subject(word, "venue"))
        ):
            return False
        return bool(self.places(word))

    def is_subject(self, word: str, field: Literal["author", "venue"]) -> bool:
        """Tell whether more titles hold ``word`` than papers are by somebody, or appeared somewhere, called so.

        "Translation" is in the name of an author here, and of venues; who says it means the subject.
        """
        count, named = (self.authors, self.people) if field == "author" else (self.venues, self.places)
        papers = sum(count[name] for name in named(word))
        low = folded(word).encode()
        if self._titles.count(low) <= papers:
            return False
        titles = re.finditer(rb"(?<![a-z0-9_])" + re.escape(low) + rb"(?![a-z0-9_])[^\n]*", self._titles)
        return next(islice(titles, papers, None), None) is not None

    def files(self, asked: str) -> tuple[str, ...]:
        """Return the recorded sources that ``asked`` names, with or without an ending such as ".bib"."""
        low = folded(asked)
        return tuple(
            file for file in self.sources if folded(file) == low or folded(file).rpartition(".")[0] == low
        )

    def labels(self, field: str, asked: str) -> tuple[str, ...]:
        """Return the recorded collections ("collection") or tags ("tag") that ``asked`` names, whatever the case.

        A collection is also named by a part of its path: "Thesis" has what is in "Thesis / Chapter 2".
        """
        low = folded(asked)
        if field == "tag":
            return tuple(label for label in self.tags if folded(label) == low)
        paths = ((label, folded(label)) for label in self.collections)
        return tuple(label for label, path in paths if path == low or low in path.split(" / "))

    def matching(self, filters: Sequence[Filter], within: Sequence[str] | None = None) -> list[Record]:
        """Return the records that meet all ``filters``, in the order of the shelf; only of ``within`` when given."""
        rows: Iterable[Record] = self.rows
        if within is not None:
            chosen = set(within)
            rows = [row for row in rows if row.id in chosen]
        for condition in filters:
            rows = self._kept(rows, condition)
        return list(rows)

    def _kept(self, rows: Iterable[Record], one: Filter) -> list[Record]:
        if one.op == "not":
            rows = list(rows)
            held = {row.id for row in self._kept(rows, one.model_copy(update={"op": "has"}))}
            return [row for row in rows if row.id not in held and recorded(row, one.field)]
        asked = one.value if isinstance(one.value, tuple) else (str(one.value),)
        if one.op == "is" and one.field != "abstract":
            return [row for row in rows if bool(recorded(row, one.field)) == one.value]
        if one.field == "year":
            return [row for row in rows if row.year is not None and _compares(row.year, one)]
        if one.field == "abstract":
            return [row for row in rows if bool(row.length) == one.value]
        if one.field == "language":
            wanted_languages = {name.casefold() for name in asked}
            return [row for row in rows if self.languages.get(row.id, "").casefold() in wanted_languages]
        if one.field in _OF_AUTHORS:
            names = {name for wanted in asked for name in self.people(wanted)}
            return [row for row in rows if not names.isdisjoint(row.authors[_OF_AUTHORS[one.field]])]
        if one.field == "author_count":
            return [row for row in rows if row.authors and _compares(len(row.authors), one)]
        if one.field == "title":
            spelled = [spellings(wanted) for wanted in asked if any(map(str.isalnum, wanted))]
            return [row for row in rows if any(each.find(row.title) for each in spelled)]
        if one.field == "venue":
            places = {place for wanted in asked for place in self.places(wanted)}
            return [row for row in rows if row.venue in places]
        if one.field in ("collection", "tag"):
            labels = {label for wanted in asked for label in self.labels(one.field, wanted)}
            return [row for row in rows if not labels.isdisjoint(_labels(row, one.field))]
        files = {file for wanted in asked for file in self.files(wanted)}
        return [row for row in rows if row.source in files]


def recorded(row: Record, field: str) -> object:
    """Return what a record holds for the field of a condition; nothing (None, "", ()) where it is silent."""
    if field in ("collection", "tag"):
        return _labels(row, field)
    if field == "language":  # told from the text of any paper
        return True
    if field in (*_OF_AUTHORS, "author_count"):
        return row.authors
    return {"year": row.year, "venue": row.venue, "source": row.source, "title": row.title}[field]


def _labels(row: Record, field: str) -> tuple[str, ...]:
    return row.tags if field == "tag" else row.collections


def _compares(number: int, one: Filter) -> bool:
    if isinstance(one.value, tuple):
        return str(number) in one.value
    value = int(str(one.value))
    return {"=": number == value, ">=": number >= value, "<=": number <= value}[one.op]


def _counted(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        if value:
            found[value] = found.get(value, 0) + 1
    return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))


def _record(paper_id: str, fields: str, length: int) -> Record:
    title, authors, year, venue, source, *labels = json.loads(fields)
    collections, tags = (tuple(labels_of_kind or ()) for labels_of_kind in labels)
    return Record(
        paper_id, title, tuple(authors or ()), year, venue or "", source or "", length, collections, tags
    )
