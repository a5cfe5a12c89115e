"""Papers that name a thing are found by the name."""

from __future__ import annotations

from typing import Any

from assistant.retrieval.hybrid import Retriever
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI
from tests.support.scripted import judge, shown
from tests.support.shelves.recorded import cited


def test_every_paper_that_names_a_thing_is_listed_and_quoted(shelf: Retriever) -> None:
    answer = ask("How many papers mention GSM8K?", shelf).answer
    assert answer.text.startswith("**2 of 5 papers** name “GSM8K”.")
    assert [each.quote for each in answer.citations] == [
        "We parse amber with GSM-8K.",
        "Agents of cedar use GSM8K and [29] <b>tags</b>.",
    ]
    assert "What they do with it was not judged." in ask("Which papers use GSM8K?", shelf).answer.text


def test_a_thing_that_no_paper_names_is_said_to_be_in_none(shelf: Retriever) -> None:
    answer = ask("Which papers mention Quuxformer-9?", shelf).answer
    assert (answer.status, answer.text) == (
        "no_evidence",
        "None of the 5 papers names “Quuxformer-9” in its title or abstract.",
    )


def test_named_things_and_conditions_go_together(shelf: Retriever) -> None:
    answer = ask("Which papers since 2020 mention GSM8K?", shelf).answer
    assert cited(answer) == ["c"]
    assert "1 of 3 papers since 2020" in answer.text


def test_papers_that_name_a_thing_are_judged_first_whatever_their_rank(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    order: list[str] = []

    def respond(asked: dict[str, Any]) -> Canned:
        order.extend(paper.title for paper in shown(asked) if paper.title not in order)
        return judge(lambda criterion, title: True)(asked)

    fake_openai.respond = respond
    few = {"judge_all": 2, "judge_budget": 2, "judge_sample": 0, "parallel": 1}
    ask("Which papers about dunes use GSM8K?", shelf, opened(), **few)
    assert set(order) == {"Amber parsing", "Cedar agents"}


def test_with_a_model_mentions_are_judged_on_a_small_shelf_and_scanned_for_on_a_large_one(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = judge(lambda criterion, title: "Amber" in title)
    small = ask("Which papers mention GSM8K?", shelf, opened()).answer
    large = ask("Which papers mention GSM8K?", shelf, opened(), judge_all=2).answer
    assert (cited(small), small.judged.papers) == (["a"], 5)
    assert (cited(large), large.usage.requests, large.composer) == (["a", "c"], 0, "fake-model")
