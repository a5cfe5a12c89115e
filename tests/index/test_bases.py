"""Vectors of a large shelf lie in a base and beside it; what is found does not depend on which of them hold it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexUnavailable
from assistant.index.building.build import Update
from assistant.index.building.build_plan import Pace
from assistant.index.manifest import FILE, Manifest
from assistant.index.snapshot import CHROMA, open_index
from assistant.index.vectors import vectors
from assistant.index.vectors.chroma_client import close_client, embedded_client
from assistant.papers.store import PaperStore
from tests.support.shelves.indexing import Shelf, ids, stored
from tests.support.tiny import paper, papers


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "shelf")
    made.pace = Pace(unbased=4, beside=4, beside_share=0.0)
    made.truth.write(papers(*range(12)))
    made.update()
    yield made
    made.truth.close()


def bases(shelf: Shelf) -> list[str]:
    return sorted(path.name for path in shelf.generations.folder.glob("v-*"))


def held(shelf: Shelf) -> dict[str, list[float]]:
    with closing(shelf.opened()) as index:
        return stored(index)


def test_any_changes_leave_the_vectors_of_an_index_made_anew(shelf: Shelf, tmp_path: Path) -> None:
    chance, seen = random.Random(3), set()
    for number in range(4):
        gone = chance.sample(shelf.truth.ids(), 1)
        changed = [paper(each, f"Changed {number}.") for each in chance.sample(range(20), 2)]
        shelf.truth.write(changed, remove=gone)
        shelf.update()
        anew = Shelf(tmp_path / f"anew{number}")
        anew.truth.write(shelf.truth)
        anew.update()
        assert held(shelf) == held(anew)
        assert shelf.searched() == set(shelf.truth.ids())
        with closing(shelf.opened()) as mine, closing(anew.opened()) as other:
            assert mine.manifest.fingerprint == other.manifest.fingerprint
            query = shelf.embedder.encode(["fjord in plot5"])[0]
            near = mine.vectors.near(query, 5)
            assert [score for _, score in near] == pytest.approx(
                [score for _, score in other.vectors.near(query, 5)]
            )
        anew.truth.close()
        assert len(bases(shelf)) == 1
        seen |= set(bases(shelf))
    assert 1 < len(seen) < 4


def test_a_few_changes_leave_the_files_of_the_base_as_they_are(shelf: Shelf) -> None:
    [base] = bases(shelf)
    files = {path: path.stat().st_mtime_ns for path in (shelf.generations.folder / base).rglob("*")}
    shelf.truth.write([paper(3, "Changed.")], remove=["p7"])
    assert shelf.update() == Update(embedded=1, removed=2)
    assert files == {path: path.stat().st_mtime_ns for path in (shelf.generations.folder / base).rglob("*")}
    assert shelf.searched() == ids(*range(7), *range(8, 12))


def test_a_reader_keeps_its_base_while_others_take_its_place(shelf: Shelf) -> None:
    reading = shelf.generations.hold()
    assert reading is not None
    shelf.truth.write(papers(*range(20, 30)))
    shelf.update()
    assert len(bases(shelf)) == 2
    with closing(open_index(reading.path, "mine")) as index:
        assert len({key.split("#")[0] for key in stored(index)}) == 12
    reading.release()
    shelf.truth.write([paper(1, "Changed.")])
    shelf.update()
    assert len(bases(shelf)) == 1


def test_on_a_large_shelf_only_sentences_of_papers_that_were_found_are_compared(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_ALL", 0)
    shelf.truth.write([paper(3, "Changed.")])
    shelf.update()
    query = shelf.embedder.encode(["It grows."])[0]
    with closing(shelf.opened()) as index:
        found = index.vectors.near_sentences(query, 4, ["p3", "p5", "nobody"])
        assert {key.split("#")[0] for key, _ in found} == {"p3", "p5"}
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        assert index.vectors.near_sentences(query, 4, []) == []
        every = index.vectors.near_sentences(query, 100, index.papers.ids())
        assert len(every) == index.manifest.sentences
        assert index.vectors.near_sentences(query, 5, index.papers.ids()) == every[:5]


@pytest.mark.parametrize("name", ["sentences/vectors.bin", "sentences/firsts.npy", "chroma/chroma.sqlite3"])
def test_a_damaged_base_is_an_error_that_names_it_and_a_rebuild_mends_it(shelf: Shelf, name: str) -> None:
    [base] = bases(shelf)
    path = shelf.generations.folder / base / name
    path.write_bytes(path.read_bytes()[:-7])
    folder = shelf.generations.current()
    assert folder is not None
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        open_index(folder, "mine")
    assert base in str(caught.value)
    shelf.update(rebuild=True)
    assert shelf.searched() == ids(*range(12))


def test_an_index_of_the_first_form_is_taken_over_and_nothing_is_embedded_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    shelf.truth.write(papers(*range(6)))
    shelf.update()
    before, folder = held(shelf), shelf.generations.current()
    assert folder is not None
    client = embedded_client(folder / CHROMA)
    old = {key: vector for key, vector in before.items() if "#s:" in key}
    client.create_collection("mine-sentences", embedding_function=None).add(
        ids=list(old), embeddings=np.array(list(old.values()), np.float32)
    )
    close_client(client)
    manifest = json.loads((folder / FILE).read_text())
    del manifest["vectors"], manifest["files"], manifest["words"]
    (folder / FILE).write_text(json.dumps(manifest))
    assert shelf.state() == "unfit"
    shelf.truth.write([paper(2, "Changed."), paper(9)])
    shelf.embedder.texts.clear()
    done = shelf.update()
    assert "taken over" in (done.rebuilt or "")
    assert not any(f"plot{number}." in text for number in (0, 1, 3, 4, 5) for text in shelf.embedder.texts)
    assert shelf.searched() == ids(*range(6), 9)
    after = held(shelf)
    assert all(after[key] == pytest.approx(before[key], abs=1e-3) for key in before if key[:3] != "p2#")
    assert shelf.state() == "current"
    assert isinstance(shelf.truth, PaperStore)
    assert Manifest.in_force(shelf.generations) is not None
    shelf.truth.close()
