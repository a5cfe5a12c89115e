"""On a shelf too large to be judged whole, judging goes on while it finds matches, and says how far it went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.embedding.llama_index import given_embedder
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Answer, Paper
from tests.judging.test_screen import matched, of
from tests.support.answers import HashedWords, ask
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI, Status, Text
from tests.support.scripted import NO, YES, judge, only, shown, task

KINDS = ("rivers", "bridges", "engines", "gardens", "glaciers", "harbours", "insects", "markets")


PLANTED = [f"Paper {number:03}" for number in range(7, 400, 33)][:12]


def _paper(number: int) -> Paper:
    title, kind = f"Paper {number:03}", KINDS[number % len(KINDS)]
    sentence = f"We study {kind} with probe {number}."
    more = "Turbines hum quietly." if title in PLANTED or number % 2 else f"We measure {kind} again."
    return Paper(id=f"p{number:03}", title=title, abstract=f"{sentence} {more}")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """400 short papers; half of them speak of turbines, 12 are to be found."""
    settings = Settings(home=tmp_path_factory.mktemp("large"), shelf="large")
    library = Library(settings, given_embedder(HashedWords()))
    library.add([_paper(number) for number in range(400)])
    with library.reading() as retriever:
        yield retriever
    library.close()


def wide(retriever: Retriever, model: Any, **settings: Any) -> Answer:
    values = {"judge_all": 50, "judge_budget": 300, "judge_sample": 0, **settings}
    return ask("Which papers have turbines that hum quietly?", retriever, model, **values).answer


@pytest.mark.parametrize("logprobs", [True, False], ids=["logprobs", "json"])
def test_planted_matches_scattered_over_a_large_shelf_are_all_found(
    logprobs: bool, large: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*PLANTED)), logprobs
    answer = wide(large, opened())
    ranked = [verdict.title for verdict in answer.verdicts]
    places = [ranked.index(title) for title in PLANTED]
    assert max(places) - min(places) > 100, "the planted papers are to be scattered in rank"
    assert matched(answer) == set(PLANTED)
    assert {citation.title for citation in answer.citations} == set(PLANTED)
    assert (answer.judged.papers, answer.judged.of) == (300, 400)
    assert "300 of 400 papers were judged; 12 of 300 papers judged match" in answer.text


def test_a_sample_of_the_papers_left_out_bounds_what_was_missed(
    large: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*PLANTED)), False
    answers = [wide(large, opened(), judge_sample=30) for _ in range(2)]
    assert answers[0].verdicts == answers[1].verdicts, "a question draws the same papers each time"
    judged = answers[0].judged
    assert (judged.papers, judged.of, judged.sampled) == (330, 400, 30)
    # Of 100 papers at most 9 match when none of 30 does: 1 - 0.05 ** (1 / 30) = 0.095 of them.
    assert judged.recall_bound == pytest.approx(12 / (12 + 9), abs=1e-4)
    assert (
        "30 of the 100 papers below, drawn at random, were judged as well; none of these match"
        in answers[0].text
    )
    assert "at least 57 % of the matches are listed, with 95 % confidence" in answers[0].text


def test_without_a_sample_nothing_is_said_of_what_was_missed(
    large: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*PLANTED)), False
    answer = wide(large, opened())
    assert (answer.judged.sampled, answer.judged.recall_bound) == (0, None)
    assert "confidence" not in answer.text


def test_papers_like_those_that_match_are_judged_next(
    large: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    """What the question does not say, its matches do: here that they are of rivers."""
    rivers = [f"Paper {number:03}" for number in range(0, 400, len(KINDS))]
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*rivers)), False
    answer = ask(
        "Which papers have turbines that hum quietly?", large, opened(), judge_all=50, judge_budget=230
    ).answer
    assert len(matched(answer) & set(rivers)) > 45, "by the question's words alone they lie anywhere"


def test_judging_stops_when_nothing_more_is_found(
    large: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    first = large.search("turbines hum quietly", 1)[0].paper.title
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(first)), False
    answer = wide(large, opened(), judge_budget=390)
    assert matched(answer) == {first}
    assert 150 < answer.judged.papers < 390
    assert len(answer.verdicts) == answer.judged.papers
    assert f"{answer.judged.papers} of 400 papers were judged" in answer.text


def test_unjudged_papers_of_a_large_shelf_are_counted_and_the_first_named(
    large: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    def respond(asked: dict[str, Any]) -> Canned:
        title = shown(asked)[0].title
        if title[-1] == "5":
            return Status(400)
        return Text("yes", top=YES if title in PLANTED else NO)

    fake_openai.respond = lambda asked: (
        judge(only())(asked) if task(asked) != "judge_yes_no" else respond(asked)
    )
    answer = wide(large, opened(), judge_budget=60)
    left = of(answer, "unjudged")
    assert left
    assert answer.judged.papers == 60 - len(left)
    assert any(f"{len(left)} paper" in warning and "Paper " in warning for warning in answer.warnings)


@pytest.fixture(scope="module")
def kelp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """480 short papers, 60 of them on kelp forests."""
    library = Library(
        Settings(home=tmp_path_factory.mktemp("kelp"), shelf="kelp"), given_embedder(HashedWords())
    )
    others = [_paper(number) for number in range(420)]
    library.add([*others, *(_kelp(number) for number in range(60))])
    with library.reading() as retriever:
        yield retriever
    library.close()


def _kelp(number: int) -> Paper:
    kind = KINDS[number % len(KINDS)]
    abstract = f"We study the kelp forests of coast {number}. Near {kind} the kelp grew taller."
    return Paper(id=f"kelp{number}", title=f"Growth of kelp forests at station {number}", abstract=abstract)


def test_without_a_model_all_that_say_it_are_listed_of_a_large_shelf(kelp: Retriever) -> None:
    found = ask("Which papers study kelp forests?", kelp, None).answer
    assert {citation.paper_id for citation in found.citations} == {f"kelp{number}" for number in range(60)}
    assert "60 of the 400 closest of 480 papers" in found.text
    nothing = ask("Which papers study moon dust?", kelp, None).answer
    assert (nothing.status, nothing.citations) == ("no_evidence", ())
