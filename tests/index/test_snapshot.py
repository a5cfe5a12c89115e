"""An index equals its papers, is brought up to date at the cost of what changed, and survives whatever breaks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.index.building.build import Update
from assistant.index.manifest import FILE
from assistant.index.passages import Chunking
from assistant.index.snapshot import PAPERS, open_index
from assistant.index.words.row_ids import save_ids
from assistant.types import Paper
from tests.support.shelves.indexing import Shelf, ids
from tests.support.tiny import TinyEmbedder, paper, papers


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "shelf")
    made.truth.write(papers(*range(6)))
    yield made
    made.truth.close()


def test_the_first_build_indexes_every_paper_and_then_nothing_is_left_to_do(shelf: Shelf) -> None:
    assert shelf.state() == "missing"
    assert shelf.update() == Update(embedded=6)
    assert shelf.state() == "current"
    assert shelf.searched() == ids(*range(6))
    shelf.embedder.texts.clear()
    before = shelf.generations.current()
    assert shelf.update() == Update()
    assert shelf.embedder.texts == []
    assert shelf.generations.current() == before


def test_only_what_changed_is_embedded(shelf: Shelf) -> None:
    shelf.update()
    shelf.embedder.texts.clear()
    shelf.truth.write([paper(2, "Now with mushrooms."), paper(77)], remove=["p4"])
    assert shelf.state() == "behind"
    assert shelf.update() == Update(embedded=2, removed=2)
    assert len(shelf.embedder.texts) == 2 * (1 + 3) + 1  # a chunk and the sentences of each
    assert {"Now with mushrooms.", "We study fjord in plot77."} <= set(shelf.embedder.texts)
    assert not any("plot1" in text or "plot3" in text for text in shelf.embedder.texts)
    assert shelf.searched() == ids(0, 1, 2, 3, 5, 77)
    index = shelf.opened()
    assert index.papers.get(["p2"])["p2"].abstract.endswith("mushrooms.")
    assert (index.manifest.chunks, index.manifest.sentences) == index.vectors.counts() == (6, 19)
    index.close()


def test_a_change_of_what_is_not_embedded_reaches_the_index_too(shelf: Shelf) -> None:
    shelf.update()
    shelf.embedder.texts.clear()
    shelf.truth.write([paper(1).model_copy(update={"year": 1999}), paper(2, "Now with mushrooms.")])
    assert shelf.update() == Update(embedded=1, removed=1)
    assert not any("plot1" in text for text in shelf.embedder.texts)
    assert shelf.searched() == ids(*range(6))
    index = shelf.opened()
    assert index.papers.get(["p1"])["p1"].year == 1999
    index.close()
    assert shelf.state() == "current"
    shelf.truth.write([paper(1).model_copy(update={"year": 2000})])
    assert shelf.update() == Update()
    index = shelf.opened()
    assert index.papers.get(["p1"])["p1"].year == 2000
    index.close()


def test_taking_all_papers_away_leaves_an_index_that_finds_nothing(shelf: Shelf) -> None:
    shelf.update()
    shelf.truth.write([], remove=shelf.truth.ids())
    assert shelf.update() == Update(removed=6)
    assert shelf.searched() == set()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"embedder": TinyEmbedder("other", dim=20)}, "embedding model changed from tiny to other"),
        ({"chunking": Chunking(size=80)}, "cut into passages changed"),
        ({"rebuild": True}, "asked for"),
    ],
)
def test_what_does_not_fit_is_made_anew_and_the_reason_told(
    shelf: Shelf, change: dict[str, object], why: str
) -> None:
    shelf.update()
    shelf.embedder.texts.clear()
    done = shelf.update(**change)
    assert done.embedded == 6
    assert why in (done.rebuilt or "")
    index = shelf.opened()
    assert set(index.manifest.papers) == ids(*range(6))
    index.close()


def test_the_state_tells_unfit_from_behind(shelf: Shelf) -> None:
    shelf.update()
    assert shelf.state(TinyEmbedder("other")) == "unfit"
    assert shelf.state(chunking=Chunking(overlap=0)) == "unfit"
    current = shelf.generations.current()
    assert current is not None
    manifest = json.loads((current / FILE).read_text())
    (current / FILE).write_text(json.dumps({**manifest, "format": 99}))
    assert shelf.state() == "unfit"
    assert "another version" in (shelf.update().rebuilt or "")
    assert shelf.searched() == ids(*range(6))


def test_words_of_another_form_are_made_anew_and_no_vector_with_them(shelf: Shelf) -> None:
    shelf.update()
    current = shelf.generations.current()
    assert current is not None
    manifest = json.loads((current / FILE).read_text())
    del manifest["words"]  # as manifests were at first
    (current / FILE).write_text(json.dumps(manifest))
    for folder in current.glob("bm25-*"):
        (folder / "ids.npy").unlink()
    assert shelf.state() == "unfit"
    shelf.embedder.texts.clear()
    assert shelf.update() == Update()
    assert shelf.embedder.texts == []
    assert shelf.state() == "current"
    assert shelf.searched() == ids(*range(6))


DAMAGE = {
    "vectors gone": lambda folder: shutil.rmtree(folder / "chroma"),
    "vectors empty": lambda folder: (folder / "chroma" / "chroma.sqlite3").write_bytes(b""),
    "vectors scrambled": lambda folder: (folder / "chroma" / "chroma.sqlite3").write_bytes(b"nonsense" * 999),
    "papers gone": lambda folder: (folder / PAPERS).unlink(),
    "papers scrambled": lambda folder: (folder / PAPERS).write_bytes(b"nonsense" * 999),
    "words gone": lambda folder: shutil.rmtree(folder / "bm25-papers"),
    "ids empty": lambda folder: (folder / "bm25-sentences" / "ids.txt").write_bytes(b""),
    "words empty": lambda folder: (folder / "bm25-sentences" / "ids.npy").write_bytes(b""),
    "words of others": lambda folder: save_ids(["a"], folder / "bm25-sentences"),
    "manifest gone": lambda folder: (folder / FILE).unlink(),
    "manifest scrambled": lambda folder: (folder / FILE).write_bytes(b"\xff{"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_part_is_an_error_that_names_it_and_a_rebuild_mends_it(shelf: Shelf, damage: str) -> None:
    shelf.update()
    folder = shelf.generations.current()
    assert folder is not None
    DAMAGE[damage](folder)
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        open_index(folder, "mine")
    assert str(folder) in str(caught.value)
    shelf.update(rebuild=True)
    assert shelf.searched() == ids(*range(6))


def test_ids_that_look_like_passages_and_papers_without_abstracts_are_indexed(shelf: Shelf) -> None:
    odd = [
        Paper(id="p1#s:a:0-5", title="On shelves one"),
        Paper(id="表#:", title="On shelves two", abstract="These shelves."),
    ]
    shelf.truth.write(odd)
    shelf.update()
    shelf.truth.write([], remove=[odd[0].id])
    shelf.update()
    index = shelf.opened()
    assert set(index.manifest.papers) == ids(*range(6)) | {odd[1].id}
    assert index.vectors.counts() == (7, 19)
    index.close()
