"""Tables of how many papers each year, venue, source or author has, and which of them has most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.composing.draft import CitationNumbers
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.metadata.people import folded
from assistant.retrieval.metadata.records import Record, Records
from assistant.text.wording import escaped, papers_count
from assistant.types import Plan

TABLES = ("years", "sources", "venues", "authors", "coauthors", "languages")
_ROWS = 60  # lines of a table
_TIED = 4  # that share the first place and are named


@dataclass(frozen=True, slots=True)
class ShelfAsked:
    """The records asked, in words (" from 2019"), and where their papers are read; ``people`` wrote them all."""

    rows: Sequence[Record]
    suffix: str
    retriever: Retriever
    numbering: CitationNumbers
    people: frozenset[str] = frozenset()

    @property
    def count(self) -> str:
        return f"{papers_count(len(self.rows))}{self.suffix}"


def table(asks: str, asked: ShelfAsked, records: Records) -> Iterator[str]:
    """Yield the table that ``asks`` wants: "authors", "authors-least", "authors-each-2-0" (of two papers or more)."""
    kind, _, how = asks.partition("-")
    counts: Counter[str] = Counter()
    silent = 0
    for row in asked.rows:
        values = _values(kind, row, asked.people, records)
        counts.update(values)
        silent += not values
    noun = kind.replace("coauthors", "co-authors")
    if not counts:
        yield ""
        yield _nothing(kind, noun, asked)
        return
    counts = _one_spelling(counts) if kind != "years" else counts
    kept = _having(counts, how)
    if how.startswith("each") and not kept:
        yield ""
        yield f"None of the {len(counts):,} {noun} of {asked.count} has so many papers."
        return
    yield from _rows(kept, kind, noun, how, asked)
    if kind == "languages":
        yield "\nPapers record no language; it was told from the words of their titles and abstracts.\n"
    if silent:
        yield f"\n{papers_count(silent)} {'records' if silent == 1 else 'record'} none.\n"


def _nothing(kind: str, noun: str, asked: ShelfAsked) -> str:
    if kind == "coauthors":
        return f"**{asked.count}** {'names' if len(asked.rows) == 1 else 'name'} no further author."
    return f"This shelf records no {noun}: none of {asked.count} has one."


def _rows(counts: Mapping[str, int], kind: str, noun: str, how: str, asked: ShelfAsked) -> Iterator[str]:
    sign = 1 if how == "least" else -1
    order = sorted(counts.items(), key=lambda entry: (sign * entry[1], entry[0]))
    one = noun.removesuffix("s")
    number = f"{len(counts):,} {one if len(counts) == 1 else noun}"
    yield f"**{asked.count}** by {one} ({number}):"
    yield f"{_foremost(order, how)}\n"
    if kind == "years" and not how:
        order = sorted(order)[-_ROWS:]
    yield f"\n| {one.capitalize()} | Papers |\n| --- | --- |\n"
    for value, count in order[:_ROWS]:
        yield f"| {escaped(value)} | {count:,} |\n"
    if len(counts) > _ROWS:
        yield f"\n{len(counts) - _ROWS:,} more {noun} are left out.\n"


def _foremost(order: Sequence[tuple[str, int]], how: str) -> str:
    """Tell which have most papers, or fewest; "" where that says nothing."""
    best = order[0][1]
    tied = [value for value, count in order if count == best]
    if len(tied) == len(order) or how.startswith("each"):
        return ""
    degree = "fewest" if how == "least" else "most"
    each = f"{best:,} each" if len(tied) > 1 else f"{best:,}"
    if len(tied) > _TIED:
        return f" {degree} have {len(tied):,} of them ({each})."
    named = " and ".join(f"**{escaped(value)}**" for value in tied)
    return f" {degree} {'has' if len(tied) == 1 else 'have'} {named} ({each})."


def _having(counts: Counter[str], how: str) -> Mapping[str, int]:
    if not how.startswith("each"):
        return counts
    low, high = (int(number) for number in how.split("-")[1:])
    return {value: count for value, count in counts.items() if low <= count <= (high or count)}


def _one_spelling(counts: Counter[str]) -> Counter[str]:
    """Count names that differ in accents or capitals only as the one of them that most papers bear."""
    spelled: dict[str, str] = {}
    merged: Counter[str] = Counter()
    for name, count in counts.most_common():
        merged[spelled.setdefault(folded(name), name)] += count
    return merged


def people_of(plan: Plan, records: Records) -> frozenset[str]:
    """Return the recorded names of those whose papers are asked for."""
    asked = [each for each in plan.filters if each.field == "author" and each.op == "has"]
    names = [name for each in asked if isinstance(each.value, tuple) for name in each.value]
    return frozenset(person for name in names for person in records.people(name))


def _values(asks: str, row: Record, people: frozenset[str], records: Records) -> tuple[str, ...]:
    if asks == "languages":
        return (records.languages[row.id],) if row.id in records.languages else ()
    found: Mapping[str, tuple[str, ...]] = {
        "years": (str(row.year or ""),),
        "sources": (row.source,),
        "venues": (row.venue,),
        "authors": tuple(dict.fromkeys(row.authors)),
        "coauthors": tuple(name for name in dict.fromkeys(row.authors) if name not in people),
    }
    return tuple(value for value in found[asks] if value)
