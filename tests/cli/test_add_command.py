"""The command add: ids, addresses, files, lists of ids, and Zotero; what was found where, and what was not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.command as cli
from assistant.fetching import client
from tests.support.commands import Ran
from tests.support.services.scholarly import Scholarly, preprint, scholarly, work
from tests.support.services.zotero import fake_zotero


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scholarly]:
    monkeypatch.setattr(client, "_sleep", lambda seconds: None)
    with scholarly() as server:
        for name, value in server.settings.items():
            monkeypatch.setenv(f"ASSISTANT_{name.upper()}", value)
        server.works["10.1234/abc"] = work("10.1234/abc")
        server.preprints["2401.01234"] = preprint("2401.01234")
        yield server


@pytest.fixture
def add(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, services: Scholarly
) -> Any:
    for name, value in (
        ("HOME", str(home)),
        ("EMBEDDING", "llama:tests.support.answers.HashedWords"),
        ("ONLINE", "1"),
    ):
        monkeypatch.setenv(f"ASSISTANT_{name}", value)

    def call(*words: str, **variables: str) -> Ran:
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            code = cli.main(["add", *words, "--shelf", "mine"])
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return call


def test_ids_and_files_are_added_together_and_the_report_says_what_came_whence(
    add: Any, tmp_path: Path
) -> None:
    bib = tmp_path / "mine.bib"
    bib.write_text("@article{a, title={Slate}, year={2020}, abstract={Slate lasts.}}", encoding="utf-8")
    ran = add("10.1234/abc", str(bib), "https://arxiv.org/abs/2401.01234", "10.1234/none", "--json")
    report = json.loads(ran.out)
    assert ran.code == 0
    assert sorted(report["added"]) == ["2401.01234", "roofs-of-moss", "slate"]
    assert report["found"][0] == {
        "reference": "10.1234/abc",
        "papers": ["roofs-of-moss"],
        "record_from": "Crossref",
        "abstract_from": "Crossref",
    }
    (missing,) = report["not_found"]
    assert missing["reference"] == "10.1234/none"
    assert "not found: 10.1234/none: Crossref, Semantic Scholar, OpenAlex: it does not know it" in ran.err
    again = add("10.1234/abc", "--json")
    assert json.loads(again.out)["unchanged"] == ["roofs-of-moss"]


def test_files_are_reported_one_by_one_and_a_broken_one_keeps_no_other_out(add: Any, tmp_path: Path) -> None:
    good, broken = tmp_path / "mine.bib", tmp_path / "broken.pdf"
    good.write_text(
        "@article{a, title={Slate}, year={2020}, abstract={Slate lasts.}}\n@article{b, year={2021}}",
        encoding="utf-8",
    )
    broken.write_bytes(b"%PDF-1.7 nothing")
    ran = add(str(broken), str(good))
    assert ran.code == 3
    assert ran.out.startswith("added 1, updated 0, unchanged 0, removed 0, rejected 2;")
    assert "mine.bib (BibTeX): 1 added, 1 rejected" in ran.err
    assert "broken.pdf (not read): 1 rejected" in ran.err
    assert "1 file could not be read" in ran.err
    files = json.loads(add(str(broken), str(good), "--json").out)["files"]
    assert [(Path(each["file"]).name, len(each["unchanged"]), len(each["rejected"])) for each in files] == [
        ("mine.bib", 1, 1),
        ("broken.pdf", 0, 1),
    ]
    assert add(str(broken)).code == 3


def test_a_list_of_ids_is_told_by_its_content_or_named_as_one(
    add: Any, tmp_path: Path, services: Scholarly
) -> None:
    plain, mixed = tmp_path / "ids.txt", tmp_path / "mixed.txt"
    plain.write_text("# my papers\n10.1234/abc\n2401.01234\n", encoding="utf-8")
    mixed.write_text("Read this: 10.1234/abc\nand a line without\n", encoding="utf-8")
    assert add(str(plain)).out.startswith("added 2,")
    ran = add("--ids", str(mixed))
    assert ran.out.startswith("added 0, updated 0, unchanged 1")
    assert "not found: and a line without: it is no DOI" in ran.err
    assert add(str(mixed)).code == 3


def test_without_leave_nothing_is_asked(add: Any, services: Scholarly) -> None:
    ran = add("10.1234/abc", ASSISTANT_ONLINE="0")
    assert (ran.code, services.asked) == (2, [])
    assert "asks 127.0.0.1 over the net, which is not allowed. Set ASSISTANT_ONLINE=1" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing.bib"], 3, "nothing.bib is no file here, and no DOI"),
        ([], 2, "Expected what to add"),
        (["zotero", "10.1234/abc"], 2, "Expected zotero alone"),
        (["10.1234/abc", "--prune"], 2, "--prune is for Zotero"),
        (["10.1234/none"], 3, "No paper was found"),
        (["--ids", "gone.txt"], 3, "gone.txt cannot be read"),
    ],
)
def test_what_cannot_be_added_is_said(add: Any, words: list[str], code: int, said: str) -> None:
    ran = add(*words)
    assert ran.code == code
    assert said in ran.err


def test_zotero_is_read_by_name(add: Any) -> None:
    with fake_zotero() as zotero:
        zotero.collect("AAAA", "Thesis")
        zotero.put("K1", "Roofs of \x1b[31mmoss", version=5, collections=["AAAA"])
        zotero.put("K2", "", version=5, collections=["AAAA"])
        ran = add("zotero", "--collection", "Thesis", ASSISTANT_ZOTERO_URL=zotero.url)
        assert ran.out == (
            "2 items of Zotero, 2 read: added 1, updated 0, unchanged 0, removed 0, rejected 1; 1 paper on the shelf\n"
        )
        assert "rejected: Zotero, item K2: no title" in ran.err
        del zotero.items["K1"]
        ran = add("zotero", "--collection", "Thesis", "--prune", "--json", ASSISTANT_ZOTERO_URL=zotero.url)
        report = json.loads(ran.out)
        assert (len(report["removed"]), report["papers"], report["items"]) == (1, 0, 1)
    assert "Start Zotero" in add("zotero", ASSISTANT_ZOTERO_URL="http://127.0.0.1:9/api").err
