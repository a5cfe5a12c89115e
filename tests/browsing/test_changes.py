"""What a reader changes of records: atomic, and without embedding anew what stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.browsing import changes
from assistant.browsing.duplicates import grouped, likely_one
from assistant.browsing.told_apart import ToldApart
from assistant.errors import PapersError
from assistant.library.library import Library
from assistant.papers.address import paper_page
from assistant.types import Paper
from tests.support.each_row import each_row
from tests.support.tiny import TinyEmbedder, everything, found, library, papers


@pytest.fixture
def embedder() -> TinyEmbedder:
    return TinyEmbedder()


@pytest.fixture
def shelf(tmp_path: Path, embedder: TinyEmbedder) -> Iterator[Library]:
    opened = library(tmp_path, embedder)
    opened.add(papers(*range(4)))
    embedder.texts.clear()
    yield opened
    opened.close()


def only(shelf: Library, paper_id: str) -> Paper:
    return shelf.papers.get([paper_id])[paper_id]


def test_labels_are_given_and_taken_and_vectors_stay(shelf: Library, embedder: TinyEmbedder) -> None:
    before = everything(shelf)
    done = changes.label(
        shelf, ["p1", "p2", "gone"], collections=["Thesis"], tags=[" to  read "], remove=False
    )
    assert done.updated == ("p1", "p2")
    assert only(shelf, "p1").tags == ("to read",)
    assert only(shelf, "p1").collections == ("Thesis",)
    assert only(shelf, "p3").tags == ()
    with shelf.reading() as retriever:
        assert [row.id for row in retriever.records().rows if row.tags] == ["p1", "p2"]
    changes.label(shelf, ["p1"], collections=(), tags=["to read"], remove=True)
    assert only(shelf, "p1").tags == ()
    assert only(shelf, "p1").collections == ("Thesis",)
    assert embedder.texts == []
    assert everything(shelf) == before
    assert found(shelf, "plot1", 1) == ["p1"]  # the words are still there
    shelf.add(papers(7))
    assert found(shelf, "plot7", 1) == ["p7"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00b"])
def test_a_label_that_cannot_be_one_is_refused_and_nothing_changes(shelf: Library, name: str) -> None:
    with pytest.raises(PapersError, match="name of a collection or tag"):
        changes.label(shelf, ["p1"], collections=(), tags=["fine", name], remove=False)
    assert only(shelf, "p1").tags == ()


def test_an_edit_embeds_only_what_it_must(shelf: Library, embedder: TinyEmbedder) -> None:
    changes.edit(shelf, "p1", {"year": 1987, "authors": ["Ann Kim"], "venue": "Here"})
    assert (only(shelf, "p1").year, only(shelf, "p1").authors) == (1987, ("Ann Kim",))
    assert embedder.texts == []
    changes.edit(shelf, "p1", {"abstract": "Zebras are striped."})
    assert any("Zebras" in text for text in embedder.texts)
    assert not any("plot2" in text for text in embedder.texts)
    assert found(shelf, "zebras", 1) == ["p1"]
    for fields in ({"title": " "}, {"year": "soon"}, {"id": "p9"}):
        with pytest.raises(PapersError):
            changes.edit(shelf, "p1", fields)
    with pytest.raises(PapersError, match="no longer on this shelf"):
        changes.edit(shelf, "p77", {"title": "New"})


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"url": "https://x.org/\"onclick='y'"}, "https://"),
        ({"title": "x" * 2_001}, "2,000 characters"),
        ({"abstract": "x" * 50_001}, "50,000 characters"),
        ({"authors": ["x" * 30_000] * 2}, "50,000 characters"),
        ({"venue": "x" * 2_001}, "2,000 characters"),
        ({"year": 3}, "1000 to 2100"),
        ({"tags": ["x" * 201]}, "name of a collection or tag"),
        ({"collections": [f"c{number}" for number in range(201)]}, "takes 200 collections"),
        ({"title": "\x00\x1b"}, "Expected a title"),
    ],
)
def test_an_edit_is_held_to_what_imports_are_held_to(
    shelf: Library, fields: dict[str, Any], why: str
) -> None:
    before = only(shelf, "p1")
    with pytest.raises(PapersError, match=why):
        changes.edit(shelf, "p1", fields)
    assert only(shelf, "p1") == before


def test_an_edit_is_cleaned_as_imports_are_and_leaves_what_is_not_changed(shelf: Library) -> None:
    odd = Paper(id="odd", title="Old \x1b[31m title", url="ftp://old.example/x", year=7)
    shelf.add([odd])
    changes.edit(shelf, "odd", {**odd.model_dump(exclude={"id", "source"}), "venue": " A\x1b[2J\n place "})
    assert only(shelf, "odd") == odd.model_copy(update={"venue": "A[2J place"})
    changes.edit(
        shelf, "odd", {"title": "Two\n  lines\x00", "url": "doi:10.1000/182", "authors": ["A\x07 B", " "]}
    )
    edited = only(shelf, "odd")
    assert (edited.title, edited.url, edited.authors) == (
        "Two lines",
        "https://doi.org/10.1000/182",
        ("A B",),
    )


def test_a_paper_does_not_gather_labels_without_end(shelf: Library) -> None:
    changes.label(shelf, ["p1"], collections=(), tags=[f"t{number}" for number in range(200)], remove=False)
    with pytest.raises(PapersError, match="takes 200 tags, found 201"):
        changes.label(shelf, ["p1", "p2"], collections=(), tags=["one more"], remove=False)
    assert only(shelf, "p2").tags == ()
    changes.label(shelf, ["p1"], collections=(), tags=["t0"], remove=True)


def test_doubles_are_found_and_made_one(shelf: Library) -> None:
    first = Paper(
        id="2301.00001",
        title="Counting the kelp forests of Svalbard",
        abstract="Kelp.",
        tags=("a",),
        year=2023,
    )
    printed = Paper(
        id="counting",
        title="Counting the Kelp Forests of Svalbard.",
        authors=("Ann Kim",),
        year=2024,
        tags=("b",),
    )
    other = Paper(id="other", title="Editorial", authors=("Bo",), url="https://doi.org/10.1/x")
    twin = Paper(id="twin", title="Editorial", authors=("Cy",), url="https://doi.org/10.1/y")
    shelf.add([first, printed, other, twin])
    [group] = grouped(likely_one(shelf.papers))
    assert group == ("2301.00001", "counting")
    done = changes.merge(shelf, group)
    assert (done.updated, done.removed) == (("2301.00001",), ("counting",))
    merged = only(shelf, "2301.00001")
    assert merged.authors == ("Ann Kim",)
    assert (merged.year, merged.abstract, merged.tags) == (2023, "Kelp.", ("a", "b"))
    assert grouped(likely_one(shelf.papers)) == ()
    with pytest.raises(PapersError, match="two or more"):
        changes.merge(shelf, ["p1", "gone"])
    assert len(shelf.papers) == 7


def test_papers_that_were_told_apart_are_no_doubles(tmp_path: Path) -> None:
    titled = "Counting the kelp forests of Svalbard"
    apart = ToldApart(tmp_path)
    papers = [
        Paper(id=name, title=titled, abstract=f"{name}.", year=2000 + at) for at, name in enumerate("abc")
    ]

    def groups() -> list[str]:
        return ["".join(group) for group in grouped(likely_one(papers), apart.read())]

    assert groups() == ["abc"]
    assert apart.add(["a"], ["a", "b", "c"]) == 2
    assert groups() == ["bc"]  # these two are still offered
    assert apart.add(["b", "c"]) == 1
    assert apart.add(["c", "b"]) == 0
    assert groups() == []
    papers.append(papers[0].model_copy(update={"id": "d"}))
    assert groups() == ["ad"]  # a new one is
    with (tmp_path / "told_apart.jsonl").open("a") as cut:
        cut.write('\n["x"')
    assert apart.add(["x", "y"]) == 1
    assert apart.clear() == 4
    assert groups() == ["abcd"]
    apart.add(["a", "b"])
    assert groups() == ["acd"]  # what joins both joins one


@each_row(
    ("paper_id", "url", "page"),
    [
        ("a", "https://example.org/x?y=1", "https://example.org/x?y=1"),
        ("a", "doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("2401.01234", None, "https://arxiv.org/abs/2401.01234"),
        ("arxiv:2401.01234", None, "https://arxiv.org/abs/2401.01234"),
        ("a", "javascript:alert(1)", None),
        ("a", "javascript://example.org/%0aalert(1)", None),
        ("a", "https://x.org/\"onclick='y'", None),
        ("a", "ftp://example.org/x", None),
    ],
)
def test_only_addresses_of_the_web_are_opened(paper_id: str, url: str | None, page: str | None) -> None:
    assert paper_page(Paper(id=paper_id, title="T", url=url)) == page
