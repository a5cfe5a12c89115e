"""Follow-ups that the rules cannot place are put to the model; what it says is used only where it can be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.planning.rewrite import replanned
from assistant.planning.rules import plan_by_rules
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer, Citation, Plan, Turn
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI, Status
from tests.support.scripted import judge, only, prompt, task

EARLIER = "Which papers avoid subword tokenizers [1]?"
FOLLOW = "And what about images?"
WHOLE = "Which papers work on images instead of subword tokenizers?"


@pytest.fixture
def shown(seed_shelf: Retriever) -> Turn:
    papers = [hit.paper for hit in seed_shelf.search("byte-level language models", 2)]
    citations = tuple(
        Citation(number=at, paper_id=paper.id, title=paper.title, quote=paper.title, field="title",
                 start=0, end=len(paper.title))
        for at, paper in enumerate(papers, 1)
    )  # fmt: skip
    answer = Answer(
        question=EARLIER,
        standalone=EARLIER,
        kind="lookup",
        status="answered",
        text="[1][2]",
        citations=citations,
    )
    return Turn(question=EARLIER, answer=answer)


def reading(**told: Any) -> str:
    return json.dumps({"question": WHOLE, "kind": "set", "of": "shelf", **told})


def read(reply: Canned, shelf: Retriever, turn: Turn, fake: FakeOpenAI, opened: Opener) -> tuple[Plan, Plan]:
    """Return the rules' plan of the follow-up, and the one after the model was asked."""
    fake.respond = lambda asked: reply
    rules = plan_by_rules(FOLLOW, (turn,), shelf.find)
    assert not rules.sure
    return rules.plan, replanned(rules.plan, FOLLOW, (turn,), opened(retries=0), shelf.find)


def test_the_whole_question_is_planned_anew(
    seed_shelf: Retriever, shown: Turn, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    _, plan = read(reading(), seed_shelf, shown, fake_openai, opened)
    assert (plan.kind, plan.standalone, plan.within) == ("set", WHOLE, None)
    assert plan.criterion == "Does this paper work on images instead of subword tokenizers?"
    [asked] = fake_openai.chats
    assert "[1]" not in prompt(asked).replace("JSON", "")
    cited = [citation.title.split(":")[0] for citation in shown.answer.citations]
    assert cited
    assert [title for title in cited if title not in prompt(asked)] == []


def test_a_follow_up_on_the_papers_shown_stays_within_them(
    seed_shelf: Retriever, shown: Turn, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    _, plan = read(reading(of="shown", kind="lookup"), seed_shelf, shown, fake_openai, opened)
    assert plan.kind == "lookup"
    assert plan.within == tuple(citation.paper_id for citation in shown.answer.citations)


@pytest.mark.parametrize(
    "reply",
    [
        "no JSON",
        reading(kind="poem"),
        reading(of="everything"),
        reading(question="Which papers avoid subword tokenizers?"),  # the images are lost
        reading(question=""),
        reading(question=7),
        Status(500),
    ],
)
def test_what_cannot_be_used_leaves_the_rules_plan(
    reply: Canned, seed_shelf: Retriever, shown: Turn, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    rules, plan = read(reply, seed_shelf, shown, fake_openai, opened)
    assert plan == rules


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        (FOLLOW, False),
        ("And in Chinese?", False),
        ("multilingual ones?", False),
        ("How many GPUs did it need?", True),
        ("And the second one?", True),
        ("Of those, which use images?", True),
        ("Which papers are about graphs?", True),
        ("What is ZeTT?", True),
        ("thanks!", True),
    ],
)
def test_only_follow_ups_without_a_question_of_their_own_are_unsure(
    question: str, sure: bool, seed_shelf: Retriever, shown: Turn
) -> None:
    assert plan_by_rules(question, (shown,), seed_shelf.find).sure is sure


def test_an_unclear_follow_up_costs_one_request_and_a_clear_one_none(
    seed_shelf: Retriever, shown: Turn, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    right = judge(only())
    fake_openai.respond = lambda asked: reading() if task(asked) == "follow_up" else right(asked)
    answer = ask(FOLLOW, seed_shelf, opened(), (shown,)).answer
    assert (answer.kind, answer.standalone, answer.judged.papers) == ("set", WHOLE, 38)
    assert [task(asked) for asked in fake_openai.chats].count("follow_up") == 1
    ask("Which papers are about graphs?", seed_shelf, opened(), (shown,))
    assert [task(asked) for asked in fake_openai.chats].count("follow_up") == 1
