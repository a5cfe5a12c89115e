"""``paper-assistant table``: the file, what is told beside it, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli.command import main
from tests.support.fakes import FakeOpenAI, Status

PET = "vision-language-modeling-in-pet-ct-for-visual-grounding-of-positive-findings"


def test_a_table_goes_to_stdout_or_into_a_file(
    seed_copy: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = ["table", "--home", str(seed_copy), "--columns", "sample size", "--papers", PET]
    assert main([*words, "--format", "json"]) == 0
    out, err = capfdbinary.readouterr()
    [row] = json.loads(out)["rows"]
    assert row["cells"]["sample size"]["value"] == 25578
    assert b"1 paper, 1 cells: 1 stated" in err
    file = tmp_path / "table.xlsx"
    assert main([*words, "--output", str(file)]) == 0
    assert file.read_bytes().startswith(b"PK")
    assert main([*words, "--output", str(file)]) == 3
    assert b"--force" in capfdbinary.readouterr().err
    assert main([*words, "--output", str(file), "--force"]) == 0


def test_a_question_chooses_the_papers(seed_copy: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = "Which papers work on PET/CT?"
    words = ["--columns", "sample size", "--question", asked, "--format", "json"]
    assert main(["table", "--home", str(seed_copy), *words]) == 0
    out, err = capfdbinary.readouterr()
    ids = [row["paper_id"] for row in json.loads(out)["rows"]]
    assert PET in ids
    assert len(ids) < 38
    assert b"for this question" in err


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        ([], 2, "Expected --columns"),
        (["--columns", ""], 2, "needs a name"),
        (["--columns", "x", "--papers", "a", "--question", "Which?"], 2, "exclude each other"),
        (["--columns", "x", "--papers", "nowhere"], 3, "no paper nowhere"),
        (["--columns", "x", "--output", "/nowhere/t.csv"], 3, "no folder"),
    ],
)
def test_what_cannot_be_done_is_said_at_once(
    seed_copy: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, why: str
) -> None:
    assert main(["table", "--home", str(seed_copy), *words]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert why in err


def test_a_model_that_fails_on_everything_is_exit_code_4(
    seed_copy: Path,
    fake_openai: FakeOpenAI,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    fake_openai.respond = lambda asked: Status(401)
    monkeypatch.setenv("OPENAI_BASE_URL", fake_openai.url)
    words = ["--columns", "metric", "--papers", PET, "--model", "fake-model"]
    assert main(["table", "--home", str(seed_copy), *words]) == 4
    out, err = capfdbinary.readouterr()
    assert b"not read" in out
    assert b"warning: " in err
