"""How many requests a set question takes, and how alike two questions' prompts begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.papers import bundled_papers
from assistant.retrieval.hybrid import Retriever
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI
from tests.support.scripted import judge, only, prompt, shown, task

SET = "Which papers avoid subword tokenizers?"
ANOTHER = "Which papers are about images?"
TITLES = [paper.title for paper in bundled_papers()]


def without_logprobs(fake: FakeOpenAI) -> None:
    fake.gives_logprobs, fake.respond = False, judge(only(*TITLES[:5]))


def test_38_papers_and_a_window_of_32k_take_three_requests(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    without_logprobs(fake_openai)
    answer = ask(SET, seed_shelf, opened(context_window=32_000)).answer
    assert [task(chat) for chat in fake_openai.chats] == ["rubric", "judge_batch", "summary"]
    assert answer.usage.requests == 3
    assert answer.judged.papers == 38


def test_a_small_window_takes_a_few_more_all_at_once(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    without_logprobs(fake_openai)
    ask(SET, seed_shelf, opened(context_window=15_000))
    sizes = [len(shown(chat)) for chat in fake_openai.chats if task(chat) == "judge_batch"]
    assert len(sizes) == 4, "as many as are asked side by side: none waits for another"
    assert max(sizes) <= 10


def test_that_there_are_no_log_probabilities_is_remembered_across_questions(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    without_logprobs(fake_openai)
    model = opened()
    ask(SET, seed_shelf, model)
    sent = len(fake_openai.chats)
    ask(ANOTHER, seed_shelf, model)
    assert [chat for chat in fake_openai.chats[:sent] if chat.get("logprobs")]
    assert not [chat for chat in fake_openai.chats[sent:] if chat.get("logprobs")]


@pytest.mark.parametrize("window", [8192, 32_000])
def test_the_next_question_begins_with_the_same_papers_so_that_a_prefix_cache_is_hit(
    window: int, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    without_logprobs(fake_openai)
    model = opened(context_window=window)
    prompts = []
    for question in (SET, ANOTHER):
        before = len(fake_openai.chats)
        ask(question, seed_shelf, model)
        chats = [chat for chat in fake_openai.chats[before:] if task(chat) == "judge_batch"]
        prompts.append(sorted(prompt(chat) for chat in chats))
    for first, second in zip(*prompts, strict=True):
        alike = next(at for at, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
        shared = first[:alike]
        assert shared.endswith("</paper>\n\nQuestion: Does this paper ") or len(shared) > 0.95 * len(first)


@pytest.mark.parametrize(
    ("refuses", "kinds"),
    [
        (None, ["json_schema"] * 3),
        ("json_schema", ["json_schema", "json_object", "json_object", "json_object"]),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_a_form_of_json_is_asked_for_and_that_it_is_refused_remembered(
    refuses: str | None,
    kinds: list[str],
    named: bool,
    seed_shelf: Retriever,
    fake_openai: FakeOpenAI,
    opened: Opener,
) -> None:
    without_logprobs(fake_openai)
    fake_openai.refuse_json, fake_openai.names_refused = refuses, named
    ask(SET, seed_shelf, opened(context_window=32_000))
    asked = [chat["response_format"] for chat in fake_openai.chats]
    assert [each["type"] for each in asked] == kinds
    form = asked[0]["json_schema"]
    assert form["strict"] is True
    assert set(form["schema"]["required"]) == set(form["schema"]["properties"])
    assert form["schema"]["additionalProperties"] is False
    assert all("temperature" in chat and "seed" in chat for chat in fake_openai.chats), (
        "nothing else is blamed"
    )


def test_what_counts_is_put_with_every_paper_whichever_way_they_are_judged(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    question = "Which papers are about tokenizers but not about vision?"
    respond: Callable[[dict[str, Any]], Canned] = judge(only())
    fake_openai.respond = respond
    ask(question, seed_shelf, opened())
    assert {task(chat) for chat in fake_openai.chats} == {"judge_yes_no"}
    assert all(
        "Does not count if: it is about, or uses, vision" in prompt(chat) for chat in fake_openai.chats
    )
    fake_openai.gives_logprobs = False
    before = len(fake_openai.chats)
    ask(question, seed_shelf, opened())
    batches = [chat for chat in fake_openai.chats[before:] if task(chat) == "judge_batch"]
    assert all("Does not count if: it is about, or uses, vision" in prompt(chat) for chat in batches)


def test_a_capable_model_writes_what_counts_once_for_every_batch(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    right = judge(only(*TITLES[:3]))
    told = '{"counts_if": "bytes or pixels", "does_not_count_if": "subwords", "partly_if": ""}'
    fake_openai.respond = lambda chat: told if task(chat) == "rubric" else right(chat)
    ask(SET, seed_shelf, opened(context_window=16_500))
    batches = [prompt(chat) for chat in fake_openai.chats if task(chat) == "judge_batch"]
    assert len(batches) > 1
    assert all("Counts if: bytes or pixels\nDoes not count if: subwords\nJudge" in batch for batch in batches)
    assert sum(task(chat) == "rubric" for chat in fake_openai.chats) == 1
