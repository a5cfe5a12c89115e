"""Papers are embedded in the background while they are found by their words already."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.index.building.build_plan import Pace
from assistant.index.generations import Generations
from assistant.retrieval.sentence_scoring import weigh
from assistant.settings import Settings
from assistant.types import Paper
from tests.support import tiny
from tests.support.running.waiting import until
from tests.support.tiny import Down, TinyEmbedder, everything, found, paper, papers


class Waiting(TinyEmbedder):
    """Embeds behind the scenes only after ``go``; for questions at once."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if threading.current_thread().name == "fill the index":
            assert self.go.wait(60)
        return super().encode(texts, progress=progress)


PACE = Pace(batch=4, soon=3, worth_publishing=8, awaited=10)
library = partial(tiny.library, pace=PACE)


@pytest.fixture
def many() -> list[Paper]:
    """More papers than anyone would wait for."""
    return papers(*range(30))


def test_in_the_background_papers_are_found_by_words_while_they_are_embedded(
    home: Path, many: list[Paper]
) -> None:
    embedder = Waiting()
    shelf = library(home, embedder, background=True)
    assert len(shelf.add(many).added) == 30  # without waiting for the embedder
    assert found(shelf, "wood7", 1) == ["p7"]
    [note] = shelf.notes
    assert note.startswith("30 of 30 papers are found by their words only")
    with shelf.reading() as retriever:
        assert all(set(hit.ranks) == {"bm25", "bm25_sentence"} for hit in retriever.search("wood7", 5))
        weighed = weigh("What is grown in plot7?", retriever.search("plot7", 3), retriever)
        assert weighed[0].paper.id == "p7"
        assert weighed[0].cosine > 0.3  # the few sentences that an answer needs are embedded on the spot
    assert shelf.indexing is not None
    assert shelf.indexing.failed is None
    other = library(home)  # another reader sees the same, and does not wait either
    assert found(other, "wood7", 1) == ["p7"]
    assert "30 of 30" in other.notes[0]
    embedder.go.set()
    until(lambda: shelf.indexing is None)
    for reader in (shelf, other):
        assert reader.notes == ()
        with reader.reading() as retriever:
            assert "dense" in retriever.search("wood7", 1)[0].ranks
    other.close()
    shelf.close()


def test_papers_added_and_removed_while_the_background_is_at_work_are_there_at_the_end(
    home: Path, many: list[Paper]
) -> None:
    embedder = Waiting()
    shelf = library(home, embedder, background=True)
    shelf.add(many)
    embedder.go.set()
    shelf.add([paper(99), paper(5, "Changed.")], remove=["p0", "p29"])
    assert found(shelf, "wood99", 1) == ["p99"]
    until(lambda: shelf.indexing is None)
    assert shelf.notes == ()
    unbroken = library(home / "unbroken")
    unbroken.add(list(shelf.papers))
    assert everything(shelf) == everything(unbroken)
    unbroken.close()
    shelf.close()


class Slow(TinyEmbedder):
    """Takes its time over passages."""

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if len(texts) > 1:
            time.sleep(0.2)
        return super().encode(texts, progress=progress)


def test_the_background_lends_the_lock_to_another_writer_now_and_then(home: Path, many: list[Paper]) -> None:
    shelf = library(home, Slow(), background=True, pace=replace(PACE, turn_s=0.1))
    shelf.add(many)
    other = library(home)
    assert other.add([paper(99)], remove=["p0"]).added == ("p99",)
    until(lambda: shelf.notes == ())
    for reader in (shelf, other):
        assert found(reader, "wood99", 1) == ["p99"]
        assert "p0" not in found(reader, "all shelves hold", 50)
    other.close()
    shelf.close()


def test_a_writer_that_is_refused_leaves_the_background_at_work(
    home: Path, many: list[Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = Waiting()
    shelf = library(home, embedder, background=True)
    shelf.add(many)
    embedder.go.set()

    def full(*_: object, **__: object) -> None:
        raise IndexUnavailable("no room")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.papers.store.PaperStore.write", full)
        with pytest.raises(IndexUnavailable, match="no room"):
            shelf.add([paper(99)])
    until(lambda: shelf.notes == ())
    with shelf.reading() as retriever:
        assert "dense" in retriever.search("wood7", 1)[0].ranks
    shelf.close()


def test_closing_stops_the_background_and_opening_goes_on_with_it(home: Path, many: list[Paper]) -> None:
    embedder = Waiting()
    shelf = library(home, embedder, background=True)
    shelf.add(many)
    embedder.go.set()
    shelf.close()
    shelf = library(home)
    # A reader in the foreground leaves what was not embedded before the end to whoever finishes.
    told = [note.split()[0] for note in shelf.notes if "index --finish" in note]
    generations = Generations(Settings(home=home, shelf="mine").shelf_folder)
    with generations.writing():  # as another process that does it already
        assert not any("index --finish" in note for note in shelf.notes)
    left = shelf.finish()
    assert told == ([str(left)] if left else [])
    assert shelf.notes == ()
    assert shelf.finish() == 0
    assert "p7" in found(shelf, "plot7 fjord", 3)
    shelf.close()


def test_an_endpoint_that_fails_in_the_background_is_told_and_the_papers_stay_findable(
    home: Path, many: list[Paper]
) -> None:
    shelf = library(home, Down(), background=True)
    shelf.add([paper(50)])
    shelf.add(many)
    until(lambda: shelf.indexing is not None and shelf.indexing.failed is not None)
    assert "The endpoint is down." in shelf.notes[0]
    assert shelf.indexing is not None
    assert shelf.indexing.remaining_s is None
    shelf.close()


class Faulty(TinyEmbedder):
    """Breaks at the second call in a way that nobody foresaw."""

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if self.texts:
            raise ZeroDivisionError("division by zero")
        return super().encode(texts, progress=progress)


def test_a_fault_that_nobody_foresaw_ends_the_background_with_a_word(
    home: Path, many: list[Paper], caplog: pytest.LogCaptureFixture
) -> None:
    shelf = library(home, Faulty(), background=True)
    shelf.add([paper(50)])
    shelf.add(many)
    until(lambda: shelf.indexing is not None and shelf.indexing.failed is not None)
    assert "ZeroDivisionError: division by zero" in shelf.notes[0]
    assert "a thread ended" in caplog.text
    shelf.close()
