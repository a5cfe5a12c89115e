"""A manifest tells what an index was made from; a damaged or foreign one is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import IndexUnavailable
from assistant.index.generations import Generations
from assistant.index.manifest import FILE, EmbeddingId, Manifest, Mark, damaged_file, marks
from assistant.index.passages import Chunking
from tests.support.each_row import each_row

TINY = EmbeddingId(name="tiny", hash="abc", dim=8)
WHOLE = Manifest(
    shelf="papers",
    embedding=TINY,
    chunking=Chunking(),
    papers={"p1": "00", "ü#": "11"},
    chunks=3,
    sentences=9,
)


def test_a_saved_manifest_is_read_back_equal(tmp_path: Path) -> None:
    WHOLE.save(tmp_path)
    assert Manifest.open(tmp_path) == WHOLE
    assert Manifest.other_form(tmp_path) is None
    assert WHOLE.mismatch(TINY, Chunking()) is None


@each_row(
    ("changed", "told"),
    [
        ({"name": "other"}, "from tiny to other"),
        ({"hash": "xyz"}, "embedding model"),
        ({"dim": 9}, "embedding model"),
    ],
)
def test_another_embedding_model_is_noticed(changed: dict[str, object], told: str) -> None:
    reason = WHOLE.mismatch(TINY.model_copy(update=changed), Chunking())
    assert reason is not None
    assert told in reason


@each_row("changed", [{"size": 100}, {"overlap": 0}, {"version": 2}, {"segmenter": "another version"}])
def test_another_way_of_cutting_is_noticed(changed: dict[str, object]) -> None:
    reason = WHOLE.mismatch(TINY, Chunking().model_copy(update=changed))
    assert reason is not None
    assert "cut" in reason


@pytest.mark.parametrize(
    "content", [None, "", "{", "[]", "{}", '{"format": 1}', '{"format": "x"}', "\x00", "null"]
)
def test_a_missing_or_damaged_manifest_is_an_error_that_names_the_file_and_what_to_do(
    tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / FILE).write_text(content)
    assert Manifest.other_form(tmp_path) is None
    with pytest.raises(IndexUnavailable, match="index --rebuild") as caught:
        Manifest.open(tmp_path)
    assert str(tmp_path / FILE) in str(caught.value)
    assert "papers are safe" in str(caught.value)


def test_an_index_of_another_version_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"format": 2, "whatever": "else"}))
    assert "another version" in (Manifest.other_form(tmp_path) or "")
    with pytest.raises(IndexUnavailable):
        Manifest.open(tmp_path)


def test_a_manifest_is_frozen() -> None:
    with pytest.raises(ValidationError):
        WHOLE.chunks = 4  # type: ignore[misc]


def test_every_flipped_bit_of_a_manifest_is_noticed_or_changes_nothing(tmp_path: Path) -> None:
    WHOLE.save(tmp_path)
    content = (tmp_path / FILE).read_bytes()
    refused = 0
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        (tmp_path / FILE).write_bytes(flipped)
        try:
            unchanged = Manifest.open(tmp_path) == WHOLE
        except IndexUnavailable:
            refused += 1
        else:
            assert unchanged
    assert refused > len(content) - 80  # but for flips of the seal itself


def test_files_that_differ_from_their_marks_are_named(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("one", "inner/two", "empty", FILE):
        (tmp_path / name).write_bytes(name.encode() if name != "empty" else b"")
    told = marks(tmp_path)
    assert told == {"empty": Mark(0, 0), "inner/two": Mark(9, 0xC5D0673A), "one": Mark(3, 0x7A6C86F1)}
    assert damaged_file(tmp_path, told) is None
    (tmp_path / "one").write_bytes(b"onf")
    assert damaged_file(tmp_path, told) == f"{tmp_path / 'one'} is not what was written"
    (tmp_path / "one").write_bytes(b"on")
    assert damaged_file(tmp_path, told) == f"{tmp_path / 'one'} has 2 bytes and not 3"
    (tmp_path / "one").unlink()
    assert damaged_file(tmp_path, told) == f"{tmp_path / 'one'} is missing"


def test_a_large_file_is_read_through_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.index.manifest.READ_THROUGH", 2)
    (tmp_path / "one").write_bytes(b"one")
    told = marks(tmp_path)
    (tmp_path / "one").write_bytes(b"onf")
    assert damaged_file(tmp_path, told) is None
    assert damaged_file(tmp_path, told, thorough=True) == f"{tmp_path / 'one'} is not what was written"


def test_the_fingerprint_is_that_of_what_an_index_finds_and_not_of_its_files() -> None:
    assert (
        WHOLE.model_copy(update={"files": {"one": Mark(1, 2)}, "version": "x"}).fingerprint
        == WHOLE.fingerprint
    )


def test_a_generation_that_is_swept_while_it_is_looked_at_gives_way_to_the_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generations = Generations(tmp_path)
    with generations.making(None) as path:
        WHOLE.save(path)
    real_open, real_pointed = Manifest.open.__func__, Generations._pointed  # type: ignore[attr-defined]
    newer = WHOLE.model_copy(update={"chunks": 4})

    def publish_newer() -> None:
        monkeypatch.undo()
        with generations.making(None) as path:
            newer.save(path)
        generations.sweep()

    def open_late(folder: Path) -> Manifest:
        publish_newer()
        return real_open(Manifest, folder)  # type: ignore[no-any-return]

    monkeypatch.setattr(Manifest, "open", open_late)
    assert Manifest.in_force(generations) == newer

    def point_late(self: Generations) -> str | None:
        name = real_pointed(self)
        publish_newer()
        return name

    monkeypatch.setattr(Generations, "_pointed", point_late)
    assert Manifest.in_force(generations) == newer
    assert [path.name for path in generations.newest_first()] == ["g-000003"]
