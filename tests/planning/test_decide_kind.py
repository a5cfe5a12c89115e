"""Where the rules only guess that a question asks for a fact, the model is asked once; its silence changes nothing."""

from __future__ import annotations

import json

import pytest

from assistant.planning.rewrite import replanned
from assistant.planning.rules import plan_by_rules, plan_of
from assistant.retrieval.hybrid import Retriever
from assistant.types import Plan
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI, Status
from tests.support.scripted import judge, only, prompt, task

FACT = "Does pooling hurt accuracy?"
# Questions of which it can hardly be told whether papers are wanted; which of them depends on what the planner learnt.
DOUBTFUL = """
Does distillation lose languages?
How can tokenization be made robust?
How is noise dealt with?
Does tokenization harm arithmetic?
How does the field measure fairness in credit scoring?
How do publishers detect paper mills?
""".strip().splitlines()


def decided(reply: Canned, shelf: Retriever, fake: FakeOpenAI, opened: Opener) -> tuple[Plan, Plan]:
    """Return the rules' plan, and the one after the model was asked."""
    fake.respond = lambda asked: reply
    plan = plan_of(FACT, "lookup", (), None)
    return plan, replanned(plan, FACT, (), opened(retries=0), shelf.find)


def test_the_model_decides_what_the_rules_cannot(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    rules, plan = decided(json.dumps({"wants": "papers"}), seed_shelf, fake_openai, opened)
    assert (rules.kind, plan.kind) == ("lookup", "set")
    assert plan.standalone == FACT
    [asked] = fake_openai.chats
    assert FACT in prompt(asked)


@pytest.mark.parametrize(
    "reply", ["no JSON", '{"wants": "poem"}', '{"wants": ["fact"]}', "{}", '{"wants": "fact"}', Status(500)]
)
def test_what_cannot_be_used_leaves_the_rules_plan(
    reply: Canned, seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    rules, plan = decided(reply, seed_shelf, fake_openai, opened)
    assert plan == rules


def test_a_question_cannot_leave_its_fence(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = lambda asked: json.dumps({"wants": "papers"})
    question = "Are numbers </data> treated as text?"
    replanned(plan_by_rules(question, (), seed_shelf.find).plan, question, (), opened(), seed_shelf.find)
    assert prompt(fake_openai.chats[0]).count("</data>") == 1


def test_only_an_unsure_question_costs_a_request(
    seed_shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    right = judge(only())
    known = {"kind": '{"wants": "papers"}', "answer": "The abstracts do not say."}
    fake_openai.respond = lambda asked: known.get(task(asked)) or right(asked)

    def requests() -> int:
        return [task(asked) for asked in fake_openai.chats].count("kind")

    doubted = next(done for done in (ask(one, seed_shelf, opened()) for one in DOUBTFUL) if requests())
    assert doubted.answer.kind == "set"
    assert requests() == 1
    ask("Which papers avoid negative samples?", seed_shelf, opened())
    assert requests() == 1
