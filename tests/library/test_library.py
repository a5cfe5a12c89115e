"""One shelf, several threads and processes: readers always see a whole index, and nothing is ever lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable, ModelUnavailable
from assistant.index.manifest import FILE
from assistant.library.library import Library
from assistant.papers import bundled_papers
from assistant.settings import Settings
from tests.support.running.forks import start_fork
from tests.support.tiny import SHELF, Down, TinyEmbedder, current, found, library, paper, papers


def test_the_default_shelf_begins_with_the_bundled_papers_and_another_one_empty(home: Path) -> None:
    embedder = TinyEmbedder()
    default = Library(Settings(home=home), embedder)
    assert tuple(default.papers) == bundled_papers()
    assert default.notes == ()
    default.close()
    mine = library(home)
    assert len(mine.papers) == 0
    assert found(mine, "anything") == []
    mine.close()
    embedder.texts.clear()
    reopened = Library(Settings(home=home), embedder)
    assert len(reopened.papers) == 38
    assert embedder.texts == []
    reopened.close()


def test_papers_removed_from_the_default_shelf_stay_away(home: Path) -> None:
    settings = Settings(home=home)
    shelf = Library(settings, TinyEmbedder())
    shelf.add([paper(1)], replace=True)
    shelf.close()
    shelf = Library(settings, TinyEmbedder())
    assert shelf.papers.ids() == ("p1",)
    shelf.close()


def test_adding_tells_what_it_did(home: Path) -> None:
    embedder = TinyEmbedder()
    shelf = library(home, embedder)
    done = shelf.add(papers(1, 2, 3))
    assert (done.added, done.updated, done.unchanged, done.removed) == (("p1", "p2", "p3"), (), (), ())
    embedder.texts.clear()
    done = shelf.add([paper(2), paper(3, "Changed."), paper(4)])
    assert (done.added, done.updated, done.unchanged, done.removed) == (("p4",), ("p3",), ("p2",), ())
    assert not any("plot1" in text or "plot2" in text for text in embedder.texts)
    embedder.texts.clear()
    assert shelf.add(papers(1, 2)).unchanged == ("p1", "p2")
    assert embedder.texts == []
    done = shelf.add(papers(4, 5), replace=True)
    assert (done.added, done.unchanged, done.removed) == (("p5",), ("p4",), ("p1", "p2", "p3"))
    assert shelf.papers.ids() == ("p4", "p5")
    assert set(found(shelf, "all shelves hold wood", 10)) == {"p4", "p5"}
    done = shelf.add([], remove=["p4", "nobody"])
    assert done.removed == ("p4",)
    shelf.close()


def test_a_paper_that_is_added_and_removed_at_once_stays(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    assert shelf.add(papers(1), remove=["p1", "p2"]).removed == ("p2",)
    assert shelf.papers.ids() == ("p1",)
    assert found(shelf, "wood1") == ["p1"]
    shelf.close()


def test_a_paper_given_twice_counts_once_the_last_version(home: Path) -> None:
    shelf = library(home)
    assert shelf.add([paper(1), paper(1, "Second.")]).added == ("p1",)
    assert next(iter(shelf.papers)).abstract.endswith("Second.")
    shelf.close()


def test_another_embedding_model_rebuilds_with_a_note_and_loses_nothing(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2, 3))
    shelf.close()
    other = TinyEmbedder("other", dim=30)
    shelf = library(home, other)
    [note] = shelf.notes
    assert note == "The index was rebuilt because the embedding model changed from tiny to other."
    assert shelf.papers.ids() == ("p1", "p2", "p3")
    assert found(shelf, "wood2", 1) == ["p2"]
    shelf.close()
    other.texts.clear()
    shelf = library(home, other)
    assert (shelf.notes, other.texts) == ((), [])
    shelf.close()


def test_another_way_of_cutting_rebuilds_with_a_note(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    shelf.close()
    file = current(home) / FILE
    manifest = json.loads(file.read_text())
    manifest["chunking"]["size"] += 1
    file.write_text(json.dumps(manifest))
    shelf = library(home)
    assert "passages" in shelf.notes[0]
    assert found(shelf, "wood2", 1) == ["p2"]
    shelf.close()


@pytest.mark.parametrize("content", [None, "{", '{"format": 1}'])
def test_a_damaged_manifest_is_an_error_and_a_rebuild_brings_all_back(
    home: Path, content: str | None
) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    shelf.close()
    file = current(home) / FILE
    file.unlink() if content is None else file.write_text(content)
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        library(home)
    assert str(file) in str(caught.value)
    shelf = library(home, rebuild=True)
    assert "asked for" in shelf.notes[0]
    assert shelf.papers.ids() == ("p1", "p2")
    assert found(shelf, "wood2", 1) == ["p2"]
    shelf.close()


def test_lost_papers_come_back_from_the_copy_in_the_index(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(3, 1, 2))
    shelf.close()
    (home / SHELF / "papers.db").unlink()
    shelf = library(home)
    assert list(shelf.papers) == papers(3, 1, 2)
    shelf.close()


def test_papers_whose_indexing_failed_are_kept_and_indexed_by_the_next_start(home: Path) -> None:
    shelf = library(home, Down())
    shelf.add(papers(1))
    with pytest.raises(ModelUnavailable):
        shelf.add(papers(2))
    shelf.close()
    shelf = library(home)
    assert shelf.papers.ids() == ("p1", "p2")
    assert found(shelf, "wood2", 1) == ["p2"]
    shelf.close()


def test_when_the_disk_is_full_the_older_index_serves_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = library(home)
    shelf.add(papers(1))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.index.words.segment.Segment.save", full)
    with pytest.raises(IndexUnavailable, match="No space left"):
        shelf.add(papers(2))
    assert found(shelf, "all shelves hold") == ["p1"]
    shelf.close()
    shelf = library(home)
    assert "No space left" in shelf.notes[0]
    assert found(shelf, "all shelves hold") == ["p1"]
    shelf.close()


def test_an_index_rebuilt_for_another_model_is_not_searched_with_this_one(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1))
    library(home, TinyEmbedder("other")).close()
    with pytest.raises(IndexUnavailable, match=r"other.*tiny"):
        found(shelf, "wood1")
    shelf.close()


def test_an_index_that_vanishes_is_a_clear_error(home: Path) -> None:
    shelf = library(home)
    (home / SHELF / "current").unlink()
    with pytest.raises(IndexUnavailable, match="paper-assistant index"):
        found(shelf, "x")
    shelf.close()


def test_a_home_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnavailable, match="ASSISTANT_HOME") as caught:
        library(tmp_path / "file" / "home")
    assert str(tmp_path / "file" / "home") in str(caught.value)


def test_a_shelf_can_be_moved(home: Path) -> None:
    shelf = library(home / "one")
    shelf.add(papers(1, 2))
    shelf.close()
    shutil.move(home / "one", home / "two")
    embedder = TinyEmbedder()
    shelf = library(home / "two", embedder)
    assert embedder.texts == []
    assert found(shelf, "wood2", 1) == ["p2"]
    shelf.close()


def test_two_first_starts_at_once_make_one_shelf(home: Path) -> None:
    script = """
import sys
from pathlib import Path
from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.tiny import Down, SHELF, TinyEmbedder, current, found
embedder = TinyEmbedder()
shelf = Library(Settings(home=Path(sys.argv[1])), embedder)
print(len(shelf.papers), len(found(shelf, "language models", 50)))
"""
    with start_fork(script, home) as one, start_fork(script, home) as two:
        assert one.stdout.read() == two.stdout.read() == "38 38\n"
