"""Papers that are damaged or lost come back from where a copy is, and none that a user removed does."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.library.admin import remove_shelf
from assistant.settings import Settings
from tests.support.tiny import SHELF, Down, current, found, library, papers


def test_papers_that_the_index_does_not_hold_yet_are_read_from_the_damaged_file(home: Path) -> None:
    shelf = library(home, Down())
    shelf.add(papers(1, 2))
    shelf.papers.write(papers(3))  # as a writer that was killed before it published leaves it
    shelf.close()
    path = home / SHELF / "papers.db"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"We study birch in plot1", b"We studx birch in plot1"))
    shelf = library(home)
    assert list(shelf.papers) == papers(1, 2, 3)
    assert "(3 papers)" in shelf.opening_notes[0]
    shelf.close()


def test_an_emptied_file_of_papers_takes_no_index_away_and_those_that_a_user_removed_stay_away(
    home: Path,
) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    shelf.add([], remove=["p1", "p2"])
    shelf.close()
    shelf = library(home)
    assert (shelf.papers.ids(), shelf.opening_notes, found(shelf, "wood1")) == ((), (), [])
    shelf.close()
    (home / SHELF / "papers.db").unlink()
    shelf = library(home)
    assert shelf.papers.ids() == ()
    shelf.add(papers(3))
    shelf.close()
    (home / SHELF / "papers.db").write_bytes(b"")
    shelf = library(home)
    assert shelf.papers.ids() == ("p3",)
    shelf.close()


def test_a_shelf_whose_papers_vanish_under_an_open_library_keeps_its_index(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    index = current(home)
    other = sqlite3.connect(home / SHELF / "papers.db")
    with other:
        other.execute("DELETE FROM papers")
    other.close()
    with pytest.raises(IndexUnavailable, match=r"nobody took them away.*index --rebuild"):
        shelf.finish()
    assert current(home) == index
    shelf.close()
    whole_again = library(home, rebuild=True)
    assert whole_again.papers.ids() == ("p1", "p2")
    assert found(whole_again, "wood1", 1) == ["p1"]
    whole_again.close()


def test_an_empty_shelf_of_an_earlier_version_is_taken_as_it_is(home: Path) -> None:
    library(home).close()
    other = sqlite3.connect(home / SHELF / "papers.db")
    other.executescript("DROP TABLE emptied")
    other.close()
    shelf = library(home)
    assert (shelf.papers.ids(), shelf.opening_notes) == ((), ())
    shelf.close()


def test_papers_and_index_both_lost_are_an_error_and_not_an_empty_shelf(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    shelf.close()
    for path in (home / SHELF / "papers.db", current(home) / "papers.db"):
        path.write_bytes(b"")
    for rebuild in (False, True):
        with pytest.raises(IndexUnavailable, match=r"no index here holds.*shelves --remove mine"):
            library(home, rebuild=rebuild)
    assert current(home).is_dir()
    assert remove_shelf(Settings(home=home, shelf="mine")) == 2
    shelf = library(home)
    assert shelf.papers.ids() == ()
    shelf.close()


def test_what_can_be_read_of_a_damaged_file_is_taken_over_when_asked_for(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2, 3))
    shelf.close()
    path = home / SHELF / "papers.db"
    path.write_bytes(path.read_bytes().replace(b"We study birch in plot1", b"We studx birch in plot1"))
    (current(home) / "papers.db").unlink()
    with pytest.raises(IndexUnavailable, match=r"what can still be read.*index --rebuild"):
        library(home)
    shelf = library(home, rebuild=True)
    assert shelf.papers.ids() == ("p2", "p3")
    assert "what could still be read (2 papers)" in shelf.opening_notes[0]
    shelf.close()


def test_a_journal_of_the_damaged_file_is_not_played_into_the_restored_one(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    shelf.close()
    path = home / SHELF / "papers.db"
    path.with_name("papers.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 2000)
    path.write_bytes(b"nonsense" * 999)
    shelf = library(home)
    assert list(shelf.papers) == papers(1, 2)
    shelf.close()
    assert not path.with_name("papers.db-journal").exists()
