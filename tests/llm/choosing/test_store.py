"""A choice of a model is kept for its owner alone, and a file that cannot be read is told and set aside."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from assistant import ModelChoice, SettingsError
from assistant.llm.choosing.store import ChoiceStore, Kept

KEY = "sk-very-secret-0123456789"
CHOICE = ModelChoice(address="http://127.0.0.1:11434/v1", name="m", key=KEY)


def test_what_is_kept_comes_back_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    store = ChoiceStore(tmp_path / "home")
    assert store.read() == (None, "")
    before = os.umask(0)
    try:
        store.write(Kept(CHOICE, "abc"))
    finally:
        os.umask(before)
    assert store.read() == (Kept(CHOICE, "abc"), "")
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in store.path.parent.iterdir()] == ["model.json"]
    assert KEY not in repr(Kept(CHOICE))
    stamp = store.stamp()
    store.write(Kept(ModelChoice()))
    assert store.stamp() != stamp
    assert KEY not in store.path.read_text("utf-8")
    store.clear()
    assert store.stamp() is None


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    store = ChoiceStore(tmp_path)
    store.write(Kept(CHOICE))
    store.path.chmod(0o644)
    assert store.read()[0] == Kept(CHOICE)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        json.dumps({"format": 9}).encode(),
        b"[" * 100_000,
        json.dumps(
            {"format": 1, "address": "file:///etc", "name": "", "key": "", "local": "", "settings_named": ""}
        ).encode(),
        json.dumps(
            {"format": 1, "address": 5, "name": "", "key": "", "local": "", "settings_named": ""}
        ).encode(),
    ],
)
def test_a_damaged_file_is_told_and_set_aside(tmp_path: Path, body: bytes) -> None:
    store = ChoiceStore(tmp_path)
    store.path.write_bytes(body)
    kept, told = store.read()
    assert kept is None
    assert "was damaged" in told
    assert "choose again" in told
    assert (tmp_path / "model.json.damaged").read_bytes() == body
    assert store.read() == (None, "")


def test_no_key_is_left_by_a_process_that_was_killed_while_it_wrote(tmp_path: Path) -> None:
    store = ChoiceStore(tmp_path)
    old, fresh = tmp_path / "model.json.1.part", tmp_path / "model.json.2.part"
    for part in (old, fresh):
        part.write_text(KEY)
    os.utime(old, (1, 1))
    store.write(Kept(CHOICE))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", fresh.name]
    os.utime(fresh, (1, 1))
    store.clear()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(SettingsError, match="cannot be kept in"):
        ChoiceStore(tmp_path / "home").write(Kept(CHOICE))
