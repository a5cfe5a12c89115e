"""A shelf is searched where nothing can be written, and searching writes nothing."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from tests.support.tiny import TinyEmbedder, found, library, papers


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
