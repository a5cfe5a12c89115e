"""What every answer keeps, whatever was asked and whoever composed it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.answering.pipeline import checked_question
from assistant.errors import SettingsError
from assistant.events import Done, Stage
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Turn
from tests.support.answers import ask, markers
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import Canned, Cut, Empty, FakeOpenAI, Garbage, Html, Slow, Status
from tests.support.scripted import judge, only, prompt, shown, task

LOOKUP = "How many PET/CT exams were used?"
SET = "Which papers avoid subword tokenizers?"
COMPARISON = "Compare MonoByte and WECHSEL."
ROUTES = {
    LOOKUP: "lookup",
    "What does HMT stand for?": "lookup",
    "What is the best recipe for lasagne?": "lookup",
    SET: "set",
    "How many of the papers are surveys?": "set",
    "Which papers are about volcanoes?": "set",
    COMPARISON: "comparison",
    "What is the difference between CuBERT and ELECTRA?": "comparison",
    "Compare MonoByte and QuantumToken-9000.": "comparison",
    "Hello!": "chat",
}


def scripted(asked: dict[str, Any]) -> Canned:
    """A model that does what each prompt asks for, citing the first two papers or sentences."""
    papers = shown(asked)
    if task(asked) == "answer":
        if "25,578" not in prompt(asked):
            return f"The authors speak of {papers[0].title} [1]."
        return "The authors used 25,578 PET/CT exams [1]. They say so themselves [1]."
    if task(asked) == "compare":
        cells = [{"paper": paper.number, "text": "as it says", "sentence": 1} for paper in papers]
        return json.dumps(
            {"aspects": [{"aspect": "approach", "cells": cells}], "summary": "They differ [1][2]."}
        )
    return judge(lambda question, title: "e" in title.lower()[:9])(asked)


@each_row(("question", "kind"), ROUTES.items())
def test_every_route_keeps_the_contract_without_a_model(
    question: str, kind: str, seed_shelf: Retriever
) -> None:
    asked = ask(question, seed_shelf)
    assert asked.answer.kind == kind
    assert asked.answer.question == question
    assert asked.answer.composer == "extractive"
    assert asked.answer.usage.requests == 0


@pytest.mark.parametrize(
    ("question", "logprobs"),
    [
        (question, logprobs)
        for question, kind in ROUTES.items()
        for logprobs in (True, False)[kind != "set" :]
    ],
)
def test_every_route_keeps_the_contract_with_a_model(
    question: str, logprobs: bool, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = scripted, logprobs
    asked = ask(question, seed_shelf, opened())
    assert asked.answer.kind == ROUTES[question]
    assert asked.answer.composer == "fake-model"
    assert asked.answer.warnings == ()
    assert asked.answer.usage.requests == len(fake_openai.chats)


FAULTS: dict[str, Canned] = {
    "down": Status(500),
    "refused": Status(400),
    "wrong-key": Status(401),
    "no-such-model": Status(404),
    "too-many": Status(429),
    "timeout": Slow(3),
    "cut": Cut(3),
    "empty": Empty(),
    "garbage": Garbage(),
    "html": Html(),
}


# What is asked before the model is given up: of a set, the papers that are judged side by side; of a comparison, which
# is long and hence waited for longer, a second time when what comes late is of no use.
REQUESTS = {LOOKUP: {1}, COMPARISON: {1, 2}, SET: set(range(1, 7))}


@pytest.mark.parametrize("question", REQUESTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_on_every_route_the_papers_own_sentences_step_in_when_the_model_fails(
    fault: str, question: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = lambda asked: FAULTS[fault]
    patience: dict[str, Any] = (
        {"timeout_s": 0.2, "model": "m", "context_window": 4096} if fault == "timeout" else {}
    )
    answer = ask(question, seed_shelf, opened(retries=0, **patience), parallel=16).answer
    assert answer.composer == "extractive"
    assert answer.citations
    assert len(answer.warnings) == 1
    assert {each.given_by for each in answer.verdicts} <= {"cut"}
    assert answer.usage.requests in REQUESTS[question]


def test_the_number_asked_for_comes_first_without_a_model(seed_shelf: Retriever) -> None:
    first = ask(LOOKUP, seed_shelf).answer.citations[0]
    assert "PET/CT" in first.title
    assert "25,578" in first.quote
    cubert = ask("How many Python files were used to pre-train CuBERT?", seed_shelf).answer
    assert "7.4M" in cubert.citations[0].quote


@each_row(
    ("typed", "kind"),
    [
        ("speech", "set"),
        ("translation", "set"),
        ("on speech", "set"),
        ("I want news", "set"),
        ("speech please", "set"),
        ("testing testing 1 2 3", "chat"),
        ("anyone home?", "chat"),
        ("Hola! buenos dias", "chat"),
        ("thanks", "chat"),
    ],
)
def test_keywords_are_no_small_talk(seed_shelf: Retriever, typed: str, kind: str) -> None:
    assert ask(typed, seed_shelf).answer.kind == kind


def test_without_a_model_the_first_line_says_so_and_names_no_variables(seed_shelf: Retriever) -> None:
    for question in (LOOKUP, SET, COMPARISON):
        text = ask(question, seed_shelf).answer.text
        assert "No language model is configured" in text.splitlines()[0]
        assert "OPENAI_" not in text


def test_progress_comes_before_the_answer_and_the_answer_last(seed_shelf: Retriever) -> None:
    events = ask(LOOKUP, seed_shelf).events
    assert [event.name for event in events if isinstance(event, Stage)] == ["plan", "retrieve", "compose"]
    assert sum(isinstance(event, Done) for event in events) == 1


def test_every_paper_judged_is_told_as_it_is_judged(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = scripted, False
    asked = ask(SET, seed_shelf, opened())
    stages = [event for event in asked.events if isinstance(event, Stage) and event.name == "screen"]
    assert [(stage.done, stage.total) for stage in stages][:: len(stages) - 1] == [(0, 38), (38, 38)]
    told = {verdict.paper_id: verdict for stage in stages for verdict in stage.verdicts}
    assert told == {verdict.paper_id: verdict for verdict in asked.answer.verdicts}


def test_the_same_settings_give_the_same_fingerprint_and_a_model_another(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = scripted
    plain = ask(LOOKUP, seed_shelf).answer.fingerprint
    assert plain == ask(SET, seed_shelf).answer.fingerprint
    assert plain != ask(LOOKUP, seed_shelf, judge_batch=3).answer.fingerprint
    assert plain != ask(LOOKUP, seed_shelf, opened()).answer.fingerprint


@each_row("question", ["", "   ", "\n\t", "\x00\x1b\x07", "\u200b\u202e"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(SettingsError, match="empty"):
        checked_question(question, Settings())


def test_a_question_of_20_000_characters_is_refused_with_both_numbers() -> None:
    with pytest.raises(SettingsError, match=r"20,000 characters; at most 4,000"):
        checked_question("a" * 20_000, Settings())
    assert checked_question("a" * 20_000, Settings(max_question=20_000)) == "a" * 20_000


def test_control_characters_do_not_reach_the_plan_or_the_model(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = scripted
    asked = ask("How many\x00 PET/CT\x1b[31m exams\r\n were used?\ud800", seed_shelf, opened())
    assert asked.answer.question == "How many PET/CT [31m exams were used?"
    assert "\x1b" not in prompt(fake_openai.chats[-1])


# Earlier turns


def test_citation_numbers_of_earlier_turns_never_reach_a_later_prompt(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = scripted
    first = ask(SET, seed_shelf).answer
    leaking = first.model_copy(update={"standalone": f"{first.standalone[:-1]} [7][12]?"})
    assert markers(first.text)
    model = opened()
    for follow in ("Of those, which work on images?", "And the second one?", "Does it use bytes?"):
        fake_openai.requests.clear()
        ask(follow, seed_shelf, model, [Turn(question=SET, answer=leaking)])
        assert fake_openai.chats
        for asked in fake_openai.chats:
            told = prompt(asked)
            assert "[7]" not in told
            assert "[12]" not in told
            assert first.text not in told


def test_a_narrowing_question_judges_only_the_papers_shown_before(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    pixel = "Pixel Sentence Representation Learning"
    mono = "MonoByte: A Pool of Monolingual Byte-level Language Models"
    model = opened()
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(pixel, mono)), False
    before = ask(SET, seed_shelf, model).answer
    fake_openai.requests.clear()
    fake_openai.respond = judge(only(pixel))
    after = ask(
        "Of those, which work on images of text?", seed_shelf, model, [Turn(question=SET, answer=before)]
    )
    judged = {paper.title for asked in fake_openai.chats for paper in shown(asked)}
    assert judged == {pixel, mono}
    assert after.answer.judged.of == 2
    assert [v.title for v in after.answer.verdicts if v.verdict == "match"] == [pixel]


def test_a_narrowing_question_after_an_answer_without_papers_says_that_nothing_is_there(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    hello = ask("Hello!", seed_shelf).answer
    asked = ask(
        "Of those, which papers use bytes?", seed_shelf, opened(), [Turn(question="Hello!", answer=hello)]
    )
    assert asked.answer.status == "no_evidence"
    assert "No language model is configured" not in asked.answer.text
    assert asked.answer.composer == "fake-model"


@each_row(
    ("question", "told"),
    [
        ("Which ones deal with pictures?", ("No paper here says “pictures”; “image” was looked for.",)),
        (
            "How many photos does GeoPixInstruct hold?",
            ("No paper here says “photos”; “image” was looked for.",),
        ),
        ("Which papers deal with images?", ()),
    ],
)
def test_a_word_that_was_looked_for_in_place_of_another_is_told(
    seed_shelf: Retriever, question: str, told: tuple[str, ...]
) -> None:
    assert ask(question, seed_shelf).answer.warnings == told
