"""Papers are kept in order, in full, and a failure in the middle changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.papers.store import PaperStore
from assistant.papers.store_damage import Condition, condition
from assistant.types import Paper
from tests.support.tiny import paper, papers


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PaperStore]:
    opened = PaperStore(tmp_path / "deep" / "er" / "papers.db")
    yield opened
    opened.close()


def test_papers_come_back_in_full_and_in_order(store: PaperStore, tmp_path: Path) -> None:
    full = Paper(
        id="表#1'; DROP TABLE papers; --",
        title="Naïve “title” <b>",
        abstract="A\x00b.\nC 👩‍🔬.",
        authors=("A. B.", "C."),
        year=2024,
        url="https://x.org/?a=1&b",
        venue="V",
        source="file.bib",
    )
    store.write([paper(5), full, paper(1)])
    store.write([paper(3)])
    store.close()
    reopened = PaperStore(store.path)
    assert list(reopened) == [paper(5), full, paper(1), paper(3)]
    assert reopened.ids() == tuple(reopened.hashes()) == ("p5", full.id, "p1", "p3")
    assert reopened.get([full.id]) == {full.id: full}
    assert len(reopened) == 4
    reopened.close()


def test_an_updated_paper_keeps_its_place_and_a_new_one_goes_last(store: PaperStore) -> None:
    store.write(papers(1, 2, 3))
    changed = paper(2, "And more.")
    store.write([changed, paper(4)], remove=["p1", "nobody"])
    assert list(store) == [changed, paper(3), paper(4)]
    assert store.hashes()["p2"] == changed.content_hash() != paper(2).content_hash()


def test_a_page_reads_its_own_papers_only(store: PaperStore) -> None:
    store.write(papers(*range(6)))
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("UPDATE papers SET paper = 'damaged' WHERE id IN ('p0', 'p4')")
    assert store.page(1, 3) == papers(1, 2, 3)
    assert store.page(5, 3) == papers(5)
    assert store.page(6, 3) == store.page(10**30, 3) == store.page(2, 0) == []
    with pytest.raises(IndexUnavailable):
        store.page(3, 2)


def test_get_keeps_the_order_asked_for_and_leaves_out_the_unknown(store: PaperStore) -> None:
    store.write(papers(*range(1200)))
    wanted = [f"p{number}" for number in range(1199, -1, -1)]
    assert list(store.get([*wanted, "nobody"])) == wanted
    assert store.get([]) == {}


def test_a_failure_in_the_middle_of_writing_leaves_what_was_there(store: PaperStore) -> None:
    store.write(papers(1, 2))

    def failing() -> Iterator[Paper]:
        yield paper(3)
        yield paper(1, "changed")
        raise RuntimeError("the source of papers broke")

    with pytest.raises(RuntimeError, match="broke"):
        store.write(failing(), remove=["p2"])
    assert list(store) == papers(1, 2)
    store.write([paper(4)])
    assert store.ids() == ("p1", "p2", "p4")


def test_many_threads_read_while_one_writes(store: PaperStore) -> None:
    store.write(papers(*range(20)))
    reader = PaperStore(store.path, read_only=True)

    def read(turn: int) -> bool:
        ids = (store if turn % 2 else reader).ids()
        return ids[:20] == tuple(f"p{number}" for number in range(20)) and len(ids) % 5 == 0

    with ThreadPoolExecutor(8) as pool:
        reading = [pool.submit(read, turn) for turn in range(100)]
        for start in range(20, 60, 5):
            store.write(papers(*range(start, start + 5)))
        assert all(result.result() for result in reading)
    assert len(reader) == 60
    reader.close()


def test_a_copy_is_whole_and_replaces_what_is_there(store: PaperStore, tmp_path: Path) -> None:
    store.write(papers(1, 2))
    (tmp_path / "copy.db").write_text("something else")
    store.copy_to(tmp_path / "copy.db")
    store.write(papers(3))
    copy = PaperStore(tmp_path / "copy.db", read_only=True)
    assert list(copy) == papers(1, 2)
    with pytest.raises(IndexUnavailable):
        copy.write(papers(9))
    copy.close()


def test_a_new_file_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    def failing() -> Iterator[Paper]:
        yield paper(1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        PaperStore.create(tmp_path / "papers.db", failing())
    assert not (tmp_path / "papers.db").exists()
    PaperStore.create(tmp_path / "papers.db", papers(1, 2))
    made = PaperStore(tmp_path / "papers.db")
    assert made.ids() == ("p1", "p2")
    made.close()


def test_a_path_that_cannot_be_written_is_one_clear_error(tmp_path: Path, store: PaperStore) -> None:
    (tmp_path / "file").write_text("x")
    below = tmp_path / "file" / "papers.db"
    for attempt in (PaperStore, store.copy_to, lambda path: PaperStore.create(path, [])):
        with pytest.raises(IndexUnavailable, match="ASSISTANT_HOME") as caught:
            attempt(below)
        assert str(below) in str(caught.value)


def test_a_damaged_file_is_left_alone_and_the_error_says_how_to_go_on(tmp_path: Path) -> None:
    file = tmp_path / "papers.db"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        PaperStore(file)
    assert str(file) in str(caught.value)
    assert file.read_bytes() == b"not a database at all" * 100
    with pytest.raises(IndexUnavailable, match="index --rebuild"):
        PaperStore(file, read_only=True)


def test_a_missing_snapshot_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="index --rebuild"):
        PaperStore(tmp_path / "papers.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_holds_no_paper_is_a_clear_error(store: PaperStore) -> None:
    store.write(papers(1))
    other = sqlite3.connect(store.path)
    with other:
        other.execute("UPDATE papers SET paper = '{}'")
    other.close()
    with pytest.raises(IndexUnavailable, match=r"papers\.db"):
        list(store)


def test_a_folder_with_signs_that_mean_something_in_addresses_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "what? 100%#1 ü" / "papers.db"
    file.parent.mkdir()
    PaperStore.create(file, papers(1))
    for read_only in (True, False):
        opened = PaperStore(file, read_only=read_only)
        assert opened.ids() == ("p1",)
        opened.close()


def newer(path: Path, change: str) -> None:
    """Write the record of p1 as a newer version might, its content hash with it."""
    other = sqlite3.connect(path)
    (text,) = other.execute("SELECT paper FROM papers WHERE id = 'p1'").fetchone()
    text = text[:-1] + change + "}"
    seen = hashlib.sha256(text.encode()).hexdigest()[:16]
    with other:
        other.execute("UPDATE papers SET paper = ?, hash = ? WHERE id = 'p1'", (text, seen))
    other.close()


def test_fields_that_a_newer_version_wrote_are_passed_over_and_kept(
    store: PaperStore, tmp_path: Path
) -> None:
    store.write(papers(1, 2))
    newer(store.path, ', "citations": 12')
    assert condition(store.path).fault == ""
    assert list(store) == papers(1, 2)
    store.write([paper(3)], remove=["p2"])
    store.copy_to(tmp_path / "copy.db")
    copy = PaperStore(tmp_path / "copy.db", read_only=True)
    assert list(copy) == papers(1, 3)
    copy.close()
    assert b'"citations": 12' in (tmp_path / "copy.db").read_bytes()


def test_a_record_of_a_newer_version_that_cannot_be_read_is_kept_and_told(store: PaperStore) -> None:
    store.write(papers(1, 2))
    newer(store.path, ', "year": {"from": 2020, "to": 2021}')
    assert condition(store.path).fault == ""
    with pytest.raises(IndexUnavailable, match=r"'p1'.*newer version.*kept.*update paper-assistant"):
        list(store)
    assert store.get(["p2"]) == {"p2": paper(2)}


def test_a_file_of_a_later_form_is_read_and_not_written_to(store: PaperStore, tmp_path: Path) -> None:
    store.write(papers(1, 2))
    other = sqlite3.connect(store.path)
    other.execute("PRAGMA user_version = 2")
    other.execute("UPDATE papers SET hash = 'of another kind'")
    other.commit()
    other.close()
    before = store.path.read_bytes()
    assert condition(store.path).fault == ""
    later = PaperStore(store.path)
    assert list(later) == papers(1, 2)
    with pytest.raises(IndexUnavailable, match=r"newer version.*update paper-assistant"):
        later.write([paper(3)])
    later.close()
    assert store.path.read_bytes() == before


def test_only_a_write_that_leaves_no_paper_makes_a_file_emptied(store: PaperStore) -> None:
    assert (store.emptied, condition(store.path).fault) == (False, "empty")
    store.write(papers(1))
    assert not store.emptied
    store.write([], remove=["p1"])
    assert store.emptied
    assert condition(store.path) == Condition("", papers=0, emptied=True)
    store.write(papers(2))
    assert not store.emptied
    assert condition(store.path) == Condition("", papers=1)
