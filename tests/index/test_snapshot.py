"""An index equals its papers, is brought up to date at the cost of what changed, and survives whatever breaks."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable, ModelUnavailable
from assistant.index.build import Update, update_index
from assistant.index.build_plan import Work
from assistant.index.generations import Generations
from assistant.index.manifest import FILE, EmbeddingId
from assistant.index.passages import Chunking, sentences
from assistant.index.row_ids import save_ids
from assistant.index.snapshot import CHECKPOINT, PAPERS, Index, open_index, state_of
from assistant.papers.store import PaperStore
from assistant.text.tokens import count_tokens
from assistant.types import Paper
from tests.support.tiny import TinyEmbedder, paper, papers

CHUNKING = Chunking()


class Shelf:
    """Papers and their index in one folder, without the locks of a Library."""

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self.truth = PaperStore(folder / PAPERS)
        self.embedder = TinyEmbedder()

    def update(self, **options: object) -> Update:
        work = Work(
            self.generations,
            self.truth,
            "mine",
            options.pop("embedder", self.embedder),  # type: ignore[arg-type]
            options.pop("chunking", CHUNKING),  # type: ignore[arg-type]
            options.pop("progress", lambda name, done, total: None),  # type: ignore[arg-type]
        )
        return update_index(work, **options)  # type: ignore[arg-type]

    def state(self, embedder: TinyEmbedder | None = None, chunking: Chunking = CHUNKING) -> str:
        model = embedder or self.embedder
        identity = EmbeddingId(name=model.name, hash=model.hash, dim=model.dim)
        return state_of(self.generations, self.truth, identity, chunking)

    def opened(self) -> Index:
        folder = self.generations.current()
        assert folder is not None
        return open_index(folder, "mine")

    def searched(self) -> set[str]:
        """Return the ids of the papers that the rankings of the index in force know of; they must agree."""
        index = self.opened()
        try:
            query = self.embedder.encode(["shelves"])[0]
            by_sentence = index.by_sentence.search("shelves", 1000)
            rankings = (
                index.vectors.search(index.vectors.chunks, query, 1000),
                index.vectors.search(index.vectors.sentences, query, 1000),
                by_sentence,
            )
            known = [{identifier.split("#")[0] for identifier, _ in ranking} for ranking in rankings]
            known.append({identifier for identifier, _ in index.by_paper.search("shelves", 1000)})
            assert known == [set(index.manifest.papers)] * 4
            assert set(index.papers.ids()) == set(index.manifest.papers)
            return known[0]
        finally:
            index.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "shelf")
    made.truth.write(papers(*range(6)))
    yield made
    made.truth.close()


def ids(*numbers: int) -> set[str]:
    return {f"p{number}" for number in numbers}


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


class Breaking(TinyEmbedder):
    """Fails at the second batch."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def encode(self, texts, *, progress=None):  # type: ignore[no-untyped-def]
        if self.texts:
            raise self.error
        return super().encode(texts, progress=progress)


@pytest.mark.parametrize("error", [RuntimeError("bug"), OSError(errno.EIO, "broken")])
@pytest.mark.parametrize("first", [True, False])
def test_an_embedder_that_fails_leaves_the_old_index_or_none(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, error: Exception, first: bool
) -> None:
    monkeypatch.setattr("assistant.index.build._AT_ONCE", 2)
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
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    monkeypatch.setattr("assistant.index.build._AT_ONCE", 2)
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


def stored(index: Index) -> dict[str, list[float]]:
    """Return every passage id of an index with its vector."""
    found: dict[str, list[float]] = {}
    for collection in (index.vectors.chunks, index.vectors.sentences):
        told = collection.get(include=["embeddings"])
        found.update(zip(told["ids"], map(list, told["embeddings"]), strict=True))
    return found


def test_many_papers_are_found_by_words_first_and_then_by_meaning_more_and_more(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_AT_ONCE", 2), ("_SOON", 3), ("_WORTH_PUBLISHING", 4)):
        monkeypatch.setattr(f"assistant.index.build.{name}", value)
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


def test_more_papers_than_one_would_wait_for_stay_pending(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.build._SOON", 3)
    assert shelf.update(most=5) == Update(pending=6)
    assert shelf.embedder.texts == []
    assert shelf.state() == "partial"
    index = shelf.opened()
    assert {found for found, _ in index.by_paper.search("shelves", 100)} == ids(*range(6))
    index.close()
    assert shelf.update(most=6) == Update(embedded=6)
    assert shelf.searched() == ids(*range(6))


def test_papers_changed_and_removed_while_they_wait_leave_nothing_behind(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_AT_ONCE", 2), ("_SOON", 3), ("_WORTH_PUBLISHING", 3)):
        monkeypatch.setattr(f"assistant.index.build.{name}", value)
    rounds = iter([False, False, False, True])
    partial = shelf.update(stop=lambda: next(rounds))
    assert partial == Update(embedded=6, pending=0) or partial.pending
    shelf.truth.write([paper(5, "Changed."), paper(1, "Changed."), paper(9)], remove=["p0", "p4"])
    shelf.update()
    index = shelf.opened()
    fresh = {passage.id for each in shelf.truth for passage in sentences(each)}
    assert {each for each in stored(index) if "#s:" in each} == fresh
    index.close()
    assert shelf.searched() == set(shelf.truth.ids())


@pytest.mark.parametrize("damage", [b"nonsense" * 999, b""])
def test_a_damaged_checkpoint_is_begun_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    monkeypatch.setattr("assistant.index.build._AT_ONCE", 2)
    with pytest.raises(ModelUnavailable):
        shelf.update(embedder=Breaking(ModelUnavailable("down")))
    (shelf.generations.folder / CHECKPOINT).write_bytes(damage)
    shelf.update()
    assert shelf.searched() == ids(*range(6))


def test_vectors_of_another_model_in_the_checkpoint_are_not_used(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.build._AT_ONCE", 2)
    with pytest.raises(ModelUnavailable):
        shelf.update(embedder=Breaking(ModelUnavailable("down")))
    other = TinyEmbedder("other", dim=30)
    assert shelf.update(embedder=other).embedded == 6
    index = shelf.opened()
    assert {len(vector) for vector in stored(index).values()} == {30}
    index.close()


def test_the_tokens_of_a_long_run_of_a_remote_model_are_told_before_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.build._ANNOUNCED", 5)
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
    "assistant.index.checkpoint.Checkpoint.write",
    "assistant.index.chroma.VectorIndex.add_sentences",
    "assistant.index.bm25.KeywordIndex.save",
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


def test_progress_grows_to_the_number_of_papers(shelf: Shelf) -> None:
    told: list[tuple[str, int, int]] = []
    shelf.update(progress=lambda *event: told.append(event))
    embedding = [done for name, done, total in told if name == "embedding" and total == 6]
    assert embedding == sorted(embedding)
    assert embedding[-1] == 6
    assert "keywords" in {name for name, _, _ in told}


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
