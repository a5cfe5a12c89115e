"""A question, in its conversation, is understood as a reader would: what kind it is, what about, which papers."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.planning.rules import Planned, kind_of, plan_by_rules, shown_papers
from assistant.retrieval.hybrid import Retriever
from assistant.types import Answer, Citation, Kind, Paper, Turn, Verdict

CHAT = ["hello", "Hi there!", "Hey, good morning", "thanks a lot", "Thank you, that helps.", "ok", "What can you do?",
        "Who are you?", "How can you help me?", "bye"]  # fmt: skip
# Question -> what to retrieve by.
SETS = {
    "Which papers avoid subword tokenizers?": "subword tokenizers",
    "which papers don't use a tokenizer": "use a tokenizer",
    "List all papers about graphs.": "graphs",
    "Please list the papers that use contrastive learning": "use contrastive learning",
    "Are there any papers on medical imaging?": "medical imaging",
    "What papers use contrastive learning?": "use contrastive learning",
    "Papers that propose a benchmark": "propose a benchmark",
    "Show me everything on byte-level models": "byte-level models",
    "Find papers about long context": "long context",
    "Give me all works on retrieval.": "retrieval",
    "Which studies evaluate on question answering?": "evaluate on question answering",
    "Is there any paper about source code?": "source code",
    "I am looking for papers on token compression.": "token compression",
    "every paper that uses a knowledge graph": "uses a knowledge graph",
    "which works compare pooling strategies?": "compare pooling strategies",
    "list surveys": "surveys",
    "Can you list all surveys?": "surveys",
    "Do any papers release code?": "release code",
    "Which methods need no training?": "need training",
    "Which models work without a vocabulary?": "vocabulary",
    "Which papers, rather than words, read pixels?": "read pixels",
}
COUNTS = ["How many papers deal with Chinese?", "How many of the papers are surveys?", "Count the papers about graphs.",
          "What is the number of papers on tokenizers?"]  # fmt: skip
LOOKUPS = {
    "How many PET/CT exams were used?": "vision-language-modeling-in-pet-ct",
    "How many Python files were used to pre-train CuBERT?": "learning-and-evaluating",
    "What is ZeTT?": "zero-shot-tokenizer-transfer",
    "Which paper introduces CuBERT?": "learning-and-evaluating",
    "What learning rate does ELECTRA use?": "electra",
    "What does HMT stand for?": "hmt",
    "Which languages did WECHSEL transfer to?": "wechsel",
    "Which dataset was CuBERT trained on?": "learning-and-evaluating",
    "Which benchmark does ERNIE-Gram use?": "ernie-gram",
    "What models does MMTEB compare?": "mmteb",
    "Which models does MMTEB evaluate?": "mmteb",
    "Show me the training data of CuBERT": "learning-and-evaluating",
    "Summarize the GeoPix paper.": "geopix",
    "How many parameters does MonoByte have?": "monobyte",
    "What do the papers say about subword regularization?": "",
    "Tell me about byte-level language models": "",
    "What is the capital of France?": "",
    "Who proposed masked language modeling?": "",
    "Why are tokenizers a problem?": "",
}
COMPARISONS = {
    "Compare ELECTRA and ERNIE-Gram.": ["electra", "ernie-gram"],
    "What is the difference between MonoByte and ZeTT?": ["monobyte", "zero-shot"],
    "How do ZeTT and WECHSEL differ?": ["zero-shot", "wechsel"],
    "ELECTRA vs. ERNIE-Gram": ["electra", "ernie-gram"],
    "What do SEED and GeoPix have in common?": ["planting-a-seed", "geopix"],
    "Is ELECTRA better than ERNIE-Gram?": ["electra", "ernie-gram"],
    "Please compare HMT with CuBERT": ["hmt", "learning-and-evaluating"],
    "Could you contrast the two theses on word embeddings?": [],
    "Compare the three surveys on embeddings.": [],
    "What are the differences between the three surveys on embeddings?": [],
    "What is the main similarity of the papers on graphs?": [],
}


def plan(question: str, shelf: Retriever, *history: Turn) -> Planned:
    return plan_by_rules(question, history, shelf.find)


@pytest.mark.parametrize("question", CHAT)
def test_chat_is_chat(seed_shelf: Retriever, question: str) -> None:
    assert plan(question, seed_shelf).plan.kind == "chat"


@pytest.mark.parametrize("question", SETS)
def test_sets_and_what_to_retrieve_them_by(seed_shelf: Retriever, question: str) -> None:
    planned = plan(question, seed_shelf)
    assert planned.plan.kind == "set"
    assert planned.plan.standalone == question
    assert SETS[question] in planned.plan.topic
    assert not re.search(r"(?i)\bpapers\b|\b(not|no|avoid|without|don't)\b", planned.plan.topic)
    assert planned.plan.criterion.endswith("?")
    assert planned.plan.within is None


@pytest.mark.parametrize("question", COUNTS)
def test_counting_questions_are_sets(seed_shelf: Retriever, question: str) -> None:
    planned = plan(question, seed_shelf)
    assert planned.plan.kind == "set"


@pytest.mark.parametrize("question", LOOKUPS)
def test_lookups_and_the_paper_they_name(seed_shelf: Retriever, question: str) -> None:
    made = plan(question, seed_shelf).plan
    assert made.kind == "lookup"
    assert made.standalone == made.topic == made.criterion == question
    assert [named.startswith(LOOKUPS[question]) for named in made.named] == (
        [True] if LOOKUPS[question] else []
    )


@pytest.mark.parametrize("question", COMPARISONS)
def test_comparisons_and_the_papers_they_name(seed_shelf: Retriever, question: str) -> None:
    made = plan(question, seed_shelf).plan
    assert made.kind == "comparison"
    assert len(made.named) == len(COMPARISONS[question])
    assert all(
        named.startswith(start) for named, start in zip(made.named, COMPARISONS[question], strict=True)
    )


# ---- follow-ups ----


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


@pytest.mark.parametrize(
    ("question", "kind"),
    [
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


@pytest.mark.parametrize(
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


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in ("lookup", "set", "comparison")
    made = plan_by_rules(text, (), lambda words, k: []).plan
    assert (made.standalone, bool(made.topic)) == (made.standalone, bool(made.standalone))


@pytest.mark.parametrize(
    "text", ["which " * 2000, "the " * 4000, "of those " * 1000, "(" * 4000, "A" * 4000, "[1]" * 1300]
)
def test_long_hostile_questions_are_planned_without_a_failure(
    seed_shelf: Retriever, three: Turn, text: str
) -> None:
    assert plan(text, seed_shelf, three).plan.standalone
