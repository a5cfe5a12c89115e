"""What a set question costs, and that asking again costs nothing."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from assistant.assistant import Assistant
from assistant.llm.prompting.prompt_files import load
from assistant.papers import bundled_papers
from assistant.settings import Settings
from assistant.text.tokens import count_tokens
from assistant.types import Usage
from tests.support.asking import KEY
from tests.support.fakes import FakeOpenAI
from tests.support.scripted import judge, only

SET = "Which papers avoid subword tokenizers?"
FOLLOW = "Of those, which work on images of text?"
TITLES = [paper.title for paper in bundled_papers()]


@cache
def abstracts() -> int:
    """Return the tokens of all abstracts; counted when it is needed, because the table of tokens is large."""
    return sum(count_tokens(paper.abstract) for paper in bundled_papers())


def settings(home: Path, fake: FakeOpenAI, **more: object) -> Settings:
    return Settings(home=home, openai_base_url=fake.url, openai_api_key=KEY, **more)


def tokens(fake: FakeOpenAI) -> tuple[int, int]:
    """Return the tokens of all prompts, without and of their instructions."""
    systems = [chat["messages"][0]["content"] for chat in fake.chats]
    others = [message["content"] for chat in fake.chats for message in chat["messages"][1:]]
    return sum(map(count_tokens, others)), sum(map(count_tokens, systems))


def test_a_set_question_in_batches_stays_within_its_budget(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*TITLES[:5])), False
    with Assistant(settings(seed_copy, fake_openai)) as assistant:
        usage = assistant.ask(SET).usage
    assert len(fake_openai.chats) == usage.requests <= math.ceil(38 / 10) + 2
    told, _ = tokens(fake_openai)
    frame = count_tokens(load("judge_batch").user) + count_tokens(SET)
    assert told - frame * len(fake_openai.chats) <= 1.3 * abstracts()


def test_a_set_question_by_log_probabilities_stays_within_its_budget(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = judge(only(*TITLES[:12]))
    with Assistant(settings(seed_copy, fake_openai)) as assistant:
        usage = assistant.ask(SET).usage
    assert len(fake_openai.chats) == usage.requests <= 38 + 2
    told, _ = tokens(fake_openai)
    frame = count_tokens(load("judge_yes_no").user) + count_tokens(SET)
    assert told - frame * len(fake_openai.chats) <= 1.3 * abstracts()


def test_asking_again_costs_nothing_also_in_a_new_process(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = judge(only(*TITLES[:3]))
    answers = []
    for _ in range(2):
        with Assistant(settings(seed_copy, fake_openai)) as assistant:
            talk = assistant.conversation()
            answers.append([talk.ask(SET), talk.ask(FOLLOW)])
            sent = len(fake_openai.chats)
    first, again = answers
    assert sent == sum(answer.usage.requests for answer in first)
    for before, after in zip(first, again, strict=True):
        assert after.usage == Usage(cached_requests=before.usage.requests)
        assert after.text == before.text
        assert after.verdicts == before.verdicts


def test_narrowing_asks_only_about_the_papers_shown(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = judge(only(*TITLES[:3]))
    with Assistant(settings(seed_copy, fake_openai)) as assistant:
        talk = assistant.conversation()
        talk.ask(SET)
        assert talk.ask(FOLLOW).usage.requests <= 3 + 2


def test_usage_adds_up_to_what_the_endpoint_counted(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*TITLES[:3])), False
    with Assistant(settings(seed_copy, fake_openai)) as assistant:
        usage = assistant.ask(SET).usage
    words = sum(len(m["content"].split()) for chat in fake_openai.chats for m in chat["messages"])
    assert usage.requests == len(fake_openai.chats)
    assert usage.prompt_tokens == words
    assert usage.completion_tokens > 0
    assert usage.cached_requests == 0


def test_a_reply_that_could_not_be_used_is_counted(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: "Nothing is cited here."
    with Assistant(settings(seed_copy, fake_openai)) as assistant:
        answer = assistant.ask("How many PET/CT exams were used?")
    assert answer.composer == "extractive"
    assert answer.usage.requests == 1
    assert answer.usage.prompt_tokens > 100
