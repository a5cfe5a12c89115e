"""A manifest tells what an index was made from; a damaged or foreign one is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import IndexUnavailable
from assistant.index.manifest import FILE, EmbeddingId, Manifest
from assistant.index.passages import Chunking

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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
    "changed", [{"size": 100}, {"overlap": 0}, {"version": 2}, {"segmenter": "another version"}]
)
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
