"""Misspelt words of a question are taken as the shelf's, and that is told; everything else is left alone."""

from __future__ import annotations

from assistant.planning.setting_right.spelling import Spelt, spelt
from assistant.retrieval.hybrid import Retriever
from tests.support.answers import ask
from tests.support.each_row import each_row


def read(question: str, shelf: Retriever) -> Spelt:
    return spelt(question, shelf.index.by_paper.frequency, shelf.find)


@each_row(
    ("typed", "meant"),
    [
        ("wich papers are abuot tokenizaiton?", "which papers are about tokenization?"),  # swapped letters
        ("papers on mutlilingual models", "papers on multilingual models"),
        ("how are langauge models pretraned?", "how are language models pretrained?"),  # a letter missing
        ("papers with a memmory", "papers with a memory"),  # a letter too much
    ],
)
def test_a_slip_is_set_right(typed: str, meant: str, seed_shelf: Retriever) -> None:
    assert read(typed, seed_shelf).question == meant


@each_row(
    "question",
    [
        "coaching of children",  # English, though no paper has it, and one letter from "caching"
        "Which papers by Tokenizaiton?",  # a name
        "Which papers say “tokenizaiton”?",
        "Which of these need no retraining?",  # English with its beginning
        "How do models shorten sequences?",  # and with its ending, one letter from "shorter"
        "Welche Arbeiten handeln von Übersetzung?",
        "quasicrystals and perovskites",
        "the gist of permafrost thaw and mould in the tropics",  # that the vocabulary of the model lacks
        "",
    ],
)
def test_what_is_no_slip_is_left_alone(question: str, seed_shelf: Retriever) -> None:
    assert read(question, seed_shelf) == Spelt(question)


def test_the_answer_tells_what_was_taken_as_what_and_keeps_what_was_typed(seed_shelf: Retriever) -> None:
    answer = ask("wich papers are abuot tokenizaiton?", seed_shelf).answer
    told = "“tokenizaiton” is taken as “tokenization”"
    assert answer.text.startswith(f"_{told}._")
    assert f"{told}." in answer.warnings
    assert (answer.question, answer.kind) == ("wich papers are abuot tokenizaiton?", "set")
    right = ask("which papers are about tokenization?", seed_shelf).answer
    assert [each.paper_id for each in answer.citations] == [each.paper_id for each in right.citations]
