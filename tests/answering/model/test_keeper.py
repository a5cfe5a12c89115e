"""A model that is made ready beside the questions: they are answered at once, and it says how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Done, Settings, Stage
from assistant.errors import SettingsError
from tests.support.answers import HashedWords
from tests.support.fakes import FakeOpenAI
from tests.support.models.mirrors import CONTENT, FILE, in_catalogue, tiny_model
from tests.support.models.stand_in import StandIn
from tests.support.running.waiting import until
from tests.support.scripted import judge, only
from tests.support.tiny import papers

QUESTION = "Which papers study cedar?"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, fake_openai: FakeOpenAI) -> Iterator[StandIn]:
    in_catalogue(monkeypatch, tiny_model())
    monkeypatch.setattr("assistant.answering.model.keeper.can_run", lambda: True)
    fake_openai.respond = judge(only("On cedar number 2"))
    there = StandIn(monkeypatch, fake_openai.url)
    yield there
    there.free()


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    folder.mkdir()
    (folder / FILE).write_bytes(CONTENT)
    return folder


def shelf(home: Path, mirror: Path, *, background: bool = True, **values: Any) -> Assistant:
    settings = Settings(home=home / "home", shelf="mine", model_mirror=str(mirror), create=True, **values)
    opened = Assistant(settings, embedding=HashedWords(), background=background)
    opened.add(papers(1, 2, 3))
    return opened


def answered(assistant: Assistant, *, wait: bool) -> Answer:
    for event in assistant.stream(QUESTION, wait_for_model=wait):
        if isinstance(event, Done):
            return event.answer
    raise AssertionError


def test_questions_are_answered_at_once_while_it_loads_and_reads(
    tmp_path: Path, mirror: Path, stand_in: StandIn
) -> None:
    with shelf(tmp_path, mirror, local_model="tiny") as assistant:
        until(lambda: "is being loaded" in assistant.model_note)
        assert assistant.model_preparing
        answer = answered(assistant, wait=False)
        assert (answer.composer, answer.judged.papers) == ("extractive", 0)
        assert "tiny.q4 is being loaded. Until it is ready" in answer.warnings[0]
        assert "The language model is not ready yet" in answer.warnings[0]
        assert "not ready" not in answer.text  # told once
        stand_in.may_load.set()
        until(lambda: "It has read 1 of 3 papers in advance" in assistant.model_note)
        assert answered(assistant, wait=False).composer == "extractive"
        assert answered(assistant, wait=True).judged.papers == 3  # whoever wants it judged now gets that
        assert stand_in.read == 1  # reading gave way
        stand_in.may_read.set()
        until(lambda: not assistant.model_preparing)
        assert stand_in.read == 3
        answer = answered(assistant, wait=False)
        assert (answer.composer, answer.warnings) == ("tiny.q4", ())
        assert [each.title for each in answer.verdicts if each.verdict == "match"] == ["On cedar number 2"]


def test_a_model_chosen_later_is_run_without_a_new_start(
    tmp_path: Path, mirror: Path, stand_in: StandIn
) -> None:
    stand_in.free()
    with shelf(tmp_path, mirror) as assistant:
        [(offered, here)] = assistant.offers
        assert (offered.name, here) == ("tiny", False)
        assert assistant.ask(QUESTION).composer == "extractive"
        before = assistant.ask(QUESTION).fingerprint
        assistant.use_local_model("tiny")
        until(lambda: not assistant.model_preparing)
        assert assistant.offers == ()
        answer = assistant.ask(QUESTION)
        assert (answer.composer, answer.judged.papers) == ("tiny.q4", 3)
        assert answer.fingerprint != before
        assert assistant.settings.local_model == "tiny"
    with shelf(tmp_path, mirror) as assistant:
        assert [here for _, here in assistant.offers] == [True]


def test_a_fetch_that_fails_is_said_and_may_be_tried_again(
    tmp_path: Path, mirror: Path, stand_in: StandIn
) -> None:
    stand_in.free()
    (mirror / FILE).unlink()
    with shelf(tmp_path, mirror) as assistant:
        assistant.use_local_model("tiny")
        until(lambda: not assistant.model_preparing)
        assert "there is no" in assistant.model_note
        answer = answered(assistant, wait=False)
        assert answer.composer == "extractive"
        assert "there is no" in answer.warnings[0]
        until(lambda: not assistant.model_preparing)
        assert len(assistant.offers) == 1
        (mirror / FILE).write_bytes(CONTENT)
        assistant.use_local_model("tiny")
        until(lambda: not assistant.model_preparing)
        assert answered(assistant, wait=False).composer == "tiny.q4"


def test_on_a_large_shelf_it_is_loaded_but_papers_are_read_only_for_a_question(
    tmp_path: Path, mirror: Path, stand_in: StandIn
) -> None:
    stand_in.free()
    with shelf(tmp_path, mirror, local_model="tiny", judge_all=2) as assistant:
        until(lambda: stand_in.opened == 1 and not assistant.model_preparing)
        assert stand_in.read == 0
        assert answered(assistant, wait=False).composer == "tiny.q4"


@pytest.mark.parametrize(("background", "values"), [(False, {}), (True, {"local_warm": False})])
def test_elsewhere_nothing_is_begun_before_a_question_needs_it(
    tmp_path: Path, mirror: Path, stand_in: StandIn, background: bool, values: dict[str, Any]
) -> None:
    stand_in.free()
    with shelf(tmp_path, mirror, background=background, local_model="tiny", **values) as assistant:
        assistant.read_in_advance()
        assert not assistant.model_preparing
        assert stand_in.opened == 0
        events = list(assistant.stream(QUESTION, wait_for_model=False))
        assert events[0] == Stage("load the model")  # which takes a while, so it is told
        assert isinstance(events[-1], Done)
        assert events[-1].answer.composer == "tiny.q4"


def test_closing_ends_a_model_that_was_just_being_loaded(
    tmp_path: Path, mirror: Path, stand_in: StandIn
) -> None:
    with shelf(tmp_path, mirror, local_model="tiny") as assistant:
        until(lambda: "is being loaded" in assistant.model_note)
    stand_in.may_load.set()
    until(lambda: not assistant.model_preparing)
    assert "It has read" not in assistant.model_note


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("huge", {}, "Expected one of tiny, not huge"),
        (
            "tiny",
            {"openai_base_url": "http://127.0.0.1:9/v1", "model": "theirs"},
            "theirs is configured already",
        ),
    ],
)
def test_what_cannot_be_chosen(
    tmp_path: Path, mirror: Path, stand_in: StandIn, name: str, values: dict[str, Any], words: str
) -> None:
    with shelf(tmp_path, mirror, **values) as assistant, pytest.raises(SettingsError, match=words):
        assistant.use_local_model(name)


def test_nothing_is_offered_where_it_could_not_run(
    tmp_path: Path, mirror: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.answering.model.keeper.can_run", lambda: False)
    with shelf(tmp_path, mirror) as assistant:
        assert assistant.offers == ()
        with pytest.raises(SettingsError, match="pip install"):
            assistant.use_local_model("tiny")
