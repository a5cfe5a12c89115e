"""Whatever happens to a file of the home: the same papers, or one sentence and a command that brings them back."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.library.library import Library
from tests.support.shelves.damage import DAMAGE, FILES, NUMBERS, SINGLE, be_folder, flip, place
from tests.support.tiny import SHELF, found, library, papers

# Files of one kind are read by the same code: one of each kind meets every damage, the others a flipped bit.
CELLS = [
    (name, damage)
    for name in FILES
    for damage in DAMAGE
    if damage == "a bit flipped" or name in (*SINGLE, "G/bm25-papers/ids.txt", "G/chroma/0/header.bin")
]


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
