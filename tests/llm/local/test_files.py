"""What ASSISTANT_LOCAL_MODEL may name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.llm.local.files import local_file, local_name
from tests.support.each_row import each_row
from tests.support.models.fake_hub import FILE, NAME, REPO, FakeHub


def test_a_path_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    assert local_file(str(tmp_path / "m.gguf"), tmp_path / "home") == tmp_path / "m.gguf"
    assert local_file("~/m.gguf", tmp_path / "home") == tmp_path / "m.gguf"


def test_a_name_of_the_hub_is_fetched_into_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    with FakeHub(b"GGUF") as hub:
        # What HF_ENDPOINT sets when the package is imported.
        address = f"{hub.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address)
        assert local_file(NAME, tmp_path) == tmp_path / "models" / REPO / FILE


@pytest.mark.parametrize("told", ["/no/such/model.gguf", "owner/repo", "."])
def test_anything_else_says_what_was_expected(told: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ASSISTANT_LOCAL_MODEL.*owner/repo:file\.gguf"):
        local_file(told, tmp_path)


@each_row("told", ["/models/qwen-1.5b.Q4.gguf", "owner/repo:sub/qwen-1.5b.Q4.gguf"])
def test_a_model_is_called_after_its_file(told: str) -> None:
    assert local_name(told) == "qwen-1.5b.Q4"
