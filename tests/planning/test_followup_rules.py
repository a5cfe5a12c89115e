"""A follow-up is about the papers shown when it means them, and leaves them when it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from assistant.planning.rules import shown_papers
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer, Citation, Kind, Paper, Turn, Verdict
from tests.planning.test_rules import plan
from tests.support.each_row import each_row


def turn(shelf: Retriever, question: str, kind: Kind, *starts: str, text: str = "See [1][2].") -> Turn:
    """Make a turn whose answer cites the papers whose ids begin so; in a set they are the matches."""
    found = [paper for start in starts for paper in shelf.index.papers if paper.id.startswith(start)]
    cited = tuple(cite(number, paper) for number, paper in enumerate(found, 1))
    judged = (
        tuple(
            Verdict(paper_id=paper.id, title=paper.title, verdict="match", reason="")
            for paper in reversed(found)
        )
        if kind == "set"
        else ()
    )
    answer = Answer(
        question=question,
        standalone=question,
        kind=kind,
        status="answered",
        text=text,
        citations=cited,
        verdicts=judged,
    )
    return Turn(question=question, answer=answer)


def cite(number: int, paper: Paper) -> Citation:
    return Citation(number=number, paper_id=paper.id, title=paper.title, quote=paper.title, field="title",
                    start=0, end=len(paper.title))  # fmt: skip


@pytest.fixture
def three(seed_shelf: Retriever) -> Turn:
    return turn(
        seed_shelf, "Which papers avoid subword tokenizers?", "set", "word-level", "monobyte", "pixel"
    )


@pytest.mark.parametrize("judged", [True, False])
def test_those_are_the_papers_that_a_reader_left(three: Turn, judged: bool) -> None:
    """Of what a model judged the matches; of what nobody judged, all but what the reader refused."""
    first, second, third = (each.paper_id for each in three.answer.citations)
    given = {first: "no", third: "match"}
    verdicts = tuple(
        each.model_copy(update={"verdict": given[each.paper_id], "given_by": "reader"})
        if each.paper_id in given
        else each.model_copy(update={} if judged else {"verdict": "unjudged", "given_by": "cut"})
        for each in three.answer.verdicts
    )
    changed = three.model_copy(update={"answer": three.answer.model_copy(update={"verdicts": verdicts})})
    assert shown_papers(changed) == (second, third)
    refused = [each.model_copy(update={"verdict": "no", "given_by": "reader"}) for each in verdicts]
    none = three.model_copy(update={"answer": three.answer.model_copy(update={"verdicts": tuple(refused)})})
    assert shown_papers(none) == ()


@pytest.fixture
def cubert(seed_shelf: Retriever) -> Turn:
    return turn(
        seed_shelf,
        "How many Python files were used to pre-train CuBERT?",
        "lookup",
        "learning-and-evaluating",
    )


def starts(ids: Sequence[str] | None) -> list[str] | None:
    return None if ids is None else [identifier[:6] for identifier in ids]


ALL = ["word-l", "monoby", "pixel-"]


@pytest.mark.parametrize(
    "question",
    [
        "Of those, which one works on images of text?",
        "of these papers, which work on images of text",
        "Which of them work on images of text?",
        "And among those, which work on images of text?",
        "Only those that work on images of text, please",
        "Which ones work on images of text?",
        "And which one works on images of text?",
    ],
)
def test_a_narrowing_question_asks_among_the_papers_shown(
    seed_shelf: Retriever, three: Turn, question: str
) -> None:
    made = plan(question, seed_shelf, three).plan
    assert made.kind == "set"
    assert starts(made.within) == ALL  # in the order in which the reader saw them
    assert "images of text" in made.topic
    assert "images of text" in made.criterion
    assert "subword" not in made.topic
    assert "subword" in made.standalone


def test_how_many_of_those_counts_among_the_papers_shown(seed_shelf: Retriever, three: Turn) -> None:
    made = plan("How many of those are multilingual?", seed_shelf, three).plan
    assert (made.kind, starts(made.within)) == ("set", ALL)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And the second one?", "monoby"),
        ("What about the last?", "pixel-"),
        ("the first paper", "word-l"),
        ("And the 3rd one?", "pixel-"),
        ("What is the first one trained on?", "word-l"),
        ("How many parameters does the second have?", "monoby"),
    ],
)
def test_ordinals_pick_from_the_papers_shown(
    seed_shelf: Retriever, three: Turn, question: str, expected: str
) -> None:
    made = plan(question, seed_shelf, three).plan
    assert made.kind == "lookup"
    assert starts(made.named) == starts(made.within) == [expected]


def test_the_second_one_asks_the_last_question_of_the_second_paper(
    seed_shelf: Retriever, three: Turn
) -> None:
    assert plan("And the second one?", seed_shelf, three).plan.standalone == (
        "Which papers avoid subword tokenizers (“MonoByte”)?"
    )


def test_two_ordinals_are_compared(seed_shelf: Retriever, three: Turn) -> None:
    made = plan("Compare the first and the third.", seed_shelf, three).plan
    assert (made.kind, starts(made.named)) == ("comparison", ["word-l", "pixel-"])


@pytest.mark.parametrize("question", ["And the tenth one?", "What is the second largest dataset?"])
def test_an_ordinal_that_means_no_paper_shown_picks_none(
    seed_shelf: Retriever, three: Turn, question: str
) -> None:
    assert len(plan(question, seed_shelf, three).plan.named) != 1


@pytest.mark.parametrize(
    "question",
    ["what about its training data?", "How many GPUs did it need?", "Does that paper release code?", "Why?"],
)
def test_a_question_that_leans_on_a_lookup_is_about_its_paper(
    seed_shelf: Retriever, cubert: Turn, question: str
) -> None:
    made = plan(question, seed_shelf, cubert).plan
    assert made.kind == "lookup"
    assert starts(made.within) == ["learni"]
    assert "Learning and Evaluating Contextual Embedding of Source Code" in made.standalone


def test_they_are_all_the_papers_shown(seed_shelf: Retriever, three: Turn) -> None:
    made = plan("Which languages did they use?", seed_shelf, three).plan
    assert (made.kind, starts(made.within)) == ("lookup", ALL)
    assert starts(plan("How do they differ?", seed_shelf, three).plan.named) == ALL


def test_which_is_better_compares_what_was_compared(seed_shelf: Retriever) -> None:
    compared = turn(
        seed_shelf, "Compare MonoByte and CuBERT", "comparison", "monobyte", "learning-and-evaluating"
    )
    for question in (
        "which one is better?",
        "And which should I use?",
        "Which is the most efficient?",
        "which is larger?",
    ):
        asked = plan(question, seed_shelf, compared).plan
        assert asked.kind == "comparison"
        assert set(asked.named) == {each.paper_id for each in compared.answer.citations}
    assert plan("Which one uses Python files?", seed_shelf, compared).plan.kind == "set"


def test_which_one_asks_the_whole_shelf_when_one_paper_was_shown(seed_shelf: Retriever, cubert: Turn) -> None:
    made = plan("Which ones are about graphs?", seed_shelf, cubert).plan
    assert (made.kind, made.within) == ("set", None)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("dialogue summarization", "set"),
        ("Which papers are about graphs?", "set"),
        ("What is ZeTT?", "lookup"),
        ("Compare ELECTRA and ERNIE-Gram.", "comparison"),
        ("What is the capital of France?", "lookup"),
        ("thanks!", "chat"),
    ],
)
def test_a_new_topic_leaves_the_old_papers(
    seed_shelf: Retriever, three: Turn, question: str, kind: Kind
) -> None:
    made = plan(question, seed_shelf, three).plan
    assert (made.kind, made.within, made.standalone) == (kind, None, question)


def test_after_an_answer_that_showed_no_paper_nothing_is_narrowed_to_others(seed_shelf: Retriever) -> None:
    silent = turn(seed_shelf, "What learning rate is best?", "lookup")
    assert plan("Of those, which use code?", seed_shelf, silent).plan.within == ()
    assert plan("What about its training data?", seed_shelf, silent).plan.within is None
    assert plan("And the second one?", seed_shelf, silent).plan.named == ()


@each_row(
    "question",
    [
        "Of those, which use bytes?",
        "And the second one?",
        "What about its training data?",
        "Which of these [1] use bytes [2]?",
        "What does [3] say about bytes?",
        "Which papers are about graphs [1, 2]?",
    ],
)
def test_citation_markers_of_earlier_turns_never_leak(seed_shelf: Retriever, question: str) -> None:
    earlier = turn(seed_shelf, "Which papers [1][2] avoid tokenizers [3]?", "set", "word-level", "monobyte")
    made = plan(question, seed_shelf, earlier).plan
    for text in (made.standalone, made.topic, made.criterion):
        assert not re.search(r"\[\d", text)
        assert text.strip()


def test_the_papers_shown_by_a_set_are_its_matches_in_reading_order(
    seed_shelf: Retriever, three: Turn
) -> None:
    assert starts(shown_papers(three)) == ALL
    partial = three.answer.verdicts[0].model_copy(update={"verdict": "partial"})
    answer = three.answer.model_copy(update={"verdicts": (partial, *three.answer.verdicts[1:])})
    assert starts(shown_papers(Turn(question="", answer=answer))) == ALL[:2]


@pytest.mark.parametrize(
    "text", ["which " * 2000, "the " * 4000, "of those " * 1000, "(" * 4000, "A" * 4000, "[1]" * 1300]
)
def test_long_hostile_questions_are_planned_without_a_failure(
    seed_shelf: Retriever, three: Turn, text: str
) -> None:
    assert plan(text, seed_shelf, three).plan.standalone
