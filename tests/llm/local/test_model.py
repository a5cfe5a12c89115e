"""A model that runs inside the product, from the setting to the judged answer."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Done, Paper, Settings, Stage
from assistant.errors import BadReply, ModelUnavailable, SettingsError
from assistant.llm.chat import Message, Reply, open_model
from assistant.llm.local.model import LocalModel, open_local
from assistant.llm.local.process import LaunchSpec
from tests.support.answers import HashedWords, assert_contract
from tests.support.asking import ASK, ask
from tests.support.each_row import each_row
from tests.support.models.gguf import small_model, write_head
from tests.support.tiny import papers

QUESTION = "Which papers study cedar?"


def settings(home: Path, **values: Any) -> Settings:
    values = {"local_model": str(small_model()), "context_window": 2048, "retries": 0, **values}
    return Settings(home=home, shelf="mine", create=True, **values)


def shelf(home: Path, *numbers: int, **values: Any) -> Assistant:
    opened = Assistant(settings(home, **values), embedding=HashedWords())
    opened.add(papers(*numbers))
    return opened


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Two threads wait for each other on a machine that is busy with other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assistant.llm.local.memory_fit.usable_cores", lambda: 1)
        yield


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalModel]:
    opened = open_local(settings(tmp_path_factory.mktemp("model")), papers(1, 2, 3))
    yield opened
    opened.close()


@pytest.fixture
def no_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the model judge, but not write: that takes the small one long, and other tests see to it."""
    whole = LocalModel.complete

    def judging_only(self: LocalModel, messages: Sequence[Message], **wishes: Any) -> Reply:
        if not wishes.get("logprobs"):
            raise BadReply("No reasons in this test.")
        return whole(self, messages, **wishes)

    monkeypatch.setattr(LocalModel, "complete", judging_only)


@pytest.fixture
def no_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings of a model that is never started, where what is said about it is all that matters."""

    class NoServer:
        url, key = "http://127.0.0.1:9/v1", "key"

        def __init__(self, order: LaunchSpec) -> None:
            pass

        def ended(self) -> str:
            return ""

        def close(self) -> None:
            pass

    monkeypatch.setattr("assistant.llm.local.model.LocalServer", NoServer)
    return Settings(home=tmp_path, local_model=str(write_head(tmp_path / "m.gguf", size=10**8)))


@pytest.mark.usefixtures("no_reasons")
def test_a_set_question_is_judged_by_the_model_and_asking_again_costs_nothing(tmp_path: Path) -> None:
    with shelf(tmp_path, 1, 2) as assistant:
        assert assistant.composer == small_model().stem
        assert assistant.notes == (f"The model {assistant.composer} runs on this machine.",)
        events = list(assistant.stream(QUESTION))
        assert isinstance(events[-1], Done)
        answer: Answer = events[-1].answer
        assert events[0] == Stage("load the model")
        assert (answer.kind, answer.judged.papers, answer.judged.of) == ("set", 2, 2)
        assert {verdict.verdict for verdict in answer.verdicts} <= {"match", "partial", "no"}
        assert answer.composer == assistant.composer
        assert answer.usage.requests >= 2
        assert_contract(answer, assistant.papers())
        assert "It judges a paper in about" in assistant.model_note
        assert "runs on this machine" not in "".join(answer.warnings)
    with shelf(tmp_path, 1, 2) as assistant:
        again = assistant.ask(QUESTION)
        assert again.verdicts == answer.verdicts
        assert (again.usage.cached_requests, again.usage.prompt_tokens) == (2, 0)


def test_it_gives_log_probabilities_text_and_streams(
    model: LocalModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of a model with random weights a yes or no is no likelier than any other token.
    monkeypatch.setattr("assistant.llm.llama_index.LEAST_MASS", 0.0)
    judged = model.complete(ASK, max_tokens=1, logprobs=True)
    assert len(judged.top) > 5
    assert all(value <= 0 for value in judged.top.values())
    with model.stream(ASK, max_tokens=8) as stream:
        text = "".join(stream)
    assert text.strip()
    assert stream.usage.completion_tokens > 0
    assert model.context_window == 2048


def test_a_model_that_was_killed_is_started_anew(model: LocalModel) -> None:
    server = model.server()
    os.kill(server.pid, signal.SIGKILL)
    assert server.ended(10) == "was ended by signal 9"
    assert model.complete(ASK, max_tokens=3).text
    assert model.server().pid != server.pid


@each_row("streaming", [False, True])
def test_a_model_that_dies_while_it_answers_is_said_to(model: LocalModel, streaming: bool) -> None:
    pid = model.server().pid
    os.kill(pid, signal.SIGSTOP)  # so that the question is under way, and stays so
    timer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    timer.start()
    with pytest.raises(
        ModelUnavailable, match="its process was ended by signal 9, perhaps for want of memory"
    ):
        ask(model, streaming=streaming)
    timer.join()


def test_a_model_that_was_closed_stays_closed(no_child: Settings) -> None:
    opened = open_model(no_child)
    opened.close()
    with pytest.raises(ModelUnavailable, match="has been closed"):
        opened.complete(ASK, max_tokens=3)


def test_too_little_memory_is_a_warning_beside_the_papers_own_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.llm.local.memory_fit.free_memory", lambda: 10**8)
    with shelf(tmp_path, 1, 2, 3) as assistant:
        answer = assistant.ask("What is studied in plot2?")
    assert answer.composer == "extractive"
    [warning] = answer.warnings
    assert "0.1 GB" in warning
    assert "smaller model" in warning


@pytest.mark.parametrize(
    ("told", "words"),
    [("nothing.gguf", "there is no file nothing.gguf"), ("note.gguf", "to be a GGUF file")],
)
def test_a_wrong_setting_is_an_error_of_one_sentence_or_two(tmp_path: Path, told: str, words: str) -> None:
    Path("note.gguf").write_text("not a model")
    with shelf(tmp_path, 1, local_model=told) as assistant, pytest.raises(SettingsError, match=words):
        assistant.ask(QUESTION)


def test_without_the_extra_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.llm.local.process.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'paper-assistant\[local\]'"):
        open_model(Settings(home=tmp_path, local_model=str(write_head(tmp_path / "m.gguf"))))


def test_a_local_model_goes_before_an_endpoint(tmp_path: Path) -> None:
    asked = Settings(home=tmp_path, local_model="nothing.gguf", openai_base_url="http://127.0.0.1:1/v1")
    with pytest.raises(SettingsError, match=r"nothing\.gguf"):
        open_model(asked)


def test_a_local_model_gets_time_unless_a_patience_was_set(no_child: Settings) -> None:
    assert open_local(no_child)._settings.timeout_s > 300
    assert open_local(no_child.replace(timeout_s=7))._settings.timeout_s == 7


def test_a_cache_that_holds_few_papers_is_said_to(
    no_child: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Free memory holds" not in open_local(no_child, papers(1, 2)).note
    monkeypatch.setattr("assistant.llm.local.memory_fit.free_memory", lambda: 10**8 + 900 * 2**20)
    many = [Paper(id=f"p{n}", title=f"Paper {n}", abstract="word " * 300) for n in range(100)]
    assert "Free memory holds about" in open_local(no_child, many).note


def test_the_name_of_a_models_place_stays_the_same_while_its_file_does(no_child: Settings) -> None:
    # It is part of the keys of stored replies.
    before = open_local(no_child).endpoint
    assert open_local(no_child).endpoint == before
    write_head(Path(no_child.local_model or ""), size=10**8 + 1)
    assert open_local(no_child).endpoint != before
