"""A model is chosen while questions are answered: in force at once, kept for the next start, followed by others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Done, ModelChoice, Settings, SettingsError, Token
from tests.answering.model.test_keeper import until
from tests.support.answers import HashedWords
from tests.support.fakes import FakeOpenAI, Status, Text
from tests.support.models.mirrors import CONTENT, FILE, in_catalogue, tiny_model
from tests.support.models.stand_in import StandIn
from tests.support.tiny import papers

KEY = "sk-kept-key-0123456789"
QUESTION = "What is cedar number 2?"

Shelf = Callable[..., Assistant]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Open the shelf of one home; each one that was opened is closed in the end."""
    with ExitStack() as stack:

        def opened(*, background: bool = False, llm: Any = None, **values: Any) -> Assistant:
            settings = Settings(home=tmp_path / "home", shelf="mine", create=True, retries=0, **values)
            assistant = Assistant(settings, embedding=HashedWords(), background=background, llm=llm)
            if not assistant.size:
                assistant.add(papers(1, 2, 3))
            return stack.enter_context(assistant)

        yield opened


def says(fake: FakeOpenAI, text: str) -> None:
    fake.respond = lambda asked: text


def test_a_choice_is_in_force_at_once_after_a_restart_and_in_other_processes(
    shelf: Shelf, fake_openai: FakeOpenAI, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    says(fake_openai, "It studies cedar. [1]")
    fake_openai.api_keys = {KEY}
    assistant, beside = shelf(), shelf()
    assert assistant.model_state.status == "none"
    assistant.use_model(ModelChoice(address=fake_openai.url, key=KEY))
    state = assistant.model_state
    assert (state.status, state.chosen, state.has_key) == ("unasked", True, True)
    for each in (assistant, beside, shelf()):
        answer = each.ask(QUESTION)
        assert answer.composer == "fake-model"
        assert KEY not in answer.model_dump_json() + repr(each.model_state) + repr(each.settings)
    assert assistant.model_state.status == "answers"
    assistant.use_model(ModelChoice())
    assert [each.ask(QUESTION).composer for each in (assistant, beside)] == ["extractive"] * 2
    assert assistant.model_state.status == "none"
    assert KEY not in caplog.text
    kept = [
        path
        for path in (tmp_path / "home").rglob("*")
        if path.is_file() and KEY.encode() in path.read_bytes()
    ]
    assert kept == []  # with the choice, its key is gone


def test_what_was_set_last_is_in_force(shelf: Shelf, fake_openai: FakeOpenAI) -> None:
    by_settings = {"openai_base_url": "http://127.0.0.1:9/v1", "model": "by-settings"}
    with shelf(**by_settings) as assistant:
        assistant.use_model(ModelChoice(address=fake_openai.url, name="by-page"))
        assert assistant.composer == "by-page"
    with shelf(**by_settings) as assistant:
        assert assistant.composer == "by-page"  # the settings say what they said then
    with shelf() as assistant:
        assert assistant.composer == "by-page"
    with shelf(**{**by_settings, "model": "set-since"}) as assistant:
        assert assistant.composer == "set-since"
        assert not assistant.model_state.chosen
        assistant.use_model(ModelChoice())
        assert assistant.composer == "extractive"
        assistant.use_model(None)
        assert assistant.composer == "set-since"


def test_a_question_under_way_finishes_with_the_model_before(shelf: Shelf, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: Text(
        "It studies cedar [1] and says so at some length. [1]", pause=0.05
    )
    assistant = shelf(openai_base_url=fake_openai.url, model="before")
    events = assistant.stream(QUESTION)
    begun = next(event for event in events if isinstance(event, Token))
    assistant.use_model(ModelChoice())
    assert begun.text
    done = next(event for event in events if isinstance(event, Done))
    assert (done.answer.composer, done.answer.warnings) == ("before", ())
    assert assistant.ask(QUESTION).composer == "extractive"


def test_a_key_goes_to_its_own_server_only(shelf: Shelf, fake_openai: FakeOpenAI) -> None:
    with FakeOpenAI() as other:
        assistant = shelf(openai_base_url=fake_openai.url, openai_api_key=KEY, model="m")
        assistant.find_models(ModelChoice(address=fake_openai.url))
        assistant.find_models(ModelChoice(address=other.url))
        assistant.try_model(ModelChoice(address=other.url))
        assistant.use_model(ModelChoice(address=other.url))
        assistant.ask(QUESTION)
        assert not assistant.model_state.has_key
        assert KEY in str([request.headers for request in fake_openai.requests])
        assert KEY not in str([request.headers for request in other.requests])


def test_an_endpoint_is_checked_and_turns_with_each_question(shelf: Shelf, fake_openai: FakeOpenAI) -> None:
    assistant = shelf(openai_base_url=fake_openai.url)
    assistant.check_model()
    until(lambda: assistant.model_state.status == "answers")
    assert assistant.model_state.name == "fake-model"
    fake_openai.respond = lambda asked: Status(401)
    answer = assistant.ask(QUESTION)
    assert answer.composer == "extractive"
    assert len(answer.warnings) == 1  # told once
    assert "could not be used" not in answer.text
    state = assistant.model_state
    assert (state.status, state.short) == ("fails", "it refused the key (status 401)")
    says(fake_openai, "It studies cedar. [1]")
    assert assistant.ask(QUESTION).composer == "fake-model"
    assert assistant.model_state.status == "answers"


def test_a_damaged_choice_is_told_and_the_settings_hold(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "model.json").write_text("{")
    assistant = shelf(openai_base_url="http://127.0.0.1:9/v1", model="by-settings")
    assert assistant.composer == "by-settings"
    assert any("was damaged" in note for note in assistant.notes)


def test_a_model_that_an_app_hands_over_is_not_changed(shelf: Shelf) -> None:
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(model="m", api_base="http://127.0.0.1:9/v1", api_key="k", context_window=4096)
    assistant = shelf(llm=llm)
    assert not assistant.model_state.can_choose
    with pytest.raises(SettingsError, match="given by the program"):
        assistant.use_model(ModelChoice())


def test_a_local_model_is_chosen_cancelled_and_kept(
    shelf: Shelf, fake_openai: FakeOpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_catalogue(monkeypatch, tiny_model())
    monkeypatch.setattr("assistant.answering.model.keeper.can_run", lambda: True)
    stand_in = StandIn(monkeypatch, fake_openai.url)
    (tmp_path / FILE).write_bytes(CONTENT)
    says(fake_openai, "It studies cedar. [1]")
    assistant = shelf(model_mirror=str(tmp_path))
    assistant.use_model(ModelChoice(address=fake_openai.url, name="remote"))
    assistant.use_model(ModelChoice(local="tiny"))
    until(lambda: "is being loaded" in assistant.model_note)
    assert assistant.model_state.status == "preparing"
    assistant.cancel_model()
    assert assistant.composer == "remote"
    assert assistant.ask(QUESTION).composer == "remote"
    stand_in.free()
    assistant.use_model(ModelChoice(local="tiny"))
    until(lambda: not assistant.model_preparing)
    assert assistant.ask(QUESTION).composer == "tiny.q4"
    assert assistant.model_state.local == "tiny"
    assert shelf(model_mirror=str(tmp_path)).composer == "tiny.q4"
    with pytest.raises(SettingsError, match="Expected one of"):
        assistant.use_model(ModelChoice(local="huge"))
    monkeypatch.setattr("assistant.answering.model.keeper.can_run", lambda: False)
    with pytest.raises(SettingsError, match="pip install"):
        assistant.use_model(ModelChoice(local="tiny"))
    assert threading.active_count() < 50
