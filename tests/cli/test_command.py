"""The command as shells and scripts see it: what goes where, exit codes, and faults in one clear sentence."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import assistant.cli.command as cli
from assistant import Answer, Paper, bundled_papers
from tests.support.answers import assert_contract
from tests.support.asking import KEY
from tests.support.fakes import Canned, Empty, FakeOpenAI, Slow, Status
from tests.support.scripted import judge, only, task

ROOT = Path(__file__).parents[2]
LOOKUP = "How many PET/CT exams were used?"
GOOD = "The authors used 25,578 PET/CT exams [1]."


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[Any]:
        """The JSON of each line of output."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], seed_home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command in this process over the bundled papers; variables may be set as keywords."""

    def call(*words: str, home: Path = seed_home, **variables: str) -> Ran:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        try:
            code = cli.main(words)
        except SystemExit as stop:  # argparse's own way out
            code = stop.code if isinstance(stop.code, int) else 1
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return call


def one_sentence(err: str) -> str:
    """Return what went wrong; it must be short, on one line, and no traceback."""
    assert "Traceback" not in err
    (line,) = err.strip().splitlines()
    assert line.startswith("paper-assistant: ")
    assert line.endswith((".", "--rebuild", "index"))
    assert KEY not in line
    return line


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


# Faults of the endpoint: the papers' own sentences step in, with a warning and exit code 0


@pytest.mark.parametrize("fault", [Status(500), Slow(5), Empty()], ids=["down", "timeout", "empty"])
def test_when_the_model_fails_the_papers_own_sentences_step_in(
    run: Any, fake_openai: FakeOpenAI, seed_copy: Path, fault: Canned
) -> None:
    fake_openai.respond = lambda asked: fault
    ran = run(
        *("ask", "--json", LOOKUP),
        home=seed_copy,
        OPENAI_BASE_URL=fake_openai.url,
        OPENAI_API_KEY=KEY,
        ASSISTANT_RETRIES="0",
        ASSISTANT_TIMEOUT_S="0.3",
    )
    assert ran.code == 0
    answer = Answer.model_validate(ran.rows[0])
    assert answer.composer == "extractive"
    assert "25,578" in answer.citations[0].quote
    assert answer.warnings
    assert KEY not in ran.out + ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("streamed", [True, False])
def test_a_wrong_key_and_an_endpoint_that_is_down_are_told_as_warnings(
    run: Any, fake_openai: FakeOpenAI, seed_copy: Path, streamed: bool
) -> None:
    fake_openai.api_keys = {"another"}
    asked = ("ask", LOOKUP) if streamed else ("ask", "--no-stream", LOOKUP)
    wrong = run(*asked, home=seed_copy, OPENAI_BASE_URL=fake_openai.url, OPENAI_API_KEY=KEY)
    down = run(*asked, home=seed_copy, OPENAI_BASE_URL="http://127.0.0.1:9/v1", ASSISTANT_RETRIES="0")
    for ran, told in ((wrong, "OPENAI_API_KEY"), (down, "127.0.0.1:9")):
        assert ran.code == 0
        assert "25,578" in ran.out
        assert ran.err.startswith("warning: ")
        assert told in ran.err
        assert KEY not in ran.out + ran.err


def test_after_a_429_with_retry_after_the_model_answers(
    run: Any, fake_openai: FakeOpenAI, seed_copy: Path
) -> None:
    fake_openai.enqueue(Status(429, retry_after=0.01), Status(503), GOOD)
    ran = run("ask", "--json", LOOKUP, home=seed_copy, OPENAI_BASE_URL=fake_openai.url)
    assert ran.rows[0]["text"] == GOOD
    assert ran.rows[0]["warnings"] == []


def test_a_judge_that_fails_now_and_then_still_gives_every_paper_a_verdict(
    run: Any, fake_openai: FakeOpenAI, seed_copy: Path
) -> None:
    right = judge(only(bundled_papers()[0].title))
    seen: set[str] = set()

    def respond(asked: dict[str, Any]) -> Canned:
        first = json.dumps(asked["messages"])
        if task(asked) == "judge_yes_no" and first not in seen and len(seen) % 3 == 0:
            seen.add(first)
            return Status(429)
        seen.add(first)
        return right(asked)

    fake_openai.respond = respond
    ran = run("ask", "--json", "Which papers use words?", home=seed_copy, OPENAI_BASE_URL=fake_openai.url)
    assert ran.rows[0]["judged"] == {"papers": 38, "of": 38}
    assert ran.rows[0]["warnings"] == []


@pytest.mark.parametrize("command", [["ask", LOOKUP], ["search", "bytes"]])
def test_an_embedding_endpoint_that_fails_is_exit_code_4(
    run: Any, fake_openai: FakeOpenAI, seed_copy: Path, command: list[str]
) -> None:
    fake_openai.pages["/v1/embeddings"] = {"unexpected": "shape"}
    broken = {"ASSISTANT_EMBEDDING": "openai:small", "ASSISTANT_RETRIES": "0"}
    ran = run(*command, home=seed_copy, OPENAI_BASE_URL=fake_openai.url, **broken)
    assert ran.code == 4
    assert ran.out == ""
    assert "127.0.0.1" in one_sentence(ran.err)
    down = run(*command, home=seed_copy, OPENAI_BASE_URL="http://127.0.0.1:9/v1", **broken)
    assert down.code == 4
    one_sentence(down.err)


# Faults of the home


def test_a_home_that_is_no_folder_is_exit_code_3(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    for home in (file, file / "below"):
        ran = run("ask", LOOKUP, home=home)
        assert ran.code == 3
        assert str(file) in one_sentence(ran.err)
    assert file.read_text() == "not a folder"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_a_home_that_cannot_be_read_is_exit_code_3(run: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o000)
    assert run("ask", LOOKUP, home=home).code == 3


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", None])
def test_a_damaged_manifest_is_exit_code_3_and_no_paper_is_lost(
    run: Any, seed_copy: Path, content: bytes | None
) -> None:
    manifests = list(seed_copy.rglob("manifest.json"))
    assert manifests
    for manifest in manifests:
        manifest.unlink()
        if content is not None:
            manifest.write_bytes(content)
    ran = run("ask", LOOKUP, home=seed_copy)
    assert ran.code == 3
    assert "index --rebuild" in one_sentence(ran.err)


def test_a_damaged_manifest_is_mended_as_the_message_says(run: Any, tmp_path: Path) -> None:
    quick = {"home": tmp_path, "ASSISTANT_EMBEDDING": "llama:tests.support.answers.HashedWords"}
    assert run("papers", **quick).code == 0
    next(tmp_path.rglob("manifest.json")).write_bytes(b"{")
    assert run("papers", **quick).code == 3
    ran = run("index", "--rebuild", "--json", **quick)
    assert ran.code == 0
    assert ran.rows[0]["papers"] == 38
    assert run("search", "MonoByte", "-k", "1", **quick).out.startswith(" 1. MonoByte")


@pytest.mark.parametrize("name", ["papers.db", "current"])
def test_any_other_damaged_file_is_exit_code_3(run: Any, seed_copy: Path, name: str) -> None:
    next(seed_copy.rglob(name)).write_bytes(b"nonsense " * 200)
    ran = run("ask", LOOKUP, home=seed_copy)
    assert ran.code == 3
    assert str(seed_copy) in one_sentence(ran.err)


def test_debug_shows_the_traceback(run: Any, seed_copy: Path) -> None:
    next(seed_copy.rglob("manifest.json")).write_bytes(b"{")
    ran = run("ask", "--debug", LOOKUP, home=seed_copy)
    assert ran.code == 3
    assert "Traceback" in ran.err
    assert ran.err.strip().splitlines()[-1].startswith("paper-assistant: ")


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
    assert first["rejected"][0].keys() >= {"source", "where", "reason"}
    again = run("index", str(file), home=seed_copy)
    assert "added 0, updated 0, unchanged 1, removed 0, rejected 1; 39 papers on the shelf" in again.out
    assert "rejected: " in again.err
    assert run("search", "ants", "-k", "1", home=seed_copy).out.startswith(" 1. On ants")
    (replaced,) = run("index", str(file), "--replace", "--json", home=seed_copy).rows
    assert (len(replaced["removed"]), replaced["papers"]) == (38, 1)


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


def test_an_interrupt_is_exit_code_130(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.cli.answers.ask", interrupted)
    ran = run("ask", LOOKUP)
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_eval_gets_its_own_options(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr("eval.main", lambda words: seen.append(list(words)) or 1)
    assert run("eval", "--kind", "set", "--limit", "3").code == 1
    assert seen == [["--kind", "set", "--limit", "3"]]


@pytest.fixture
def environment(seed_home: Path) -> dict[str, str]:
    return {**os.environ, "ASSISTANT_HOME": str(seed_home), "PYTHONPATH": str(ROOT)}


def test_the_module_runs_and_is_silent_when_its_reader_has_gone(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "assistant", "papers"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_control_c_while_a_model_thinks_is_exit_code_130(
    environment: dict[str, str], seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = lambda asked: Slow(30)
    told = {**environment, "ASSISTANT_HOME": str(seed_copy), "OPENAI_BASE_URL": fake_openai.url}
    # A parent that runs in the background of a script has its children ignore the signal.
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [
        sys.executable,
        "-c",
        f"{heeding}; from assistant.cli.command import main; sys.exit(main())",
        "ask",
        LOOKUP,
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=told, text=True, start_new_session=True
    ) as process:
        while not fake_openai.chats and process.poll() is None:
            fake_openai.stopping.wait(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err


def test_output_in_a_narrow_encoding_does_not_fail(
    run: Any, monkeypatch: pytest.MonkeyPatch, seed_home: Path
) -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as narrow:
        monkeypatch.setattr(sys, "stdout", narrow)
        assert run("ask", "--json", LOOKUP).code == 0
        assert run("ask", LOOKUP).code == 0
        narrow.flush()
        line, _, text = raw.getvalue().partition(b"\n")
    assert json.loads(line)["question"] == LOOKUP
    assert b"25,578" in text
