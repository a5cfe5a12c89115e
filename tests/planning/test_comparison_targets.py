"""A comparison is about the papers that were meant, and says which of them are not on the shelf."""

from __future__ import annotations

from assistant.planning.comparison_targets import MOST, compared_papers
from assistant.planning.rules import plan_by_rules
from assistant.retrieval.hybrid import Retriever
from assistant.types import Plan
from tests.support.each_row import each_row


def compared(question: str, shelf: Retriever) -> tuple[list[str], tuple[str, ...]]:
    found = compared_papers(plan_by_rules(question, (), shelf.find).plan, shelf)
    return [paper.id for paper in found.papers], found.missing


@each_row(
    ("question", "starts"),
    [
        ("Compare ELECTRA and ERNIE-Gram.", ["electra", "ernie-gram"]),
        (
            "Compare WECHSEL, ZeTT and DefSent+ in how they use embeddings",
            ["wechsel", "zero-shot", "defsent"],
        ),
        ("Compare HMT and Extensible Tokenization in how they handle long contexts", ["hmt", "flexibly"]),
        ("What do SEED and GeoPix have in common?", ["planting-a-seed", "geopix"]),
        (
            "What are the differences between the PET/CT paper and the cancer phenotyping paper?",
            ["vision-language-modeling", "integration-of-domain"],
        ),
        ("Compare WECHSEL with dynamic tokenization", ["wechsel", "retrofitting"]),
        (
            "Compare these three: MonoByte, word-pooled tokenization, dynamic tokenization.",
            ["monobyte", "learn-your", "retrofitting"],
        ),
    ],
)
def test_papers_named_or_described_are_found(seed_shelf: Retriever, question: str, starts: list[str]) -> None:
    found, missing = compared(question, seed_shelf)
    assert [identifier.startswith(start) for identifier, start in zip(found, starts, strict=True)] == [
        True
    ] * len(starts)
    assert missing == ()


@each_row(
    "question",
    [
        "Compare the three surveys on embeddings.",
        "What are the differences between the three surveys on embeddings?",
        "Compare the three surveys.",
    ],
)
def test_the_three_surveys_are_the_three_surveys(seed_shelf: Retriever, question: str) -> None:
    found, missing = compared(question, seed_shelf)
    assert {identifier[:12] for identifier in found} == {"from-word-ve", "llms-are-als", "when-text-em"}
    assert missing == ()


def test_a_coined_name_is_not_replaced_by_a_paper_that_only_mentions_it(seed_shelf: Retriever) -> None:
    found, missing = compared("Compare XLNet and PagedAttention", seed_shelf)
    assert found == []
    assert missing == ("XLNet", "PagedAttention")


def test_a_name_that_no_paper_holds_is_told_and_not_replaced_by_another_paper(seed_shelf: Retriever) -> None:
    found, missing = compared("Compare ELECTRA and FooBarNet.", seed_shelf)
    assert [identifier[:7] for identifier in found] == ["electra"]
    assert missing == ("FooBarNet",)
    for question in ("Compare AlphaFold with XYZNet.", "How do AlphaFold and XYZNet differ?"):
        assert compared(question, seed_shelf) == ([], ("AlphaFold", "XYZNet"))


def test_the_papers_of_an_earlier_answer_are_compared_when_they_are_meant(seed_shelf: Retriever) -> None:
    ids = seed_shelf.index.papers.ids()[:3]
    question = "How do they differ?"
    found = compared_papers(Plan(question, "comparison", question, question, ids, ids), seed_shelf)
    assert tuple(paper.id for paper in found.papers) == ids
    one = compared_papers(Plan(question, "comparison", question, question, (), ids[:1]), seed_shelf)
    assert {paper.id for paper in one.papers} <= set(ids[:1])


def test_at_most_six_are_compared_and_the_others_are_told(seed_shelf: Retriever) -> None:
    ids = seed_shelf.index.papers.ids()[:8]
    found = compared_papers(Plan("Compare them.", "comparison", "t", "c", ids, ids), seed_shelf)
    assert tuple(paper.id for paper in found.papers) == ids[:MOST]
    assert len(found.left_out) == 2


def test_what_nobody_names_is_retrieved_two_at_least(seed_shelf: Retriever) -> None:
    found, _ = compared("Compare approaches to byte-level modelling", seed_shelf)
    assert len(found) == 2
