"""Shelves at the command line: papers taken off, copied out and back, shelves listed and removed."""

from __future__ import annotations

import gzip
import io
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.command as cli
from assistant import Paper, PapersError
from assistant.index.building.build_plan import Pace
from assistant.library.admin import export_papers, list_shelves, remove_shelf, shelf_papers
from assistant.library.library import Library
from assistant.papers import read_papers
from assistant.settings import Settings
from tests.support.running.forks import start_fork
from tests.support.shelves.copies import copied
from tests.support.tiny import TinyEmbedder, library, paper, papers

Ran = tuple[int, str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose shelf "mine" holds p1, p2 and p3; not to be written to."""
    home = tmp_path_factory.mktemp("three papers")
    shelf = library(home)
    shelf.add(papers(1, 2, 3))
    shelf.close()
    return home


@pytest.fixture
def run(made: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command over a home whose shelf "mine" holds p1, p2 and p3."""
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setenv("ASSISTANT_EMBEDDING", "llama:tests.support.answers.HashedWords")
    copied(made, home)

    def call(*words: str) -> Ran:
        code = cli.main(words)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def held(home: Path) -> list[str]:
    return [each.id for each in shelf_papers(Settings(home=home, shelf="mine"))]


def test_papers_are_removed_by_id_and_found_no_more(run: Any, home: Path) -> None:
    code, out, _ = run("papers", "--remove", "p1", "p3", "--shelf", "mine")
    assert (code, out) == (0, "removed 2; 1 paper on the shelf\n")
    assert held(home) == ["p2"]
    code, out, _ = run("search", "all shelves hold wood", "--json", "--shelf", "mine")
    assert [hit["paper_id"] for hit in json.loads(out)["hits"]] == ["p2"]
    code, out, _ = run("papers", "--remove", "p2", "--json", "--shelf", "mine")
    report = json.loads(out)
    assert (report["removed"], report["papers"]) == (["p2"], 0)


def test_an_unknown_id_removes_nothing_and_is_named(run: Any, home: Path) -> None:
    code, out, err = run("papers", "--remove", "p1", "nobody", "--shelf", "mine")
    assert (code, out) == (3, "")
    assert "no paper nobody" in err
    assert held(home) == ["p1", "p2", "p3"]


def test_an_export_goes_back_in_unchanged(run: Any, home: Path, tmp_path: Path) -> None:
    for name in ("out.jsonl", "out.jsonl.gz"):
        file = tmp_path / name
        code, out, err = run("export", str(file), "--shelf", "mine")
        assert (code, out) == (0, "")
        assert err.startswith("3 papers written to ")
        assert list(read_papers(file).papers) == papers(1, 2, 3)
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == (tmp_path / "out.jsonl").read_bytes()
    code, out, _ = run("index", str(file), "--json", "--shelf", "copy")
    assert json.loads(out)["added"] == ["p1", "p2", "p3"]
    assert list(shelf_papers(Settings(home=home, shelf="copy"))) == papers(1, 2, 3)


def test_an_export_to_stdout_is_utf_8_whatever_the_terminal(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = library(home)
    odd = Paper(id="ü#1", title="“Ütopie” 表", abstract="naïve\u2028line")
    shelf.add([odd], replace=True)
    shelf.close()
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        assert run("export", "--shelf", "mine")[0] == 0
        assert Paper.model_validate_json(raw.getvalue()) == odd


def test_a_file_that_exists_is_replaced_only_by_force(run: Any, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("precious")
    code, _, err = run("export", str(file), "--shelf", "mine")
    assert (code, file.read_text()) == (3, "precious")
    assert "--force" in err
    assert run("export", str(file), "--force", "--shelf", "mine")[0] == 0
    assert len(read_papers(file).papers) == 3


def test_a_place_that_cannot_be_written_is_exit_code_3_and_leaves_nothing(run: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code, _, err = run("export", str(tmp_path / "file" / "out.jsonl"), "--shelf", "mine")
    assert code == 3
    assert "out.jsonl" in err
    (tmp_path / "folder").mkdir()
    assert run("export", str(tmp_path / "folder"), "--force", "--shelf", "mine")[0] == 3
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("command", [["export", "--shelf", "nope"], ["shelves", "--remove", "nope"]])
def test_a_shelf_that_does_not_exist_is_exit_code_3_and_is_not_made(
    run: Any, home: Path, command: list[str]
) -> None:
    code, out, err = run(*command)
    assert (code, out) == (3, "")
    assert "no shelf nope" in err
    assert "mine" in err
    assert [each.name for each in list_shelves(Settings(home=home))] == ["mine"]


def test_shelves_are_listed_and_removed_one_at_a_time(run: Any, home: Path) -> None:
    other = Library(Settings(home=home, shelf="another"), TinyEmbedder())
    other.add([paper(7)])
    other.close()
    code, out, _ = run("shelves", "--json", "--shelf", "mine")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["name"], row["papers"], row["current"]) for row in rows] == [
        ("another", 1, False),
        ("mine", 3, True),
    ]
    on_disk = {
        shelf.name: sum(file.stat().st_size for file in shelf.rglob("*") if file.is_file())
        for shelf in (home / "shelves").iterdir()
    }
    assert {row["name"]: row["bytes"] for row in rows} == on_disk
    assert run("shelves")[1].splitlines()[1].startswith("  mine    3 papers, ")
    code, out, _ = run("shelves", "--remove", "mine")
    assert (code, out) == (0, "removed the shelf mine with 3 papers\n")
    assert [each.name for each in list_shelves(Settings(home=home))] == ["another"]
    assert sorted(path.name for path in (home / "shelves").iterdir()) == ["another"]


def test_a_shelf_is_read_through_and_what_is_damaged_is_told_and_can_be_mended(run: Any, home: Path) -> None:
    assert run("shelves", "--check", "--shelf", "mine")[:2] == (
        0,
        "every file of the shelf mine is as it was written\n",
    )
    truth = home / "shelves" / "mine" / "papers.db"
    truth.write_bytes(truth.read_bytes().replace(b"plot2", b"plotz"))
    [graph, *_] = sorted(home.rglob("data_level0.bin"))
    graph.write_bytes(graph.read_bytes()[:-1] + b"?")
    code, out, err = run("shelves", "--check", "--shelf", "mine")
    assert (code, out) == (3, "")
    assert str(truth) in err
    assert str(graph) in err
    code, _, err = run("index", "--rebuild", "--shelf", "mine")
    assert (code, "were restored" in err) == (0, True)
    assert run("shelves", "--check", "--shelf", "mine")[0] == 0
    assert held(home) == ["p1", "p2", "p3"]
    assert run("shelves", "--check", "--remove", "mine")[0] == 2
    assert run("shelves", "--check", "--shelf", "nope")[0] == 3


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 99, None])
def test_a_shelf_that_is_damaged_is_listed_and_can_be_removed(
    run: Any, home: Path, damage: bytes | None
) -> None:
    truth = home / "shelves" / "mine" / "papers.db"
    truth.unlink() if damage is None else truth.write_bytes(damage)
    assert [(each.name, each.papers) for each in list_shelves(Settings(home=home))] == [("mine", 3)]
    assert run("shelves", "--remove", "mine")[:2] == (0, "removed the shelf mine with 3 papers\n")
    assert list_shelves(Settings(home=home)) == ()


@pytest.mark.parametrize("name", ["../mine", "", ".", "a/b"])
def test_a_name_that_is_no_shelf_s_is_a_usage_error(run: Any, home: Path, name: str) -> None:
    assert run("shelves", "--remove", name)[0] == 2
    assert held(home) == ["p1", "p2", "p3"]


def test_no_home_has_no_shelves(tmp_path: Path) -> None:
    assert list_shelves(Settings(home=tmp_path / "nowhere")) == ()


def test_a_shelf_that_waits_to_be_embedded_says_so_and_finish_embeds_it(
    run: Any, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.facade.opened.Library", partial(Library, pace=Pace(soon=2, awaited=2)))
    code, out, err = run("search", "wood2", "-k", "1", "--json", "--shelf", "mine")
    (found,) = [json.loads(line) for line in out.splitlines()]  # another model: all is to be embedded anew
    assert [hit["paper_id"] for hit in found["hits"]] == ["p2"]
    assert "rebuilt" in err
    assert "3 of 3 papers are found by their words only" in err
    assert "3 of 3 papers" in found["warnings"][1]
    code, out, err = run("ask", "What does plot2 hold?", "--json", "--shelf", "mine")
    assert "3 of 3 papers" in json.loads(out)["warnings"][0]
    code, out, err = run("index", "--finish", "--shelf", "mine")
    assert (code, out, err) == (0, "embedded 3; 3 papers on the shelf\n", "")
    code, out, err = run("search", "wood2", "--json", "--shelf", "mine")
    assert (json.loads(out)["warnings"], err) == ([], "")


READER = """
import sys
from pathlib import Path
from tests.support.tiny import library
with library(Path(sys.argv[1])).reading():
    print("reading", flush=True)
    sys.stdin.read()
"""


def test_a_shelf_that_another_process_reads_is_not_removed(run: Any, home: Path) -> None:
    with start_fork(READER, home) as reader:
        assert reader.stdout.readline().strip() == "reading"
        code, _, err = run("shelves", "--remove", "mine")
        assert code == 3
        assert "another process" in err
        assert held(home) == ["p1", "p2", "p3"]
    assert remove_shelf(Settings(home=home, shelf="mine")) == 3


def test_a_full_disk_leaves_no_half_export(
    home: Path, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(PapersError, match="No space left"):
        export_papers(Settings(home=home, shelf="mine"), tmp_path / "out.jsonl")
    assert not list(tmp_path.glob("out.jsonl*"))
