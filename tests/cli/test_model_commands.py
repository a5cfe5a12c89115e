"""``paper-assistant model``: which models are known, and fetching one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import assistant.cli.command as cli
from assistant.llm.local.catalogue import CATALOGUE, known_model
from tests.support.models.mirrors import CONTENT, FILE, in_catalogue, tiny_model


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A catalogue of one tiny model, and a mirror that holds it."""
    in_catalogue(monkeypatch, tiny_model())
    (tmp_path / FILE).write_bytes(CONTENT)
    monkeypatch.setattr("assistant.llm.local.process.can_run", lambda: True)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ASSISTANT_MODEL_MIRROR", str(tmp_path))


def test_a_model_is_listed_fetched_and_then_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["model", "list"]) == 0
    told = capsys.readouterr().out
    for fact in ("tiny", "10.2 kB", "Apache-2.0", "0.5 GB of memory", "F1 0.5 on 2 questions", "not here"):
        assert fact in told
    assert cli.main(["model", "get", "tiny"]) == 0
    file = Path(capsys.readouterr().out.strip())
    assert file.read_bytes() == CONTENT
    assert cli.main(["model", "list"]) == 0
    assert f"here: {file}" in capsys.readouterr().out
    assert cli.main(["model", "list", "--json"]) == 0
    [row] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["name"], row["here"], row["size"]) == ("tiny", str(file), len(CONTENT))


def test_a_model_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["model", "get", "huge"]) == 2
    assert "Expected tiny, or owner/repo:file.gguf" in capsys.readouterr().err


def test_a_mirror_that_is_down(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_MODEL_MIRROR", "http://127.0.0.1:9/models")
    monkeypatch.setattr("assistant.llm.local.download._PAUSE_S", 0)
    assert cli.main(["model", "get", "tiny"]) == 4
    [line] = capsys.readouterr().err.splitlines()
    assert "127.0.0.1" in line
    assert "cannot be reached" in line


def test_what_the_real_catalogue_promises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert known_model("small") is not None
    for model in CATALOGUE:
        assert len(model.sha256) == 64
        assert model.size > 10**8
        assert model.file.endswith(".gguf")
