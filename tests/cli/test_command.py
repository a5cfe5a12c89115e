"""The command as shells and scripts see it: what goes where, exit codes, and faults in one clear sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Paper, bundled_papers
from tests.support.answers import assert_contract
from tests.support.commands import LOOKUP, one_sentence
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import judge, only

# Help and usage


@pytest.mark.parametrize(
    ("command", "mentioned"),
    [
        (
            [],
            [
                "chat",
                "ask",
                "search",
                "index",
                "papers",
                "export",
                "shelves",
                "eval",
                "OPENAI_API_KEY",
                "130",
            ],
        ),
        (["chat"], ["--host", "--port", "--auth", "127.0.0.1", "7860", "--home", "--shelf", "--debug"]),
        (["ask"], ["QUESTION", "--follow", "--json", "--no-stream", "--home", "--shelf", "--debug"]),
        (["search"], ["QUERY", "-k", "--json", "10"]),
        (["index"], ["PATH", "--replace", "--rebuild", "--finish", "--json"]),
        (["papers"], ["--remove", "--json"]),
        (["export"], ["FILE", "--force", "--shelf"]),
        (["shelves"], ["--remove", "NAME", "--json"]),
        (["model"], ["list", "get"]),
        (["model", "list"], ["--json", "--home"]),
        (["model", "get"], ["NAME", "owner/repo:file.gguf"]),
    ],
)
def test_help_names_every_option(run: Any, command: list[str], mentioned: list[str]) -> None:
    ran = run(*command, "--help")
    assert ran.code == 0
    assert [word for word in mentioned if word not in ran.out] == []
    assert ran.err == ""


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["ask"],
        ["ask", "a", "b"],
        ["search", "x", "-k", "two"],
        ["search", "x", "-k", "0"],
        ["chat", "--port", "0"],
        ["index", "--rebuild", "x.bib"],
        ["index", "--finish", "x.bib"],
        ["index", "--finish", "--replace"],
        ["papers", "--shelf", "no such/name"],
        ["ask", ""],
        ["ask", "\x00\x1b"],
        ["search", "  "],
        ["ask", "a" * 20_000],
    ],
)
def test_wrong_usage_is_exit_code_2_with_a_word_on_stderr(run: Any, words: list[str]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err
    assert "Traceback" not in ran.err


def test_a_setting_that_does_not_fit_is_named(run: Any) -> None:
    ran = run("ask", LOOKUP, ASSISTANT_CONTEXT_WINDOW="few")
    assert ran.code == 2
    assert "ASSISTANT_CONTEXT_WINDOW" in one_sentence(ran.err)


# ask


def test_ask_json_is_one_answer_object_a_line(run: Any, seed_home: Path) -> None:
    ran = run("ask", "--json", LOOKUP, "--follow", "And who made CuBERT?", "--follow", "Hello")
    assert ran.code == 0
    assert len(ran.rows) == 3
    answers = [Answer.model_validate(row) for row in ran.rows]
    assert [answer.question for answer in answers] == [LOOKUP, "And who made CuBERT?", "Hello"]
    for answer in answers:
        assert_contract(answer, bundled_papers())
    assert "25,578" in answers[0].citations[0].quote
    assert ran.err == ""


def test_the_answer_object_has_every_field_of_the_interface(run: Any) -> None:
    row = run("ask", "--json", LOOKUP).rows[0]
    assert {
        *(
            "question standalone kind status text citations verdicts judged composer usage timings warnings".split()
        ),
        "fingerprint",
    } <= row.keys()
    assert {"number", "paper_id", "title", "url", "field", "quote", "start", "end"} <= row["citations"][
        0
    ].keys()
    assert {"requests", "prompt_tokens", "completion_tokens", "cached_requests"} <= row["usage"].keys()
    assert {"plan_s", "retrieve_s", "screen_s", "compose_s", "total_s"} <= row["timings"].keys()
    assert row["judged"].keys() >= {"papers", "of"}
    assert (row["kind"], row["status"], row["composer"]) == ("lookup", "answered", "extractive")


def test_ask_prints_the_answer_with_its_sources_on_stdout_alone(run: Any) -> None:
    ran = run("ask", LOOKUP, "--follow", "Hello")
    assert ran.code == 0
    assert "25,578" in ran.out
    assert re.search(r"\nSources\n(\[\d\])+ Vision-Language Modeling in PET/CT", ran.out)
    assert "\n> Hello\n" in ran.out
    assert "**" not in ran.out
    assert ran.err == ""


def test_no_evidence_is_no_failure(run: Any) -> None:
    ran = run("ask", "--json", "Which papers are about zeppelins over Antarctica?")
    assert ran.code == 0
    assert ran.rows[0]["status"] in ("no_evidence", "off_topic")


def test_a_follow_up_builds_on_the_answer_before(run: Any, fake_openai: FakeOpenAI, seed_copy: Path) -> None:
    right = [paper.title for paper in bundled_papers()][:2]
    fake_openai.respond = judge(only(*right))
    ran = run(
        *("ask", "--json", "Which papers use bytes?", "--follow", "Of those, which use words?"),
        home=seed_copy,
        OPENAI_BASE_URL=fake_openai.url,
    )
    assert [row["judged"]["of"] for row in ran.rows] == [38, 2]
    assert ran.rows[1]["usage"]["requests"] <= 4


# search, papers, index


def test_search_json_has_hits_with_place_and_scores(run: Any) -> None:
    ran = run("search", "byte-level models", "-k", "3", "--json")
    (found,) = ran.rows
    shelf = {paper.id: paper for paper in bundled_papers()}
    assert len(found["hits"]) == 3
    for hit in found["hits"]:
        assert {"paper_id", "title", "url", "score", "ranks", "scores", "passage"} <= hit.keys()
        passage = hit["passage"]
        text = getattr(shelf[hit["paper_id"]], passage["field"])
        assert text[passage["start"] : passage["end"]] == passage["text"]
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_search_shows_rank_title_and_passage(run: Any) -> None:
    ran = run("search", "MonoByte", "-k", "2")
    assert ran.out.startswith(" 1. MonoByte")
    assert " 2. " in ran.out
    assert " 3. " not in ran.out
    assert ran.err == "2 papers of 38\n"


def test_papers_lists_the_shelf(run: Any) -> None:
    rows = run("papers", "--json").rows
    assert [Paper.model_validate(row) for row in rows] == list(bundled_papers())
    assert run("papers").out.count("\n") == 2 * 38


def test_index_reports_what_it_did_with_each_paper(run: Any, seed_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "more.jsonl"
    papers = [
        {"id": "ants", "title": "On ants", "abstract": "We study ants."},
        {"id": "bees", "abstract": "No title."},
    ]
    file.write_text("\n".join(map(json.dumps, papers)))
    (first,) = run("index", str(file), "--json", home=seed_copy).rows
    assert (first["added"], first["updated"], first["unchanged"], first["papers"]) == (["ants"], [], [], 39)
    assert [set(each) for each in first["rejected"]] == [{"source", "where", "reason"}]
    assert "title" in first["rejected"][0]["reason"]
    again = run("index", str(file), home=seed_copy)
    assert "added 0, updated 0, unchanged 1, removed 0, rejected 1; 39 papers on the shelf" in again.out
    assert "rejected: " in again.err
    assert run("search", "ants", "-k", "1", home=seed_copy).out.startswith(" 1. On ants")
    (replaced,) = run("index", str(file), "--replace", "--json", home=seed_copy).rows
    assert (len(replaced["removed"]), replaced["papers"]) == (38, 1)


@pytest.mark.parametrize("shelf", ["papers", "new"])
def test_a_dry_run_tells_what_would_be_done_and_touches_nothing(
    run: Any, seed_copy: Path, tmp_path: Path, shelf: str
) -> None:
    file = tmp_path / "more.bib"
    file.write_text(
        "@misc{a, title={On ants}, abstract={We study ants.}, year={20x0}}\n@misc{b, year={2020}}\n"
    )
    before = {path: path.stat().st_mtime_ns for path in seed_copy.rglob("*") if path.is_file()}
    (told,) = run("index", str(file), "--dry-run", "--json", "--shelf", shelf, home=seed_copy).rows
    shown = run("index", str(file), "--dry-run", "--shelf", shelf, home=seed_copy)
    assert {path: path.stat().st_mtime_ns for path in seed_copy.rglob("*") if path.is_file()} == before
    assert (told["added"], told["dry_run"], told["papers"]) == (
        ["on-ants"],
        True,
        39 if shelf == "papers" else 1,
    )
    [of_file] = told["files"]
    assert (of_file["added"], of_file["dropped"][0]["what"]) == (["on-ants"], "year “20x0”")
    assert "added 1, updated 0, unchanged 0, removed 0, rejected 1" in shown.out
    assert "more.bib (BibTeX): 1 added, 1 rejected, 1 dropped\n" in shown.err
    assert "  dropped: entry 1 (key a): year “20x0”\n" in shown.err
    assert "nothing was changed" in shown.err


def test_index_bare_adds_the_bundled_papers(run: Any, seed_copy: Path) -> None:
    (row,) = run("index", "--json", home=seed_copy).rows
    assert (len(row["unchanged"]), row["added"], row["papers"]) == (38, [], 38)


@pytest.mark.parametrize("content", [None, "", "buy milk", '{"id": "a"}\n'])
def test_a_file_without_papers_is_exit_code_3(
    run: Any, seed_copy: Path, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "papers.jsonl"
    if content is not None:
        file.write_text(content)
    ran = run("index", str(file), home=seed_copy)
    assert ran.code == 3
    assert ran.out == ""
    assert file.name in ran.err
    assert "Traceback" not in ran.err


# Other ways out


def test_eval_gets_its_own_options(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr("eval.main", lambda words: seen.append(list(words)) or 1)
    assert run("eval", "--kind", "set", "--limit", "3").code == 1
    assert seen == [["--kind", "set", "--limit", "3"]]
