"""Vectors that wait to be published, and are damaged meanwhile, are computed again."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.index.building.checkpoint import Checkpoint
from assistant.index.building.embed import embed_papers
from assistant.index.manifest import EmbeddingId
from assistant.index.passages import Chunking
from tests.support.shelves.damage import DAMAGE, NUMBERS
from tests.support.tiny import SHELF, TinyEmbedder, everything, library, papers


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
