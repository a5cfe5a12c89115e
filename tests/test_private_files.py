"""What holds questions and papers is for its owner alone, whoever writes it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Paper, Settings, Turn
from assistant.cli.command import main
from assistant.library.admin import export_papers
from ui.page.feedback import record

SHELF = "mine"  # one that begins empty: nothing needs embedding


@pytest.fixture(autouse=True)
def an_open_mask() -> Iterator[None]:
    before = os.umask(0)  # everything is open to everyone unless it is made otherwise
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder.parent)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in (folder, *folder.rglob("*"))
        if path.stat().st_mode & 0o077
    ]


def test_a_home_made_from_python_is_private(tmp_path: Path) -> None:
    home = tmp_path / "far" / "home"
    with Assistant(Settings(home=home, shelf=SHELF, create=True)) as assistant:
        assistant.add([Paper(id="new", title="A new one", abstract="It is new.")])
        answer = assistant.ask("What is new?")
        record(home, [Turn(question="q", answer=answer)], 1, "note")
        export_papers(assistant.settings, home / "out.jsonl", force=False)
    assert open_to_others(tmp_path / "far") == []


def test_a_command_keeps_what_it_writes_private(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "one.jsonl").write_text(
        '{"title": "A new one", "abstract": "It is new."}\n', encoding="utf-8"
    )
    assert main(["index", "--home", str(home), "--shelf", SHELF, str(tmp_path / "one.jsonl")]) == 0
    assert main(["ask", "--home", str(home), "--shelf", SHELF, "Which papers avoid subword tokenizers?"]) == 0
    assert (
        main(["export", "--home", str(home), "--shelf", SHELF, str(tmp_path / "home" / "papers.jsonl.gz")])
        == 0
    )
    assert open_to_others(home) == []


def test_a_folder_that_is_there_already_stays_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(0o755)
    with Assistant(Settings(home=home, shelf=SHELF, create=True)):
        pass
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert open_to_others(home / "shelves") == []
