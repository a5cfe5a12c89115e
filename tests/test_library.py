"""One shelf, several threads and processes: readers always see a whole index, and nothing is ever lost."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable, ModelUnavailable
from assistant.evidence import weigh
from assistant.library import Library
from assistant.manifest import FILE
from assistant.papers import bundled_papers
from assistant.settings import Settings
from assistant.types import Paper
from tests.processes import run_python, start_python
from tests.tiny import TinyEmbedder, found, library, paper, papers

SHELF = Path("shelves") / "mine"


def current(home: Path) -> Path:
    return home / SHELF / (home / SHELF / "current").read_text()


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


@pytest.mark.parametrize("content", [None, "{", '{"format": 2}'])
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


def test_a_first_start_that_is_killed_before_its_papers_are_stored_starts_anew(home: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
import assistant.shelf
from assistant.library import Library
from assistant.settings import Settings
from tests.tiny import TinyEmbedder
real = assistant.shelf.PaperStore.write
def killed(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)
assistant.shelf.PaperStore.write = killed
Library(Settings(home=Path(sys.argv[1])), TinyEmbedder())
"""
    assert run_python(script, home).returncode == -signal.SIGKILL
    shelf = Library(Settings(home=home), TinyEmbedder())
    assert len(shelf.papers) == 38
    shelf.close()


KILLED = """
import os, signal, sys
from pathlib import Path
import assistant.update
from tests.tiny import TinyEmbedder, library, papers
assistant.update._AT_ONCE = 2

class Deadly(TinyEmbedder):
    def encode(self, texts, *, progress=None):
        if len(self.texts) > 8:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts, progress=progress)

library(Path(sys.argv[1]), Deadly()).add(papers(*range(20, 40)))
"""


@pytest.mark.parametrize("first", [True, False])
def test_a_build_that_is_killed_leaves_the_old_index_and_the_next_start_finishes(
    home: Path, first: bool
) -> None:
    if not first:
        shelf = library(home)
        shelf.add(papers(1, 2))
        shelf.close()
    assert run_python(KILLED, home).returncode == -signal.SIGKILL
    left = sorted(path.name for path in (home / SHELF).glob("g-*"))
    assert left == [current(home).name]
    embedder = TinyEmbedder()
    shelf = library(home, embedder)
    assert shelf.notes == ()
    assert any("plot39." in text for text in embedder.texts)
    for kept in (1, 2, 20, 21, 22, 23):  # what was embedded before the kill is not embedded again
        assert not any(f"plot{kept}." in text for text in embedder.texts)
    expected = {f"p{n}" for n in [*range(20, 40), *(() if first else (1, 2))]}
    assert set(found(shelf, "all shelves hold", 100)) == expected
    assert [path for path in (home / SHELF).glob("g-*") if path.is_dir()] == [current(home)]
    shelf.close()


KILLED_FILLING = """
import os, signal, sys
from pathlib import Path
import assistant.update as update
from tests.tiny import TinyEmbedder, library, papers
update._AT_ONCE, update._SOON, update._WORTH_PUBLISHING = 2, 3, 4
library(Path(sys.argv[1])).add(papers(1, 2, 3))
left, at = int(sys.argv[2]), sys.argv[3]
module, name = at.rsplit(".", 1)
kind = getattr(__import__("assistant." + module.split(".")[0], fromlist=["x"]), module.split(".")[1])
real = getattr(kind, name)

def counted(*args, **options):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **options)

setattr(kind, name, counted)
library(Path(sys.argv[1])).add(papers(*range(20, 40)), remove=["p3"])
"""


@pytest.mark.parametrize(
    ("step", "calls"),
    [
        ("checkpoint.Checkpoint.write", 5),
        ("checkpoint.Checkpoint.drop", 2),
        ("vectors.VectorIndex.add_sentences", 1),
        ("generations.Generations.publish", 2),
    ],
)
def test_killed_at_any_step_of_filling_the_next_run_ends_where_an_unbroken_one_does(
    home: Path, tmp_path_factory: pytest.TempPathFactory, step: str, calls: int
) -> None:
    assert run_python(KILLED_FILLING, home, calls, step).returncode == -signal.SIGKILL
    embedder = TinyEmbedder()
    shelf = library(home, embedder)
    shelf.add(papers(*range(20, 40)), remove=["p3"])
    unbroken = library(tmp_path_factory.mktemp("unbroken"))
    unbroken.add(papers(1, 2, *range(20, 40)))
    assert everything(shelf) == everything(unbroken)
    assert not any(f"plot{kept}." in text for kept in (1, 2) for text in embedder.texts)
    for query in ("wood25", "fjord", "all shelves hold", "plot31"):
        assert found(shelf, query, 50) == found(unbroken, query, 50)
    shelf.close()
    unbroken.close()


def everything(shelf: Library) -> dict[str, list[float]]:
    """Return all passages of the index in force with their vectors."""
    held: dict[str, list[float]] = {}
    with shelf.reading() as retriever:
        for collection in (retriever.index.vectors.chunks, retriever.index.vectors.sentences):
            told = collection.get(include=["embeddings"])
            held.update(zip(told["ids"], map(list, told["embeddings"]), strict=True))
    return held


class Waiting(TinyEmbedder):
    """Embeds behind the scenes only after ``go``; for questions at once."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if threading.current_thread().name == "fill the index":
            assert self.go.wait(60)
        return super().encode(texts, progress=progress)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """More papers than anyone would wait for."""
    monkeypatch.setattr("assistant.library._AWAITED", 10)
    for name, value in (("_AT_ONCE", 4), ("_SOON", 3), ("_WORTH_PUBLISHING", 8)):
        monkeypatch.setattr(f"assistant.update.{name}", value)
    return papers(*range(30))


def until(condition: Callable[[], bool]) -> None:
    """Wait until ``condition`` holds."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


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


def test_the_background_lends_the_lock_to_another_writer_now_and_then(
    home: Path, many: list[Paper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.filling._TURN_S", 0.1)
    shelf = library(home, Slow(), background=True)
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
        patch.setattr("assistant.shelf.PaperStore.write", full)
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
    if shelf.notes:  # a reader in the foreground leaves many papers to whoever finishes
        assert "index --finish" in shelf.notes[0]
        shelf.finish()
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


WRITER = """
import sys
from pathlib import Path
from tests.tiny import TinyEmbedder, library, papers

class Slow(TinyEmbedder):
    def encode(self, texts, *, progress=None):
        print("embedding", flush=True)
        sys.stdin.readline()
        return super().encode(texts, progress=progress)

library(Path(sys.argv[1]), Slow()).add(papers(7))
print("done", flush=True)
sys.stdin.readline()
"""


def test_while_another_process_writes_readers_go_on_and_writers_are_told_to_wait(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    with start_python(WRITER, home) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "embedding"
        assert set(found(shelf, "wood7", 10)) == {"p1", "p2"}
        with pytest.raises(IndexUnavailable, match="Another process is writing"):
            shelf.add(papers(9))
        with pytest.raises(IndexUnavailable, match="Another process is writing"):
            library(home, rebuild=True)
        late = library(home)  # opening does not wait either: there is an index that serves
        assert set(found(late, "wood7", 10)) == {"p1", "p2"}
        writer.stdin.write("\n")
        writer.stdin.flush()
        assert writer.stdout.readline().strip() == "done"
        for reader in (shelf, late):
            assert found(reader, "wood7", 1) == ["p7"]  # without reopening
            assert "p9" not in reader.papers.ids()
    late.close()
    shelf.close()


def test_an_answer_that_has_begun_keeps_its_index_while_the_shelf_changes(home: Path) -> None:
    shelf, other = library(home), library(home)
    shelf.add(papers(1, 2))
    with other.reading() as retriever:
        folder = retriever.index.folder
        for number in range(3, 8):
            shelf.add(papers(number))
        results: list[set[str]] = []

        def search() -> None:
            results.append({hit.paper.id for hit in retriever.search("all shelves hold", 50)})

        threads = [threading.Thread(target=search) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [{"p1", "p2"}] * 4
        assert folder.is_dir()
    assert set(found(other, "all shelves hold", 50)) == {f"p{n}" for n in range(1, 8)}
    shelf.add(papers(9))
    other.close()
    shelf.add(papers(10))
    assert not folder.exists()
    shelf.close()
    shelf = library(home)
    shelf.add(papers(11))
    assert sorted(path.name for path in (home / SHELF).iterdir() if path.name.startswith("g-")) == [
        current(home).name
    ]
    shelf.close()


def test_threads_search_while_papers_come_in(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(0))
    stop, seen = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            seen.append(frozenset(found(shelf, "all shelves hold", 50)))

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 5):
            shelf.add(papers(number))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert set(seen) <= {frozenset(f"p{n}" for n in range(count)) for count in range(1, 6)}
    assert len(found(shelf, "all shelves hold", 50)) == 5
    shelf.close()


class Down(TinyEmbedder):
    """Answers nothing from the second call on."""

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if self.texts:
            raise ModelUnavailable("The endpoint is down.")
        return super().encode(texts, progress=progress)


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

    monkeypatch.setattr("assistant.keyword.KeywordIndex.save", full)
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
from assistant.library import Library
from assistant.settings import Settings
from tests.tiny import TinyEmbedder, found
embedder = TinyEmbedder()
shelf = Library(Settings(home=Path(sys.argv[1])), embedder)
print(len(shelf.papers), len(found(shelf, "language models", 50)))
"""
    with start_python(script, home) as one, start_python(script, home) as two:
        assert one.communicate(timeout=100)[0] == two.communicate(timeout=100)[0] == "38 38\n"
