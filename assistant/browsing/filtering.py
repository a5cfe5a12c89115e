"""Records and what is asked of them -> those that meet it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.browsing.spec import BrowseSpec
from assistant.retrieval.metadata.people import folded
from assistant.retrieval.metadata.records import Record, Records


def meeting(spec: BrowseSpec, records: Records) -> list[int]:
    """Return the places (from 0, in the order added) of the records that meet the filters of ``spec``."""
    tests = _tests(spec, records)
    return [place for place, row in enumerate(records.rows) if all(test(row) for test in tests)]


def _tests(spec: BrowseSpec, records: Records) -> list[Callable[[Record], bool]]:
    tests: list[Callable[[Record], bool]] = []
    first, last = spec.year_from, spec.year_to
    if first is not None or last is not None:
        least, most = first or 0, 9999 if last is None else last
        tests.append(lambda row: row.year is not None and least <= row.year <= most)
    if spec.abstract is not None:
        wanted = spec.abstract
        tests.append(lambda row: bool(row.length) == wanted)
    if spec.venue:
        venues = _named(spec.venue, records.venues, records.places)
        tests.append(lambda row: row.venue in venues)
    if spec.source:
        sources = _named(spec.source, records.sources, records.files)
        tests.append(lambda row: row.source in sources)
    if spec.author:
        authors = _named(spec.author, records.authors, records.people)
        tests.append(lambda row: not authors.isdisjoint(row.authors))
    if spec.collection:
        collections = _named(
            spec.collection, records.collections, lambda asked: records.labels("collection", asked)
        )
        tests.append(lambda row: not collections.isdisjoint(row.collections))
    if spec.tag:
        tags = _named(spec.tag, records.tags, lambda asked: records.labels("tag", asked))
        tests.append(lambda row: not tags.isdisjoint(row.tags))
    return tests


def _named(
    asked: str, recorded: Mapping[str, int], resolve: Callable[[str], Sequence[str]]
) -> frozenset[str]:
    """Return the recorded values that ``asked`` names: itself, else those it can mean, else those that hold it."""
    if asked in recorded:
        return frozenset((asked,))
    low = folded(asked)
    return frozenset(resolve(asked) or [value for value in recorded if low in folded(value)])
