"""Lists of a shelf: sorted, filtered, searched down to where relevance ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.browsing.catalogue import Catalogue
from assistant.browsing.spec import BrowseSpec
from assistant.types import Paper
from tests.support.each_row import each_row
from tests.support.tiny import library

PAPERS = [
    Paper(
        id="kelp",
        title="“Kelp” forests of Svalbard",
        abstract="Kelp covers many hectares. It grows in cold water. Divers counted the forests twice.",
        authors=("Zoë Åberg", "Ann Kim"),
        year=2021,
        venue="Polar Biology",
        source="a.bib",
        tags=("cold",),
    ),
    Paper(
        id="dune",
        title="Émigré dunes",
        abstract="Dunes wander. Sand is moved by wind over many years of storms and calm.",
        authors=("Kim, Bo",),
        year=1999,
        venue="Geomorphology",
        source="b.bib",
        collections=("Thesis / Sand",),
    ),
    Paper(id="bare", title="a title alone", year=2010, source="b.bib"),
    Paper(
        id="fjord",
        title="Currents in fjords",
        abstract="Water of fjords is cold.",
        authors=("Cara Duo",),
        source="a.bib",
        tags=("cold", "water"),
    ),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    shelf = library(tmp_path_factory.mktemp("catalogue"))
    shelf.add(PAPERS)
    yield Catalogue(shelf)
    shelf.close()


def ids(catalogue: Catalogue, **asked: object) -> list[str]:
    return list(catalogue.select(BrowseSpec.model_validate(asked)))


@each_row(
    ("sort", "descending", "expected"),
    [
        ("added", False, ["kelp", "dune", "bare", "fjord"]),
        ("added", True, ["fjord", "bare", "dune", "kelp"]),
        ("title", False, ["bare", "fjord", "dune", "kelp"]),  # É as E, “K as K
        ("title", True, ["kelp", "dune", "fjord", "bare"]),
        ("year", False, ["dune", "bare", "kelp", "fjord"]),
        ("year", True, ["kelp", "bare", "dune", "fjord"]),  # without a year: last in both
        ("author", False, ["kelp", "fjord", "dune", "bare"]),  # Åberg, Duo, Kim; none
        ("author", True, ["dune", "fjord", "kelp", "bare"]),
        ("length", True, ["kelp", "dune", "fjord", "bare"]),
    ],
)
def test_sorts_by_what_a_reader_sees(
    catalogue: Catalogue, sort: str, descending: bool, expected: list[str]
) -> None:
    assert ids(catalogue, sort=sort, descending=descending) == expected


@each_row(
    ("asked", "expected"),
    [
        ({"year_from": 2010}, ["kelp", "bare"]),
        ({"year_from": 2000, "year_to": 2015}, ["bare"]),
        ({"venue": "polar"}, ["kelp"]),
        ({"source": "b.bib"}, ["dune", "bare"]),
        ({"source": "b"}, ["dune", "bare"]),
        ({"collection": "Sand"}, ["dune"]),
        ({"tag": "COLD"}, ["kelp", "fjord"]),
        ({"author": "Kim"}, ["kelp", "dune"]),
        ({"author": "aberg"}, ["kelp"]),
        ({"abstract": False}, ["bare"]),
        ({"abstract": True, "source": "a.bib", "tag": "water"}, ["fjord"]),
        ({"author": "Nobody"}, []),
    ],
)
def test_filters(catalogue: Catalogue, asked: dict[str, object], expected: list[str]) -> None:
    assert ids(catalogue, **asked) == expected


def test_a_search_stops_where_relevance_ends_and_marks_its_words(catalogue: Catalogue) -> None:
    page = catalogue.browse(BrowseSpec(query="kelp forest"), 0, 10)
    assert [row.paper.id for row in page.papers] == ["kelp"]
    assert (page.found, page.total) == (1, 4)
    [row] = page.papers
    assert [row.paper.title[start:end] for start, end in row.title_marks] == ["Kelp", "forests"]
    assert [row.paper.abstract[start:end] for start, end in row.abstract_marks] == ["Kelp", "forests"]
    assert row.passage is not None
    assert "Kelp" in row.passage.text or "forests" in row.passage.text
    assert ids(catalogue, query="kelp forest", tag="water") == []
    assert ids(catalogue, query="quantum gravity") == []


def test_a_search_can_be_sorted_and_paged(catalogue: Catalogue) -> None:
    found = ids(catalogue, query="water")
    assert set(found) == {"kelp", "fjord"}
    assert ids(catalogue, query="water", sort="title") == ["fjord", "kelp"]
    second = catalogue.browse(BrowseSpec(query="water"), 1, 1)
    assert [row.paper.id for row in second.papers] == found[1:]
    assert (second.found, second.offset) == (2, 1)


def test_facets_count_what_can_be_filtered_by(catalogue: Catalogue) -> None:
    facets = catalogue.facets()
    assert facets.years == {1999: 1, 2010: 1, 2021: 1}
    assert facets.tags == {"cold": 2, "water": 1}
    assert facets.sources == {"a.bib": 2, "b.bib": 2}
    assert (facets.with_authors, facets.without_abstract, facets.total) == (3, 1, 4)


def test_a_list_follows_the_shelf(tmp_path: Path) -> None:
    shelf = library(tmp_path)
    shelf.add(PAPERS[:1])
    lists = Catalogue(shelf)
    assert lists.browse(BrowseSpec(), 0, 10).total == 1
    shelf.add(PAPERS[1:])
    assert lists.browse(BrowseSpec(sort="title"), 0, 10).papers[0].paper.id == "bare"
    shelf.close()
