"""A paper that the shelf has already, from another source, is not added a second time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assistant.cli.command as cli
from assistant.papers import Arrivals, Import, on_shelf, read_bytes
from assistant.papers.assemble import assemble
from assistant.papers.limits import Limits
from assistant.papers.record import Record
from assistant.types import Paper
from tests.support.each_row import each_row

TITLE = "A Survey of All the Things There Are"


def imported(*records: Record) -> Import:
    return assemble(records, source="a file", format="test", limits=Limits())


def arrived(shelf: list[Paper], *records: Record) -> Arrivals:
    return on_shelf([imported(*records)], shelf)


@each_row(
    ("there", "record"),
    [
        (
            {"id": "deep-things", "title": "Deep Things", "url": "https://doi.org/10.1234/X"},
            Record("b", "Deep", doi="10.1234/x"),  # its own id is the beginning of the shelf's
        ),
        (
            {"id": "deep", "title": "Deep Things", "url": "https://arxiv.org/abs/2305.12345v2"},
            Record("b", "D", arxiv="2305.12345"),
        ),
        ({"id": "2305.12345", "title": TITLE}, Record("b", TITLE.upper(), year=2019)),
        ({"id": "mine", "title": "Deep", "year": 2019}, Record("b", "deep", year=2019)),
    ],
)
def test_a_paper_from_another_source_keeps_the_shelfs_id_and_words_and_fills_gaps(
    there: dict[str, Any], record: Record
) -> None:
    shelf = Paper(**there, authors=("Ann Lee",))
    other = imported(Record(**{**_fields(record), "venue": "A Venue", "abstract": "Words."}))
    found = on_shelf([other], [shelf])
    [paper] = found.papers
    assert (paper.id, paper.title, found.met, len(found.notes)) == (shelf.id, shelf.title, 1, 1)
    assert (paper.abstract, paper.venue) == ("Words.", "A Venue")
    assert on_shelf([other], [paper]).papers == (paper,)


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in Record.__slots__}


@each_row(
    "other",
    [
        Record("b", "Preface", authors=("Bo Kim",), year=2020),
        Record("b", "Preface", authors=("Bo Kim",), doi="10.1234/b"),
    ],
)
def test_another_paper_of_the_same_title_gets_an_id_of_its_own_and_keeps_it(other: Record) -> None:
    shelf = Paper(
        id="preface", title="Preface", authors=("Ann Lee",), year=2019, url="https://doi.org/10.1234/a"
    )
    [first] = arrived([shelf], other).papers
    assert first.id.startswith("preface-")
    revised = Record(**{**_fields(other), "abstract": "Now with words."})
    [second] = arrived([shelf, first], revised).papers
    assert (second.id, second.abstract) == (first.id, "Now with words.")


def test_a_later_version_of_the_same_file_replaces_what_the_shelf_says() -> None:
    [first] = arrived([], Record("a", TITLE, abstract="Old.", year=2019)).papers
    found = arrived([first], Record("a", TITLE, abstract="New.", year=2020))
    assert ([paper.abstract for paper in found.papers], found.met) == (["New."], 0)


def test_an_update_without_an_abstract_leaves_the_one_that_is_there() -> None:
    [first] = arrived([], Record("a", TITLE, abstract="Words.", year=2019)).papers
    assert arrived([first], Record("a", TITLE, venue="A Venue")).papers[0].abstract == "Words."


def test_an_address_that_goes_on_behind_the_doi_makes_no_other_paper() -> None:
    record = Record(
        "a", TITLE, doi="10.3389/fpsyg.2019.00123", url="https://example.org/10.3389/fpsyg.2019.00123/full"
    )
    shelf = arrived([], record).papers
    assert arrived(list(shelf), record).papers == shelf


def test_a_paper_whose_id_is_the_title_of_another_leaves_it_alone() -> None:
    shelf = Paper(id="deep-things", title="Something quite different")
    [paper] = arrived([shelf], Record("a", "Deep Things")).papers
    assert paper.id != shelf.id


def test_what_only_the_shelf_knew_of_a_paper_still_tells_it_from_others() -> None:
    shelf = Paper(id="deep-things", title="Deep Things", url="https://doi.org/10.1234/x")
    found = arrived(
        [shelf], Record("a", "Deep Things"), Record("b", "Deep Things: Extended", doi="10.1234/x")
    )
    assert [paper.id for paper in found.papers] == ["deep-things"]


def test_an_import_without_records_is_known_by_its_ids() -> None:
    paper = Paper(id="mine", title=TITLE)
    assert on_shelf(
        [Import((paper,), (), "a file", "test", 1, 0)], [Paper(id="yours", title=TITLE)]
    ).papers == (paper,)


def test_files_of_one_command_are_merged_and_the_first_one_counts() -> None:
    first = imported(Record("a", TITLE, abstract="First.", authors=("Ann Lee",)))
    second = imported(Record("b", TITLE, abstract="Second.", year=2019))
    found = on_shelf([first, second])
    [paper] = found.papers
    assert (paper.abstract, paper.year, found.met) == ("First.", 2019, 1)


def test_lines_of_our_own_format_are_known_by_their_ids_alone() -> None:
    shelf = [Paper(id="mine", title=TITLE)]
    read = read_bytes(f'{{"id": "yours", "title": "{TITLE}"}}\n'.encode(), "x.jsonl")
    assert [paper.id for paper in on_shelf([read], shelf).papers] == ["yours"]


# Two papers of one title and a third; each source tells the authors and some of the rest.
REAL = [
    {"title": TITLE, "authors": ("Ann Lee",), "year": 2019, "doi": "10.1234/a", "arxiv": "2305.12345"},
    {"title": TITLE.lower(), "authors": ("Bo Kim",), "year": 2020, "doi": "10.1234/b", "arxiv": "2305.12346"},
    {
        "title": "Deep Things and How They Came About",
        "authors": ("Ann Lee",),
        "year": 2019,
        "doi": "10.1234/c",
    },
]
RECORDS = st.builds(
    lambda real, left_out, abstract: Record(
        "x", abstract=abstract, **{name: told for name, told in real.items() if name not in left_out}
    ),
    real=st.sampled_from(REAL),
    left_out=st.sets(st.sampled_from(["year", "doi", "arxiv"])),
    abstract=st.sampled_from(["", "Words.", "More words."]),
)


@given(st.lists(RECORDS, max_size=6), st.lists(RECORDS, max_size=6))
def test_what_is_imported_again_adds_nothing(first: list[Record], second: list[Record]) -> None:
    shelf: dict[str, Paper] = {}
    for each in (first, second):
        shelf |= {paper.id: paper for paper in on_shelf([imported(*each)], shelf.values()).papers}
    for each in (first, second):
        again = on_shelf([imported(*each)], shelf.values()).papers
        assert {paper.id for paper in again} <= shelf.keys()


def test_the_command_tells_what_it_met(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setenv("ASSISTANT_EMBEDDING", "llama:tests.support.answers.HashedWords")
    (tmp_path / "one.bib").write_text(f"@misc{{k, title={{{TITLE}}}, year=2019, abstract={{Words.}}}}")
    (tmp_path / "two.ris").write_text(
        f"TY  - JOUR\nTI  - {TITLE}\nUR  - https://arxiv.org/abs/2305.12345\nER  - \n"
    )
    assert cli.main(["index", str(tmp_path / "one.bib"), "--shelf", "mine"]) == 0
    assert capsys.readouterr().out.startswith("added 1, ")
    assert cli.main(["index", str(tmp_path / "two.ris"), "--shelf", "mine"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("added 0, updated 1, ")
    assert "under another id" in told.err


def test_collections_and_tags_are_what_the_library_says_now_and_others_leave_them_alone() -> None:
    def library(*entries: tuple[str, tuple[str, ...] | None, tuple[str, ...] | None]) -> Import:
        records = [
            Record("item", title, year=2023, collections=collections, tags=tags)
            for title, collections, tags in entries
        ]
        return assemble(records, source="Zotero", format="Zotero", limits=Limits())

    first = on_shelf([library(("Roofs of moss", ("Thesis",), ("unread", "moss")), ("Tin", (), ()))])
    assert [(each.collections, each.tags) for each in first.papers] == [
        (("Thesis",), ("unread", "moss")),
        ((), ()),
    ]
    assert first.ids == ("roofs-of-moss", "tin")
    later = on_shelf([library(("Roofs of moss", (), ("moss",)))], first.papers)
    assert [(each.collections, each.tags) for each in later.papers] == [((), ("moss",))]
    silent = on_shelf([library(("Roofs of moss", None, None))], first.papers)
    assert silent.papers == first.papers[:1]
    twice = on_shelf([library(("Tin", ("A",), ())), library(("Tin", ("B",), ("x",)))], first.papers)
    assert [(each.collections, each.tags) for each in twice.papers] == [(("A", "B"), ("x",))]
