"""Model files of a hub: fetched once, continued after a break, checked at every start."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.local.hub import HubName, hub_file
from tests.support.each_row import each_row
from tests.support.models.fake_hub import FILE, NAME, REPO, FakeHub

CONTENT = b"GGUF" + bytes(range(256)) * 400


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub(CONTENT) as running:
        yield running


def fetch(hub: FakeHub, folder: Path, told: str = NAME) -> Path:
    name = HubName.of(told)
    assert name is not None
    return hub_file(name, folder, endpoint=hub.url)


def test_a_file_is_fetched_recorded_and_not_asked_for_again(hub: FakeHub, tmp_path: Path) -> None:
    path = fetch(hub, tmp_path)
    assert path == tmp_path / REPO / FILE
    assert path.read_bytes() == CONTENT
    record = json.loads(path.with_name(f"{path.name}.json").read_text())
    assert record == {"from": NAME, "size": len(CONTENT), "sha256": hashlib.sha256(CONTENT).hexdigest()}
    assert fetch(hub, tmp_path) == path
    assert (hub.asked, hub.starts) == (1, [0])
    assert not list(tmp_path.rglob("*.part"))


def test_a_download_that_broke_off_goes_on_where_it_stopped(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import file_download

    monkeypatch.setattr(file_download, "time", SimpleNamespace(sleep=lambda seconds: None))
    monkeypatch.setattr(file_download.constants, "DOWNLOAD_CHUNK_SIZE", 10_000)
    hub.stop_after = 60_000
    with pytest.raises((ModelUnavailable, SettingsError)):
        fetch(hub, tmp_path)
    assert not (tmp_path / REPO / FILE).exists()
    hub.stop_after, hub.error = None, ""
    assert fetch(hub, tmp_path).read_bytes() == CONTENT
    assert hub.starts == [0, 60_000]


@pytest.mark.parametrize("harm", [b"", b"GGUF" + b"\0" * 102_400, CONTENT[:-1]])
def test_a_file_that_changed_since_is_refused(hub: FakeHub, tmp_path: Path, harm: bytes) -> None:
    path = fetch(hub, tmp_path)
    path.write_bytes(harm)
    with pytest.raises(ModelUnavailable, match=r"size or sha256 has changed\. Delete it together with"):
        fetch(hub, tmp_path)


def test_a_record_that_cannot_be_read_counts_as_a_change(hub: FakeHub, tmp_path: Path) -> None:
    path = fetch(hub, tmp_path)
    path.with_name(f"{path.name}.json").write_text("[]")
    with pytest.raises(ModelUnavailable, match="has changed"):
        fetch(hub, tmp_path)


def test_what_differs_from_the_hubs_own_sum_is_not_kept(hub: FakeHub, tmp_path: Path) -> None:
    hub.sha256 = "0" * 64
    with pytest.raises(ModelUnavailable, match="sha256 differs"):
        fetch(hub, tmp_path)
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".lock"]


def test_more_than_the_disk_holds_is_not_begun(
    hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(ModelUnavailable, match="free disk"):
        fetch(hub, tmp_path)
    assert hub.starts == []


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        (f"{REPO}:other.gguf", "", "no such file"),
        ("some-one/else:small.gguf", "RepoNotFound", "no such repository"),
        (NAME, "GatedRepo", "terms accepted"),
    ],
)
def test_what_the_hub_does_not_give_is_a_wrong_setting(
    hub: FakeHub, tmp_path: Path, told: str, error: str, words: str
) -> None:
    hub.error = error
    with pytest.raises(SettingsError, match=words):
        fetch(hub, tmp_path, told)


def test_a_hub_that_is_not_there(tmp_path: Path) -> None:
    with FakeHub(CONTENT) as gone:
        pass
    with pytest.raises(ModelUnavailable, match="cannot be reached") as caught:
        fetch(gone, tmp_path)
    assert caught.value.retryable


def test_a_folder_that_cannot_be_written(hub: FakeHub, tmp_path: Path) -> None:
    (tmp_path / REPO).mkdir(parents=True)
    (tmp_path / REPO / "parts").write_text("in the way")
    with pytest.raises(ModelUnavailable, match="parts"):
        fetch(hub, tmp_path)


@each_row(
    "told",
    [
        "model.gguf",
        "owner/repo",
        "owner/repo:model.bin",
        "repo:model.gguf",
        "a/b/c:model.gguf",
        "owner/repo:../model.gguf",
        "owner/repo:/etc/model.gguf",
        "../repo:model.gguf",
        "owner/repo:a//model.gguf",
        "owner/repo:model.gguf\n",
    ],
)
def test_what_is_not_a_name_of_the_hub(told: str) -> None:
    assert HubName.of(told) is None


def test_a_name_of_the_hub_reads_as_it_was_written() -> None:
    assert str(HubName.of(NAME)) == NAME
