"""Whole answers from endpoints as they are: models that think, replies cut or filtered, prompts that do not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from assistant.events import Stage, Token
from assistant.retrieval.hybrid import Retriever
from assistant.text.wording import REFUSAL
from tests.support.answers import ask, markers
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI, Status, Text
from tests.support.models.behaviour import events
from tests.support.scripted import entry, judge, only, prompt, shown, task, verdicts

LOOKUP = "How many PET/CT exams were used?"
GOOD = "The authors used 25,578 PET/CT exams [1]."
SET = "Which papers avoid subword tokenizers?"
COMPARISON = "Compare MonoByte and WECHSEL."
IDEA = "My first idea: all of them match [1][2]. Hmm."
TOO_LONG = Status(400, error={"message": "This model's maximum context length is 4096 tokens.", "code": 400})
FORMS: dict[str, Callable[[str, str], Canned]] = {
    "think": lambda idea, said: Text(f"<think>\n{idea}\n</think>\n\n{said}"),
    "closing tag only": lambda idea, said: Text(f"Okay, {idea}\n</think>\n\n{said}"),
    "harmony": lambda idea, said: Text(
        f"<|channel|>analysis<|message|>{idea}<|end|><|start|>assistant<|channel|>final<|message|>{said}"
    ),
}


def thinker(
    form: Callable[[str, str], Canned], titles: tuple[str, ...]
) -> Callable[[dict[str, Any]], Canned]:
    """A model that thinks before all that it says: its first idea is that everything matches."""

    def respond(asked: dict[str, Any]) -> Canned:
        if asked.get("logprobs"):
            return Text("<think>", top={"<think>": -0.001, "yes": -8.0, "no": -9.0})
        papers = shown(asked)
        name = task(asked)
        if name == "answer":
            return form(IDEA, GOOD if "PET/CT" in prompt(asked).split("<question>")[1] else REFUSAL)
        if name == "compare":
            cells = [{"paper": paper.number, "text": "as it says", "sentence": 1} for paper in papers]
            table = {"aspects": [{"aspect": "approach", "cells": cells}], "summary": "They differ [1][2]."}
            return form(json.dumps({"aspects": [], "summary": "Nothing."}), json.dumps(table))
        said = judge(only(*titles))(asked)
        assert isinstance(said, str)
        return form(f"{IDEA} {verdicts([entry(paper.number) for paper in papers])}", said)

    return respond


@pytest.mark.parametrize("form", FORMS)
def test_a_model_that_thinks_answers_every_route_right(
    form: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    papers = list(seed_shelf.index.papers.get(list(seed_shelf.index.papers.ids())).values())
    titles = tuple(paper.title for paper in papers[:7])
    fake_openai.respond = thinker(FORMS[form], titles)
    model = opened()
    fact, refusal, table, found = (
        ask(question, seed_shelf, model)
        for question in (LOOKUP, "What does HMT cost per month?", COMPARISON, SET)
    )
    assert (fact.answer.text, fact.answer.status) == (GOOD, "answered")
    assert refusal.answer.status == "no_evidence"
    assert (table.answer.status, len(table.answer.citations)) == ("answered", 2)
    matches = {verdict.title for verdict in found.answer.verdicts if verdict.verdict == "match"}
    assert matches == set(titles)
    assert len(found.answer.verdicts) == len(papers)
    for asked in (fact, refusal, table, found):
        assert not asked.answer.warnings
        for event in asked.events:
            assert not isinstance(event, Token) or ("idea" not in event.text and "think" not in event.text)
    yes_no = len([chat for chat in fake_openai.chats if chat.get("logprobs")])
    assert yes_no == 1, "it is not asked for a yes or no again"
    ask(SET, seed_shelf, model)
    assert len([chat for chat in fake_openai.chats if chat.get("logprobs")]) == yes_no


def test_a_thought_that_slipped_out_is_taken_back(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    slipped = f"The exams were 12 [1].\nNo, wait.\n</think>\n\n{GOOD}"
    fake_openai.enqueue(slipped, slipped)
    asked = ask(LOOKUP, seed_shelf, opened())
    assert (asked.answer.text, asked.answer.status) == (GOOD, "answered")
    assert [event.name for event in asked.events if isinstance(event, Stage)].count("compose") == 2


@pytest.mark.parametrize(("finish", "told"), [("length", "cut off"), ("content_filter", "content filter")])
def test_an_answer_that_is_not_whole_says_so(
    finish: str, told: str, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.enqueue(Text(GOOD, finish=finish))
    answer = ask(LOOKUP, seed_shelf, opened()).answer
    assert answer.text == GOOD
    assert [warning for warning in answer.warnings if told in warning]


def test_nothing_but_thoughts_gives_the_papers_own_sentences(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = lambda asked: Text(f"<think>{IDEA}")
    answer = ask(LOOKUP, seed_shelf, opened()).answer
    assert answer.composer == "extractive"
    assert "25,578" in answer.text
    assert "only its thoughts" in answer.warnings[0]
    assert len(fake_openai.chats) == 2


def test_thinking_is_told_as_progress_and_not_shown(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.llm.replies.reading.TOLD_EVERY_S", 0.0)
    thoughts = [{"reasoning_content": f"{word} "} for word in IDEA.split()]
    fake_openai.enqueue(events(*thoughts, {"content": GOOD}))
    asked = ask(LOOKUP, seed_shelf, opened())
    assert asked.answer.text == GOOD
    names = [event.name for event in asked.events if isinstance(event, Stage)]
    assert names.count("think") >= len(thoughts)
    assert names.index("compose") < names.index("think")


def test_a_prompt_that_does_not_fit_is_asked_with_fewer_papers(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    said = "They train models on French texts [1]."
    fake_openai.respond = lambda asked: TOO_LONG if len(shown(asked)) > 1 else said
    answer = ask("How do MonoByte and WECHSEL treat French?", seed_shelf, opened()).answer
    assert (answer.text, answer.status, markers(answer.text)) == (said, "answered", [1])
    counts = [len(shown(chat)) for chat in fake_openai.chats]
    assert counts[0] > counts[-1] == 1
    assert counts == sorted(counts, reverse=True)


def test_a_prompt_that_never_fits_is_said_to_be_too_long(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = lambda asked: TOO_LONG
    answer = ask(LOOKUP, seed_shelf, opened()).answer
    assert answer.composer == "extractive"
    assert "ASSISTANT_CONTEXT_WINDOW" in answer.warnings[0]
    assert "4096 tokens" in answer.warnings[0]
    assert len(fake_openai.chats) < 6


def test_papers_that_do_not_fit_one_request_are_judged_in_smaller_ones(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    papers = list(seed_shelf.index.papers.get(list(seed_shelf.index.papers.ids())).values())
    right = judge(only(papers[0].title, papers[5].title))
    fake_openai.gives_logprobs = False
    fake_openai.respond = lambda asked: TOO_LONG if len(shown(asked)) > 3 else right(asked)
    answer = ask(SET, seed_shelf, opened()).answer
    assert answer.judged.papers == len(papers)
    assert {v.title for v in answer.verdicts if v.verdict == "match"} == {papers[0].title, papers[5].title}
