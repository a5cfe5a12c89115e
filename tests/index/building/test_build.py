"""Embedding goes on in batches: what fails, waits or is stopped leaves an index that is whole."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable, ModelUnavailable
from assistant.index.building.build import Update
from assistant.index.building.build_plan import Pace
from assistant.index.passages import sentences
from assistant.index.snapshot import CHECKPOINT
from assistant.text.tokens import count_tokens
from tests.support.shelves.indexing import Breaking, Shelf, ids, stored
from tests.support.tiny import TinyEmbedder, paper, papers


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "shelf")
    made.truth.write(papers(*range(6)))
    yield made
    made.truth.close()


@pytest.mark.parametrize("error", [RuntimeError("bug"), OSError(errno.EIO, "broken")])
@pytest.mark.parametrize("first", [True, False])
def test_an_embedder_that_fails_leaves_the_old_index_or_none(
    shelf: Shelf, error: Exception, first: bool
) -> None:
    shelf.pace = Pace(batch=2)
    if not first:
        shelf.update()
        shelf.truth.write(papers(10, 11, 12, 13), remove=["p0"])
    before = shelf.generations.current()
    with pytest.raises(IndexUnavailable if isinstance(error, OSError) else type(error)):
        shelf.update(embedder=Breaking(error))
    assert shelf.generations.current() == before
    assert len(list(shelf.generations.folder.glob("g-*"))) == (0 if first else 1)
    if not first:
        assert shelf.searched() == ids(*range(6))
    shelf.update()
    assert shelf.searched() == set(shelf.truth.ids())


@pytest.mark.parametrize("first", [True, False])
def test_when_an_endpoint_fails_papers_are_found_by_words_and_the_next_run_embeds_the_rest(
    shelf: Shelf, first: bool
) -> None:
    shelf.pace = Pace(batch=2)
    if not first:
        shelf.update()
        shelf.truth.write(papers(10, 11, 12, 13), remove=["p0"])
    with pytest.raises(ModelUnavailable):
        shelf.update(embedder=Breaking(ModelUnavailable("down")))
    index = shelf.opened()
    assert list(index.manifest.papers) == list(shelf.truth.ids())
    assert index.manifest.pending == (("p2", "p3", "p4", "p5") if first else ("p12", "p13"))
    assert {found for found, _ in index.by_paper.search("shelves", 100)} == set(shelf.truth.ids())
    index.close()
    assert shelf.state() == "partial"
    shelf.embedder.texts.clear()
    assert shelf.update() == Update(embedded=4 if first else 2)
    assert not any("plot1." in text or "plot11." in text for text in shelf.embedder.texts)
    assert shelf.searched() == set(shelf.truth.ids())
    assert shelf.state() == "current"
    assert not (shelf.generations.folder / CHECKPOINT).exists()


def test_many_papers_are_found_by_words_first_and_then_by_meaning_more_and_more(shelf: Shelf) -> None:
    shelf.pace = Pace(batch=2, soon=3, worth_publishing=4)
    shelf.truth.write(papers(*range(20)))
    seen: list[tuple[int, set[str]]] = []

    def look(name: str, done: int, total: int) -> None:
        if name == "embedding" and shelf.generations.current():
            index = shelf.opened()
            words = {found for found, _ in index.by_paper.search("shelves", 100)}
            assert words == set(shelf.truth.ids())
            seen.append((len(index.manifest.pending), {each.split("#")[0] for each in stored(index)}))
            index.close()

    assert shelf.update(progress=look) == Update(embedded=20)
    assert seen[0] == (20, set())
    assert [waiting for waiting, _ in seen] == sorted((waiting for waiting, _ in seen), reverse=True)
    assert len({waiting for waiting, _ in seen}) > 3
    assert all(len(known) == 20 - waiting for waiting, known in seen)
    assert shelf.searched() == set(shelf.truth.ids())


def test_more_papers_than_one_would_wait_for_stay_pending(shelf: Shelf) -> None:
    shelf.pace = Pace(soon=3)
    assert shelf.update(most=5) == Update(pending=6)
    assert shelf.embedder.texts == []
    assert shelf.state() == "partial"
    index = shelf.opened()
    assert {found for found, _ in index.by_paper.search("shelves", 100)} == ids(*range(6))
    index.close()
    assert shelf.update(most=6) == Update(embedded=6)
    assert shelf.searched() == ids(*range(6))


def test_papers_changed_and_removed_while_they_wait_leave_nothing_behind(shelf: Shelf) -> None:
    shelf.pace = Pace(batch=2, soon=3, worth_publishing=3)
    rounds = iter([False, False, True])
    assert shelf.update(stop=lambda: next(rounds)) == Update(embedded=4, pending=2)
    shelf.truth.write([paper(5, "Changed."), paper(1, "Changed."), paper(9)], remove=["p0", "p4"])
    shelf.update()
    index = shelf.opened()
    fresh = {passage.id for each in shelf.truth for passage in sentences(each)}
    assert {each for each in stored(index) if "#s:" in each} == fresh
    index.close()
    assert shelf.searched() == set(shelf.truth.ids())


@pytest.mark.parametrize("damage", [b"nonsense" * 999, b""])
def test_a_damaged_checkpoint_is_begun_anew(shelf: Shelf, damage: bytes) -> None:
    shelf.pace = Pace(batch=2)
    with pytest.raises(ModelUnavailable):
        shelf.update(embedder=Breaking(ModelUnavailable("down")))
    (shelf.generations.folder / CHECKPOINT).write_bytes(damage)
    shelf.update()
    assert shelf.searched() == ids(*range(6))


def test_vectors_of_another_model_in_the_checkpoint_are_not_used(shelf: Shelf) -> None:
    shelf.pace = Pace(batch=2)
    with pytest.raises(ModelUnavailable):
        shelf.update(embedder=Breaking(ModelUnavailable("down")))
    other = TinyEmbedder("other", dim=30)
    assert shelf.update(embedder=other).embedded == 6
    index = shelf.opened()
    assert {len(vector) for vector in stored(index).values()} == {30}
    index.close()


def test_the_tokens_of_a_long_run_of_a_remote_model_are_told_before_it(shelf: Shelf) -> None:
    shelf.pace = Pace(announced=5)
    told: list[tuple[str, int, int]] = []

    def seen(name: str, done: int, total: int) -> None:
        told.append((name, done, total))

    shelf.update(progress=seen)
    assert "tokens" not in {name for name, _, _ in told}  # a model of this machine costs nothing
    shelf.embedder.remote = True  # type: ignore[attr-defined]
    shelf.embedder.texts.clear()
    told.clear()
    shelf.update(progress=seen, rebuild=True)
    expected = sum(count_tokens(text) for text in shelf.embedder.texts)
    assert next(event for event in told if event[0] in ("tokens", "embedding")) == ("tokens", expected, 6)
    told.clear()
    shelf.truth.write(papers(50))
    shelf.update(progress=seen)
    assert "tokens" not in {name for name, _, _ in told}


STEPS = [
    "assistant.papers.store.PaperStore.copy_to",
    "assistant.index.building.checkpoint.Checkpoint.write",
    "assistant.index.vectors.chroma.VectorIndex.add_chunks",
    "assistant.index.words.segment.Segment.save",
    "assistant.index.manifest.Manifest.save",
    "shutil.copytree",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_is_a_clear_error_and_the_old_index_goes_on(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    shelf.update()
    shelf.truth.write(papers(10), remove=["p0"])

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(step, full)
        with pytest.raises(IndexUnavailable, match="No space left") as caught:
            shelf.update()
    assert "room" in str(caught.value)
    assert len(list(shelf.generations.folder.glob("g-*"))) == 1
    assert shelf.searched() == ids(*range(6))
    shelf.update()
    assert shelf.searched() == ids(*range(1, 6), 10)


def test_progress_grows_to_the_number_of_papers(shelf: Shelf) -> None:
    told: list[tuple[str, int, int]] = []
    shelf.update(progress=lambda *event: told.append(event))
    embedding = [done for name, done, total in told if name == "embedding" and total == 6]
    assert embedding == sorted(embedding)
    assert embedding[-1] == 6
    assert "keywords" in {name for name, _, _ in told}
