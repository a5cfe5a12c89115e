"""A set question that leaves papers out is answered, without a model, by what is asked beside that, less those."""

from __future__ import annotations

import re

from assistant.judging.words.exclusion import Exclusion, exclusion_of
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer, Turn
from tests.support.answers import ask
from tests.support.each_row import each_row


@each_row(
    ("question", "asked"),
    [
        (
            "Papers about graphs but not datasets",
            Exclusion("Papers about graphs", "Which papers are about datasets?", "datasets"),
        ),
        (
            "Which papers on maps don't use a graph?",
            Exclusion("Which papers on maps", "Which papers use a graph?", "graph", "use a graph"),
        ),
        (
            "Which papers use LLMs but aren't about embeddings?",
            Exclusion("Which papers use LLMs but", "Which papers are about embeddings?", "embeddings"),
        ),
        (
            "Papers on graphs that have nothing to do with text",
            Exclusion("Papers on graphs", "Which papers are about text?", "text"),
        ),
        ("Which papers are unrelated to NLP?", Exclusion("", "Which papers are about NLP?", "NLP")),
        (
            "all papers without a benchmark",
            Exclusion("", "Which papers are about benchmark?", "benchmark"),
        ),
        (
            "Which papers have no evaluation?",
            Exclusion("", "Which papers are about evaluation?", "evaluation"),
        ),
        *(
            (question, Exclusion("", "Which papers release code?", "code", "release code"))
            for question in ("Which papers have no code?", "papers without public code")
        ),
        ("Which papers work without a tokenizer?", None),
        ("Which papers are not surveys?", Exclusion("", "Which papers are about surveys?", "surveys")),
        ("everything except surveys", Exclusion("", "Which papers are about surveys?", "surveys")),
        (
            "Which of those aren't about vision?",
            Exclusion("", "Which papers are about vision?", "vision"),
        ),
        ("Which papers need no training?", None),
        ("Which papers do not rely on tokenizers?", None),
        ("Which papers do not only evaluate on English?", None),
        ("Which papers are about knowledge graphs?", None),
    ],
)
def test_what_is_left_out_is_told_from_what_is_asked(question: str, asked: Exclusion | None) -> None:
    assert exclusion_of(question) == asked


def titles(answer: Answer) -> list[str]:
    return [each.title.split(":")[0] for each in answer.citations]


def test_papers_on_one_thing_but_not_another(seed_shelf: Retriever) -> None:
    for question in (
        "papers about graphs but not datasets",
        "Which papers about graphs do not propose a dataset?",
    ):
        answer = ask(question, seed_shelf).answer
        assert "TEG-DB" not in titles(answer)
        assert any("Knowledge Graph" in title for title in titles(answer))
        assert "Left out: 2 papers on it that" in answer.text


def test_where_nothing_else_is_asked_all_others_are_listed(seed_shelf: Retriever) -> None:
    answer = ask("Which papers are not about vision?", seed_shelf).answer
    count = re.search(
        r"\*\*(\d+) of 38 papers\*\* were not found to speak of “vision”; none was judged", answer.text
    )
    assert count, answer.text
    assert int(count[1]) == len(answer.citations)
    assert 25 < len(answer.citations) < 36
    for citation in answer.citations:
        paper = seed_shelf.index.papers.get([citation.paper_id])[citation.paper_id]
        assert not re.search(r"(?i)\bvision\b", f"{paper.title} {paper.abstract}")


def test_a_predicate_that_is_denied_is_told_in_its_own_words(seed_shelf: Retriever) -> None:
    answer = ask("Which papers don't release code?", seed_shelf).answer
    assert "were not found to “release code”" in answer.text
    assert "WECHSEL" not in titles(answer)


def test_a_follow_up_leaves_out_among_the_papers_shown(seed_shelf: Retriever) -> None:
    first = ask("Which papers are about graphs?", seed_shelf).answer
    history = [Turn(question="?", answer=first)]
    answer = ask("Which of those are not about cancer?", seed_shelf, history=history).answer
    assert set(titles(answer)) < set(titles(first))
    assert f"of {len(first.citations)} papers" in answer.text
