"""Set questions from judge to reader: nothing is lost, nothing is added, and what is not known is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.papers import bundled_papers
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer
from tests.support.answers import ask, markers
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import Canned, FakeOpenAI, Status, Text
from tests.support.scripted import YES, InProcess, entry, judge, only, prompt, shown, task, verdicts

CASES = yaml.load(  # by the parser in C, which takes a tenth of the time
    (Path(__file__).parents[2] / "eval" / "cases.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)["cases"]
SETS = [case for case in CASES if case["kind"] == "set" and len(case["turns"]) == 1]


def size(case: dict[str, Any]) -> int:
    return len(case["required"])


QUESTION = "Which papers avoid subword tokenizers?"
TITLES = [paper.title for paper in bundled_papers()]


def matched(answer: Answer) -> set[str]:
    return {verdict.title for verdict in answer.verdicts if verdict.verdict == "match"}


def of(answer: Answer, verdict: str) -> set[str]:
    return {each.title for each in answer.verdicts if each.verdict == verdict}


# A judge that knows the gold


def test_there_are_set_questions_with_none_with_one_and_with_many_right_papers() -> None:
    sizes = set(map(size, SETS))
    assert set(range(6)) <= sizes
    assert {title for case in SETS for title in case["required"]} <= set(TITLES)


@each_row("gives_logprobs", [True, False])
@each_row("case", [*{size(case): case for case in SETS}.values()])  # one of each size
def test_a_perfect_judge_gives_exactly_the_right_papers(
    case: dict[str, Any], gives_logprobs: bool, seed_shelf: Retriever
) -> None:
    model = InProcess(judge(only(*case["required"])), gives_logprobs=gives_logprobs)
    exactly_right(ask(case["turns"][0], seed_shelf, model).answer, case)


@pytest.mark.parametrize("gives_logprobs", [True, False], ids=["logprobs", "json"])
@pytest.mark.parametrize("case", [min(SETS, key=size), max(SETS, key=size)], ids=lambda case: str(case["id"]))
def test_a_perfect_judge_over_the_wire_gives_the_same(
    case: dict[str, Any],
    gives_logprobs: bool,
    seed_shelf: Retriever,
    fake_openai: FakeOpenAI,
    opened: Opener,
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*case["required"])), gives_logprobs
    exactly_right(ask(case["turns"][0], seed_shelf, opened()).answer, case)


def exactly_right(answer: Answer, case: dict[str, Any]) -> None:
    assert matched(answer) == set(case["required"])
    assert {citation.title for citation in answer.citations} == set(case["required"])
    assert answer.judged.papers == answer.judged.of == len(answer.verdicts) == 38
    assert f"{len(case['required'])} of 38 papers judged match" in answer.text
    assert answer.status == ("answered" if case["required"] else "no_evidence")
    assert answer.warnings == ()


@each_row("logprobs", [True, False])
@each_row("right", [25, 38])  # more than any case has
def test_any_number_of_papers_may_be_right(right: int, logprobs: bool, seed_shelf: Retriever) -> None:
    titles = TITLES[::-1][:right]
    model = InProcess(judge(only(*titles)), gives_logprobs=logprobs)
    answer = ask(QUESTION, seed_shelf, model).answer
    assert matched(answer) == {citation.title for citation in answer.citations} == set(titles)


@each_row("batch", [1, 7, 50])
def test_any_size_of_batch_gives_the_same_papers(batch: int, seed_shelf: Retriever) -> None:
    model = InProcess(judge(only(*TITLES[5:9])), gives_logprobs=False)
    answer = ask(QUESTION, seed_shelf, model, judge_batch=batch).answer
    assert matched(answer) == set(TITLES[5:9])


# What the reader sees


def scripted_batches(by_title: dict[str, dict[str, Any]]) -> Any:
    def respond(asked: dict[str, Any]) -> Canned:
        return verdicts(
            [
                {**by_title.get(paper.title, {"verdict": "no"}), "paper": paper.number}
                for paper in shown(asked)
            ]
        )

    return respond


def test_partial_matches_stand_apart_with_what_is_missing(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.gives_logprobs = False
    fake_openai.respond = scripted_batches(
        {TITLES[3]: entry(0, reason="Reads bytes."), TITLES[4]: entry(0, "partial", 2, "Only for French.")}
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    before, after = answer.text.split("**Partly** (1):")
    assert "**1 of 38 papers judged match.**" in before
    assert "Reads bytes. [1]" in before
    assert "Only for French. [2]" in after
    assert matched(answer) == {TITLES[3]}
    assert of(answer, "partial") == {TITLES[4]}


def test_only_partial_matches_make_the_answer_partial(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.gives_logprobs = False
    fake_openai.respond = scripted_batches({TITLES[4]: entry(0, "partial")})
    assert ask(QUESTION, seed_shelf, opened()).answer.status == "partial"


def test_when_nothing_matches_the_closest_papers_are_named_with_the_reason(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.gives_logprobs = False
    fake_openai.respond = lambda asked: verdicts(
        [entry(paper.number, "no", None, "Not about that.") for paper in shown(asked)]
    )
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.status == "no_evidence"
    assert "0 of 38 papers judged match" in answer.text
    assert answer.text.count("Not about that.") == 3


def test_matches_by_log_probabilities_get_reasons_and_a_summary_that_cites_the_right_papers(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = judge(only(*TITLES[:3]))
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.text.count("It says so.") == 3
    assert answer.text.endswith("They agree [1][2][3]")


def test_matches_by_json_verdicts_get_a_summary_in_one_more_request(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(*TITLES[:3])), False
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.text.endswith("They agree [1][2][3]")
    assert sum(task(asked) == "summary" for asked in fake_openai.chats) == 1


@pytest.mark.parametrize("reply", [Status(400), "no JSON at all", '{"summary": 7}'])
def test_a_summary_that_fails_leaves_the_matches_and_says_so(
    reply: Canned, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    right = judge(only(*TITLES[:3]))
    fake_openai.gives_logprobs = False
    fake_openai.respond = lambda asked: reply if task(asked) == "summary" else right(asked)
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert matched(answer) == set(TITLES[:3])
    assert "agree" not in answer.text
    assert any("summary could not be written" in warning for warning in answer.warnings)


def test_one_match_needs_no_summary(seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = judge(only(TITLES[4])), False
    ask(QUESTION, seed_shelf, opened())
    assert {task(asked) for asked in fake_openai.chats} == {"judge_yes_no", "judge_batch"}


def test_a_summary_speaks_of_the_papers_in_the_order_in_which_they_are_listed(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A partial match that ranks above the matches is listed below them."""
    ranked = [hit.paper for hit in seed_shelf.search("subword tokenizers", 3)]
    verdict = {ranked[0].id: "partial", ranked[1].id: "match", ranked[2].id: "match"}
    monkeypatch.setattr(
        "assistant.judging.strategies.verdicts_by_gap",
        lambda gaps, words: {key: verdict.get(key, "no") for key in gaps},
    )

    def respond(asked: dict[str, Any]) -> Canned:
        papers = shown(asked)
        if task(asked) != "explain_matches":
            return Text("yes", top=YES)
        reasons = [{"paper": paper.number, "sentence": 1, "reason": ""} for paper in papers]
        summary = " ".join(f"This is {paper.title[:20]} [{paper.number}]." for paper in papers)
        return json.dumps({"reasons": reasons, "summary": summary})

    fake_openai.respond = respond
    answer = ask(QUESTION, seed_shelf, opened()).answer
    summary = answer.text.rpartition("\n\n")[2].replace("\\", "")
    assert markers(summary) == [1, 2, 3]
    for citation in answer.citations:
        assert f"This is {citation.title[:20].strip()} [{citation.number}]" in summary
    assert answer.citations[2].title == ranked[0].title


def test_matches_that_cannot_be_explained_stay_matches_with_their_closest_sentence(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    right = judge(only(*TITLES[:3]))
    fake_openai.respond = lambda asked: Status(400) if task(asked) == "explain_matches" else right(asked)
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert matched(answer) == set(TITLES[:3])
    assert any("reasons" in warning for warning in answer.warnings)


def test_figures_in_reasons_and_summary_that_no_paper_holds_are_flagged(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    def respond(asked: dict[str, Any]) -> Canned:
        if task(asked) != "explain_matches":
            return judge(only(*TITLES[:3]))(asked)
        reasons = [
            {"paper": 1, "evidence": [1], "reason": "It has 98765 users."},
            {"paper": 2, "evidence": [1]},
        ]
        return json.dumps({"reasons": reasons, "summary": "These 3 papers save 43.21% [1][2][3]."})

    fake_openai.respond = respond
    warnings = ask(QUESTION, seed_shelf, opened()).answer.warnings
    assert len(warnings) == 2
    assert "98765" in warnings[0]
    assert "43.21" in warnings[1]


# Faults for some papers


@pytest.mark.parametrize("logprobs", [True, False], ids=["logprobs", "json"])
def test_papers_that_could_not_be_judged_are_named_and_not_dropped(
    logprobs: bool, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    bad = set(TITLES[10:12])
    right = judge(only(*TITLES[:2]))

    def respond(asked: dict[str, Any]) -> Canned:
        return Status(400) if bad & {paper.title for paper in shown(asked)} else right(asked)

    fake_openai.respond, fake_openai.gives_logprobs = respond, logprobs
    answer = ask(QUESTION, seed_shelf, opened(), judge_batch=1).answer
    assert matched(answer) == set(TITLES[:2])
    assert of(answer, "unjudged") == bad
    assert (answer.judged.papers, answer.judged.of) == (36, 38)
    assert "36 of 38 papers were judged" in answer.text
    assert any(all(title in warning for title in bad) for warning in answer.warnings)


def test_a_batch_that_fails_leaves_only_its_own_papers_open(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    def respond(asked: dict[str, Any]) -> Canned:
        titles = {paper.title for paper in shown(asked)}
        return "I would rather not." if TITLES[10] in titles else judge(only(*TITLES[:2]))(asked)

    fake_openai.respond, fake_openai.gives_logprobs = respond, False
    answer = ask(QUESTION, seed_shelf, opened()).answer
    left = of(answer, "unjudged")
    assert TITLES[10] in left
    assert 1 <= len(left) <= 12
    assert len(answer.verdicts) == 38
    assert any("could not be judged" in warning for warning in answer.warnings)


def test_when_no_paper_can_be_judged_the_papers_own_sentences_step_in(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond, fake_openai.gives_logprobs = lambda asked: "No comment.", False
    answer = ask(QUESTION, seed_shelf, opened()).answer
    assert answer.composer == "extractive"
    assert {each.given_by for each in answer.verdicts} <= {"cut"}
    assert any("Not one of 38 papers could be judged" in warning for warning in answer.warnings)
    assert answer.usage.requests == len(fake_openai.chats)


def test_the_criterion_is_what_each_paper_is_judged_by(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = judge(only())
    ask(QUESTION, seed_shelf, opened())
    judging = [asked for asked in fake_openai.chats if task(asked).startswith("judge")]
    assert len(judging) == 38
    assert all("avoid subword tokenizers" in prompt(asked) for asked in judging)
