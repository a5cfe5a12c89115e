"""Questions of two parts: each is answered under its own heading."""

from __future__ import annotations

from assistant.answering.composing.draft import Draft
from assistant.answering.composing.in_parts import joined
from assistant.planning.special.two_parts import two_parts
from assistant.retrieval.hybrid import Retriever
from assistant.text.wording import DECLINED
from assistant.types import Paper, Plan
from tests.planning.test_followup_rules import cite
from tests.support.answers import ask
from tests.support.each_row import each_row

ELECTRA = "ELECTRA: Pre-training Text Encoders as Discriminators Rather Than Generators"


@each_row(
    ("question", "parts"),
    [
        ("What is CreoleVal and what does xCOMET do?", ("What is CreoleVal?", "What does xCOMET do?")),
        ("What is ELECTRA and how does it differ from BERT?", ()),
        ("Which model is small and fast?", ()),
        ("How many GPUs and how much data?", ()),
    ],
)
def test_two_questions_in_one_are_told_apart(question: str, parts: tuple[str, ...]) -> None:
    assert two_parts(question) == parts


def test_both_parts_are_answered_under_their_own_heading(seed_shelf: Retriever) -> None:
    answer = ask("What is MonoByte and what does SESA do?", seed_shelf).answer
    titles = [each.title.split(":")[0] for each in answer.citations]
    assert (titles[0], titles[-1], answer.status) == ("MonoByte", "SESA", "answered")
    assert answer.text.index("**What is MonoByte?**") < answer.text.index("**What does SESA do?**")


def test_a_part_that_the_papers_are_silent_on_is_said_to_be(seed_shelf: Retriever) -> None:
    answer = ask("What is MonoByte and what does Zorblax do?", seed_shelf).answer
    assert answer.status == "partial"
    assert DECLINED in answer.text.split("**What does Zorblax do?**")[1]


def test_numbers_of_the_second_part_go_on_from_the_first() -> None:
    plan = Plan("One?", "lookup", "One?", "One?")
    first = ask_draft("It is so [1].", 1)
    told = joined([plan, plan], [first, ask_draft("So [1], and `x[1]` [2].", 2)])
    assert told.text.endswith("So [2], and `x[1]` [3].")
    assert [each.number for each in told.citations] == [1, 2, 3]


def ask_draft(text: str, count: int) -> Draft:
    paper = Paper(id="p", title="On ants")
    return Draft(text, "answered", tuple(cite(number, paper) for number in range(1, count + 1)))


def test_a_part_that_names_what_its_own_words_lean_on_is_asked_by_itself(seed_shelf: Retriever) -> None:
    question = "What does ERNIE-Gram say about its masking, and how many parameters has MonoByte?"
    answer = ask(question, seed_shelf).answer
    first, second = answer.text.split("**How many parameters has MonoByte?**")
    assert "n-grams are masked" in first
    assert "[1]" in first
    assert DECLINED in second
    assert answer.status == "partial"
    assert answer.nearest[0].title.startswith("MonoByte")


def test_what_a_thing_is_and_how_it_works_are_one_question(seed_shelf: Retriever) -> None:
    answer = ask("What is ELECTRA and how does it work?", seed_shelf).answer
    assert answer.status == "answered"
    assert answer.citations[0].title.startswith(ELECTRA)
