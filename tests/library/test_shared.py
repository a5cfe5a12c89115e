"""Threads and processes share a shelf: one writes at a time, the others read on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from tests.support.running.forks import start_fork
from tests.support.tiny import SHELF, current, found, library, papers

WRITER = """
import sys
from pathlib import Path
from tests.support.tiny import SHELF, TinyEmbedder, current, library, papers

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
    with start_fork(WRITER, home) as writer:
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
