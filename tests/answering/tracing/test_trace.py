"""The line of JSON that each answer leaves behind."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings
from assistant.answering.tracing.trace import Trace
from assistant.types import Answer, Plan
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import judge, only

PLAN = Plan("Who?", "lookup", "who", "who")
ANSWER = Answer(question="Who?", standalone="Who?", kind="lookup", status="answered", text="She \udcff.")


def lines(home: Path) -> list[dict[str, Any]]:
    files = sorted((home / "traces").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_an_answer_leaves_what_it_was_made_of(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = judge(only("Pixel Sentence Representation Learning"))
    settings = Settings(
        home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="sk-secret", trace=True
    )
    with Assistant(settings) as assistant:
        answer = assistant.ask("Which papers avoid subword tokenizers?")
    [line] = lines(seed_copy)
    assert line["question"] == "Which papers avoid subword tokenizers?"
    assert (line["plan"]["kind"], line["plan"]["topic"]) == ("set", "subword tokenizers")
    assert len(line["searches"][0]["hits"]) == 38
    assert set(line["searches"][0]["hits"][0]) == {"paper_id", "score", "ranks"}
    told = answer.model_dump(mode="json")
    for name in ("verdicts", "citations", "usage", "timings", "fingerprint", "warnings", "composer"):
        assert line[name] == told[name]
    assert line["usage"]["requests"] == len(fake_openai.chats) != 0
    assert "sk-secret" not in json.dumps(line)


def test_it_is_on_until_the_setting_turns_it_off(seed_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_TRACE")
    assert Settings().trace
    monkeypatch.setenv("ASSISTANT_TRACE", "0")
    with Assistant(Settings(home=seed_copy)) as assistant:
        assistant.ask("How many PET/CT exams were used?")
    assert not (seed_copy / "traces").exists()


def test_a_trace_that_cannot_be_written_is_a_warning(seed_copy: Path) -> None:
    (seed_copy / "traces").write_text("in the way")
    with Assistant(Settings(home=seed_copy, trace=True)) as assistant:
        answer = assistant.ask("How many PET/CT exams were used?")
    assert "25,578" in answer.text
    assert "ASSISTANT_TRACE=0" in answer.warnings[-1]


def test_lines_of_many_threads_do_not_mix(home: Path) -> None:
    def write() -> None:
        for _ in range(20):
            assert Trace(home / "traces").write(PLAN, ANSWER) is None

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(home)) == 160
    [file] = (home / "traces").iterdir()
    assert file.stat().st_mode & 0o077 == 0
