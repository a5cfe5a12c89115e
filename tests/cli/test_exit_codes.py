"""What goes wrong is told in a sentence, with the exit code of its kind; a model that fails is no failure."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, bundled_papers
from tests.support.asking import KEY
from tests.support.commands import LOOKUP, one_sentence
from tests.support.fakes import Canned, Empty, FakeOpenAI, Slow, Status
from tests.support.scripted import judge, only, task

GOOD = "The authors used 25,578 PET/CT exams [1]."


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
    assert (ran.rows[0]["judged"]["papers"], ran.rows[0]["judged"]["of"]) == (38, 38)
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


def test_a_damaged_pointer_is_exit_code_3(run: Any, seed_copy: Path) -> None:
    next(seed_copy.rglob("current")).write_bytes(b"nonsense " * 200)
    ran = run("ask", LOOKUP, home=seed_copy)
    assert ran.code == 3
    assert str(seed_copy) in one_sentence(ran.err)


def test_damaged_papers_come_back_from_the_index_and_the_question_is_answered(
    run: Any, seed_copy: Path
) -> None:
    next(seed_copy.glob("shelves/papers/papers.db")).write_bytes(b"nonsense " * 200)
    ran = run("ask", LOOKUP, home=seed_copy)
    assert ran.code == 0
    assert "restored" in ran.err


def test_debug_shows_the_traceback(run: Any, seed_copy: Path) -> None:
    next(seed_copy.rglob("manifest.json")).write_bytes(b"{")
    ran = run("ask", "--debug", LOOKUP, home=seed_copy)
    assert ran.code == 3
    assert "Traceback" in ran.err
    assert ran.err.strip().splitlines()[-1].startswith("paper-assistant: ")


def test_an_interrupt_is_exit_code_130(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.cli.answers.ask", interrupted)
    ran = run("ask", LOOKUP)
    assert ran.code == 130
    assert "Traceback" not in ran.err
