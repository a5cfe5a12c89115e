"""The paper that introduces a thing comes first; a silent paper that is asked about is named."""

from __future__ import annotations

from assistant.retrieval.hybrid import Retriever
from assistant.text.wording import DECLINED
from tests.support.answers import ask
from tests.support.each_row import each_row

ELECTRA = "ELECTRA: Pre-training Text Encoders as Discriminators Rather Than Generators"


@each_row("question", ["What is ELECTRA?", "Explain ELECTRA in simple words", "How does ELECTRA work?"])
def test_the_paper_that_introduces_a_thing_comes_first_with_the_sentence_that_does(
    question: str, seed_shelf: Retriever
) -> None:
    first = ask(question, seed_shelf).answer.citations[0]
    assert first.title == ELECTRA
    assert first.quote.startswith("As an alternative, we propose")


def test_a_name_that_is_only_used_is_introduced_by_no_paper(seed_shelf: Retriever) -> None:
    quotes = [each.quote for each in ask("What is GPT?", seed_shelf).answer.citations]
    assert quotes
    assert all("GPT" in quote for quote in quotes)


def test_a_silent_paper_that_is_asked_about_is_named_first_with_its_nearest_sentence(
    seed_shelf: Retriever,
) -> None:
    answer = ask("How many GPUs did ELECTRA need?", seed_shelf).answer
    _, _, near = answer.text.partition(DECLINED)
    assert answer.status == "no_evidence"
    assert answer.nearest[0].title.startswith(ELECTRA)
    assert "one GPU for 4 days" in answer.nearest[0].quote
    assert near.index(ELECTRA) < near.index(answer.nearest[1].title)


def test_what_another_paper_says_is_no_answer_on_the_paper_that_is_named(seed_shelf: Retriever) -> None:
    answer = ask("How many GPUs were used to train GeoPix?", seed_shelf).answer
    assert answer.status == "no_evidence"  # another paper took "64 V100 GPUs"
    assert answer.nearest[0].title.startswith("GeoPix")
    assert ask("How long did SEED train?", seed_shelf).answer.citations[0].quote.endswith("image-text pairs.")
