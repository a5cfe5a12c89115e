"""Whatever happens to a file of the home: the same papers, or one sentence and a command that brings them back."""

from __future__ import annotations

import errno
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.index.checkpoint import Checkpoint
from assistant.index.embed import embed_papers
from assistant.index.manifest import EmbeddingId
from assistant.index.passages import Chunking
from assistant.library.admin import remove_shelf
from assistant.library.library import Library
from assistant.settings import Settings
from tests.support.mere_user import mere_user
from tests.support.tiny import SHELF, Down, TinyEmbedder, current, everything, found, library, papers

NUMBERS = (1, 2, 3, 4)
BM25 = (
    "terms.txt",
    "ids.txt",
    "ids.npy",
    "places.npy",
    "starts.npy",
    "rows.npy",
    "counts.npy",
    "lengths.npy",
)
GRAPH = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
# Every file of a home with one shelf; "G" is the index in force, "0" and "1" the two graphs in it.
SINGLE = ("papers.db", "current", "writer.lock", "G/manifest.json", "G/papers.db", "G/chroma/chroma.sqlite3")
FILES = (
    *SINGLE,
    *(f"G/{folder}/{name}" for folder in ("bm25-papers", "bm25-sentences") for name in BM25),
    "G/bm25-sentences/papers.npy",
    *(f"G/sentences/{name}" for name in ("ids.txt", "ids.npy", "firsts.npy", "spans.npy", "vectors.bin")),
    *(f"G/chroma/0/{name}" for name in GRAPH),
)


def place(home: Path, name: str) -> Path:
    """Return the file that ``name`` of FILES stands for."""
    shelf, index = home / SHELF, current(home)
    graphs = sorted(path.name for path in (index / "chroma").iterdir() if path.is_dir())
    parts = [index.name if part == "G" else part for part in name.split("/")]
    return shelf.joinpath(*[graphs[int(part)] if part in ("0", "1") else part for part in parts])


def flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def be_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("of somebody")


DAMAGE: dict[str, Callable[[Path, random.Random], object]] = {
    "emptied": lambda path, _: path.write_bytes(b""),
    "truncated": lambda path, _: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "a bit flipped": flip,
    "deleted": lambda path, _: path.unlink(),
    "replaced by a folder": lambda path, _: be_folder(path),
    "unreadable": lambda path, _: path.chmod(0),
}


# Files of one kind are read by the same code: one of each kind meets every damage, the others a flipped bit.
CELLS = [
    (name, damage)
    for name in FILES
    for damage in DAMAGE
    if damage == "a bit flipped" or name in (*SINGLE, "G/bm25-papers/ids.txt", "G/chroma/0/header.bin")
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a shelf of four papers, whose index is the second generation."""
    home = tmp_path_factory.mktemp("made")
    shelf = library(home)
    shelf.add(papers(*NUMBERS))
    shelf.close()
    return home


@pytest.fixture
def damaged(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of that home, and a user whom permissions hold back."""
    shutil.copytree(made, tmp_path / "home")
    with mere_user():
        yield tmp_path / "home"


def whole(shelf: Library) -> None:
    """Assert that the shelf holds its papers, finds them all, and takes another one."""
    try:
        assert sorted(shelf.papers, key=lambda paper: paper.id) == papers(*NUMBERS)
        expected = {f"p{number}" for number in NUMBERS}
        assert set(found(shelf, "all shelves hold", 9)) == expected
        assert [found(shelf, f"wood{number}", 1) for number in NUMBERS] == [[f"p{n}"] for n in NUMBERS]
        assert shelf.add(papers(77)).added == ("p77",)
        assert set(found(shelf, "all shelves hold", 9)) == {*expected, "p77"}
    finally:
        shelf.close()


def survives(home: Path, path: Path, *, mend: bool = True) -> str:
    """Open and search the shelf, with ``mend`` do what an error says, and return the error or the notes."""
    shelf = None
    try:
        shelf = library(home)
        assert sorted(shelf.papers, key=lambda paper: paper.id) == papers(*NUMBERS)
        assert set(found(shelf, "all shelves hold", 9)) == {f"p{number}" for number in NUMBERS}
        told = " ".join(shelf.opening_notes)
    except IndexUnavailable as error:
        told = str(error)
        assert "\n" not in told
        assert str(path) in told or path.name in ("current", "manifest.json")
        assert ("chmod u+rw" if path == home / SHELF / "papers.db" else "index --rebuild") in told
    finally:
        if shelf:
            shelf.close()
    if mend:
        if path.is_file():
            path.chmod(0o600)
        whole(library(home, rebuild="index --rebuild" in told))
    return told


def test_the_list_of_files_is_that_of_the_home(made: Path) -> None:
    assert {place(made, name) for name in FILES} == {path for path in made.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("name", "damage"), CELLS)
def test_every_damage_to_every_file(damaged: Path, name: str, damage: str) -> None:
    path = place(damaged, name)
    DAMAGE[damage](path, random.Random(zlib.crc32(f"{name} {damage}".encode())))
    # A rebuild does not look at the files of the old index: for most of them it need not be seen each time.
    one_of_many = "bm25" in name or name[-4:] in (".bin", "ckle")
    told = survives(damaged, path, mend=not one_of_many or damage == "replaced by a folder")
    if name == "papers.db" and damage not in ("unreadable", "a bit flipped"):
        assert "were restored from the index's copy of them (4 papers)" in told
        assert str(path) in told
    if name in ("current", "G/manifest.json", "G/papers.db", "G/chroma/chroma.sqlite3"):
        assert "index --rebuild" in told or damage == "deleted"


@pytest.mark.parametrize("seed", range(6))
def test_any_bit_of_the_papers(damaged: Path, seed: int) -> None:
    path = place(damaged, "papers.db")
    flip(path, random.Random(seed))
    survives(damaged, path, mend=False)


def test_a_flipped_bit_in_a_paper_brings_that_paper_back_and_keeps_the_damaged_file(damaged: Path) -> None:
    path = place(damaged, "papers.db")
    content = path.read_bytes()
    path.write_bytes(content.replace(b"We study dune in plot3", b"We studx dune in plot3"))
    told = survives(damaged, path, mend=False)
    assert "'p3'" in told
    [kept] = path.parent.glob("papers.db.damaged-*")
    assert kept.name in told
    assert b"We studx" in kept.read_bytes()


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


@pytest.mark.parametrize("content", ["", "garbage", "g-000099", "../..", "g-\0", None])
def test_a_rebuild_works_whatever_the_pointer_holds(home: Path, content: str | None) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2))
    shelf.close()
    pointer = home / SHELF / "current"
    if content is None:
        be_folder(pointer)
    else:
        pointer.write_text(content)
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        library(home)
    assert str(pointer) in str(caught.value)
    shelf = library(home, rebuild=True)
    assert found(shelf, "wood2", 1) == ["p2"]
    shelf.close()


def test_a_home_that_cannot_be_written_to_is_searched(damaged: Path) -> None:
    embedder = TinyEmbedder()
    folders = [path for path in (damaged, *damaged.rglob("*")) if path.is_dir()]
    for path in (*folders, *(path for path in damaged.rglob("*") if path.is_file())):
        path.chmod(0o500)
    before = {path: path.read_bytes() for path in damaged.rglob("*") if path.is_file()}
    shelf = library(damaged, embedder)
    try:
        assert shelf.notes == ()
        assert set(found(shelf, "all shelves hold", 9)) == {"p1", "p2", "p3", "p4"}
        with pytest.raises(IndexUnavailable, match="ASSISTANT_HOME"):
            shelf.add(papers(9))
        assert found(shelf, "wood3", 1) == ["p3"]
    finally:
        shelf.close()
        for path in folders:
            path.chmod(0o700)
    assert {path: path.read_bytes() for path in damaged.rglob("*") if path.is_file()} == before


def test_a_full_disk_is_searched(damaged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    real = shutil.copyfile
    monkeypatch.setattr("filelock.FileLock.acquire", full)
    monkeypatch.setattr(
        "shutil.copyfile",
        lambda source, target: full() if damaged in target.parents else real(source, target),
    )
    shelf = library(damaged)
    assert set(found(shelf, "all shelves hold", 9)) == {"p1", "p2", "p3", "p4"}
    shelf.close()


@pytest.mark.parametrize("damage", [each for each in DAMAGE if each != "deleted"])
def test_vectors_that_wait_to_be_published_are_computed_again_when_they_are_damaged(
    damaged: Path, damage: str
) -> None:
    path = damaged / SHELF / "embedded.db"
    waiting = Checkpoint(path, EmbeddingId(name="tiny", hash="hash of tiny", dim=48), Chunking())
    embedded = embed_papers(papers(*range(20, 40)), TinyEmbedder(), Chunking())
    waiting.write(embedded)
    waiting.close()
    DAMAGE[damage](path, random.Random(3))
    told = ""
    for _ in range(2):
        try:
            shelf = library(damaged)
            shelf.add(papers(*range(20, 40)))
            break
        except IndexUnavailable as error:
            told = str(error)
            if "remove that file" in told:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert not told or (str(path) in told and ("remove that file" in told or "index --finish" in told))
    whole = library(damaged.parent / "whole")
    whole.add(papers(*NUMBERS, *range(20, 40)))
    assert everything(shelf) == everything(whole)
    for each in (shelf, whole):
        each.close()


def test_a_bit_flipped_in_vectors_that_wait_reaches_no_index(home: Path) -> None:
    identity = EmbeddingId(name="tiny", hash="hash of tiny", dim=48)
    path = home / "embedded.db"
    waiting = Checkpoint(path, identity, Chunking())
    waiting.write(embed_papers(papers(1, 2), TinyEmbedder(), Chunking()))
    waiting.close()
    other = sqlite3.connect(path)
    (blob,) = other.execute("SELECT vectors FROM embedded WHERE paper = 'p1'").fetchone()
    with other:
        other.execute("UPDATE embedded SET vectors = ? WHERE paper = 'p1'", (blob[:50] + b"?" + blob[51:],))
    other.close()
    waiting = Checkpoint(path, identity, Chunking())
    with pytest.raises(IndexUnavailable, match=r"damaged.*index --finish"):
        waiting.read(["p1", "p2"])
    assert ("p1" in waiting, list(waiting.read(["p1", "p2"]))) == (False, ["p2"])
    with sqlite3.connect(path) as locker:
        locker.execute("BEGIN EXCLUSIVE")
        waiting._db.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(IndexUnavailable, match="locked"):
            waiting.keep_only({})
    locker.close()
    waiting.close()


def test_searching_changes_no_file_of_the_index(home: Path) -> None:
    shelf = library(home)
    shelf.add(papers(1, 2, 3))
    shelf.close()
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for _ in range(2):
        shelf = library(home)
        assert found(shelf, "wood2", 1) == ["p2"]
        shelf.close()
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before
