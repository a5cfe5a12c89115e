"""Which way of judging an endpoint gets, found out by asking."""

from __future__ import annotations

import pytest

from assistant.errors import ModelUnavailable
from assistant.judging.rubric import Rubric
from assistant.judging.strategies import BatchJudge, JudgingStrategy, LogOddsJudge, choose_strategy
from assistant.types import Paper
from tests.support.asking import Opener
from tests.support.fakes import Empty, FakeOpenAI, Status, Text
from tests.support.scripted import YES

PAPERS = [Paper(id=f"p{number}", title=f"Paper {number}", abstract="It says so.") for number in range(3)]


def chosen(opened: Opener, papers: list[Paper] = PAPERS) -> JudgingStrategy:
    return choose_strategy(papers, Rubric("Which?"), opened(retries=0), dict)


def test_log_probabilities_are_used_where_they_are_told(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Text("yes", top=YES))
    strategy = chosen(opened)
    assert isinstance(strategy, LogOddsJudge)
    assert set(strategy.verdicts()) == {"p0"}
    assert len(fake_openai.chats) == 1


@pytest.mark.parametrize("reply", [Text("Thinking", top={"Thinking": -0.1}), Empty()])
def test_json_verdicts_are_used_where_they_are_not(
    fake_openai: FakeOpenAI, opened: Opener, reply: Text | Empty
) -> None:
    fake_openai.enqueue(reply, reply)
    assert isinstance(chosen(opened), BatchJudge)


def test_an_endpoint_without_log_probabilities_gets_batches(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.gives_logprobs = False
    strategy = chosen(opened)
    assert isinstance(strategy, BatchJudge)
    assert strategy.units(PAPERS) == [PAPERS]


def test_a_batch_holds_no_more_papers_than_the_context_window_takes(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    papers = [Paper(id=f"p{at}", title=f"Paper {at}", abstract="It says so. " * 60) for at in range(20)]
    sizes = [
        [len(unit) for unit in BatchJudge(Rubric("Which?"), opened(context_window=window), 8).units(papers)]
        for window in (1024, 2048, 4096, 100_000)
    ]
    assert all(sum(some) == 20 for some in sizes)
    largest = [max(some) for some in sizes]
    assert largest == sorted(largest)
    assert largest[0] == 1 < largest[1] < largest[-1] == 7 == 20 // 3 + 1


def test_a_first_paper_that_the_endpoint_refuses_does_not_stop_the_rest(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    refusal = Status(400, error={"message": "flagged", "code": "content_filter", "param": "prompt"})
    fake_openai.enqueue(refusal, Text("yes", top=YES))
    strategy = chosen(opened)
    assert isinstance(strategy, LogOddsJudge)
    assert {key: verdict.verdict for key, verdict in strategy.verdicts().items()} == {
        "p0": "unjudged",
        "p1": "match",
    }
    assert "refused" in strategy.problems["p0"]


@pytest.mark.parametrize("fault", [Status(500), Status(401), Status(429)])
def test_an_endpoint_that_does_not_answer_is_told_at_once(
    fake_openai: FakeOpenAI, opened: Opener, fault: Status
) -> None:
    fake_openai.respond = lambda asked: fault
    with pytest.raises(ModelUnavailable):
        chosen(opened)
    assert len(fake_openai.chats) <= 2
