"""Answers in the papers' own sentences: which are shown, in which order."""

from __future__ import annotations

from assistant.answering.composing.extractive import chosen, extract_lookup
from assistant.answering.composing.set_list import extract_set
from assistant.index.passages import sentences
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import DECLINED
from assistant.types import Paper, Plan
from tests.support.answers import ask, drafted
from tests.support.each_row import each_row

PAPERS = [
    Paper(id=name, title=f"On {name}", abstract=f"We study {name}. It has 7 legs. We find that it runs.")
    for name in ("ants", "bees", "cats", "dogs")
]


def asking(question: str) -> Plan:
    return Plan(question, "lookup", question, question)


def evidence(*scores: tuple[int, int, float], fit: float = 1.0) -> list[ScoredSentence]:
    """Return evidence of (paper, sentence, score), given in order of score."""
    return [
        ScoredSentence(PAPERS[paper], sentences(PAPERS[paper])[place], score, fit, fit, fit)
        for paper, place, score in scores
    ]


def test_the_fittest_sentence_comes_first_and_the_others_paper_by_paper_in_reading_order() -> None:
    shown = chosen(evidence((1, 1, 2.0), (0, 2, 1.95), (1, 0, 1.9), (0, 0, 1.85)))
    assert [(each.paper.id, each.passage.text) for each in shown] == [
        ("bees", "It has 7 legs."),
        ("bees", "We study bees."),
        ("ants", "We study ants."),
        ("ants", "We find that it runs."),
    ]


@each_row(
    ("question", "told"),
    [
        ("How much data does CG-VLM need to match LLaVA?", "10% instruction tuning data"),
        ("What does CG-VLM maximize?", "maximize the averaged similarity"),
        ("How large are MonoByte's corpora?", "4 times larger"),
        ("What bias does sequence uncertainty suffer from in language model cascades?", "length bias"),
        ("Which classifier does BERT or FastText use?", "Multiple Logistic Regression"),
        ("What does SESA use to embed text?", "We use RNNs"),
        ("What GPU was used for MonoByte?", "420 days on a V100"),
        ("How long did it take to train ELECTRA?", "on one GPU for 4 days"),
        ("How many GPUs did small ELECTRA need?", "on one GPU for 4 days"),
        ("What baselines does ERNIE-Gram beat?", "outperforms previous pre-training models like XLNet"),
        ("Which tongues was WECHSEL applied to?", "French, German, Chinese and Swahili"),
        ("How many photos does GeoPixInstruct hold?", "65,463 images"),
    ],
)
def test_the_first_sentence_tells_what_is_asked_of_a_named_paper(
    seed_shelf: Retriever, question: str, told: str
) -> None:
    assert told in ask(question, seed_shelf).answer.citations[0].quote


def test_a_thing_that_one_paper_holds_is_not_answered_with_others(seed_shelf: Retriever) -> None:
    for question in ("How much compute does XLNet need?", "How many tokens was XLNet trained on?"):
        answer = ask(question, seed_shelf).answer
        assert {citation.title.split(":")[0] for citation in answer.citations} <= {"ELECTRA"}
    assert ask("How much compute does XLNet need?", seed_shelf).answer.citations


def test_sentences_far_weaker_than_the_best_are_left_out() -> None:
    assert len(chosen(evidence((0, 0, 2.0), (1, 0, 0.1)))) == 1


def test_few_papers_and_few_sentences_are_enough() -> None:
    shown = chosen(evidence(*((number % 4, number // 4, 2.0) for number in range(12))))
    assert len(shown) <= 5
    assert len({each.paper.id for each in shown}) <= 3


def test_every_sentence_is_quoted_and_cited() -> None:
    draft = drafted(extract_lookup(asking("Do they run?"), evidence((0, 1, 2.0), (1, 1, 2.0)), 3, "Preface."))
    assert draft.text.startswith("_Preface._")
    assert "“It has 7 legs.” [1]" in draft.text
    assert [citation.paper_id for citation in draft.citations] == ["ants", "bees"]
    assert draft.status == "answered"


@each_row("found", [[], evidence((0, 1, 0.1), (1, 1, 0.1), (2, 0, 0.1), (3, 0, 0.1), fit=0.0)])
def test_thin_evidence_is_no_answer(found: list[ScoredSentence]) -> None:
    draft = drafted(extract_lookup(asking("Do they fly?"), found, 3, "Preface.", ["A warning."]))
    assert draft.status == "no_evidence"
    assert draft.citations == ()
    assert DECLINED in draft.text
    assert draft.text.count("\n- **On ") == min(len(found), 3)
    assert draft.warnings == ("A warning.",)


def test_a_set_without_a_judge_says_that_none_was_judged() -> None:
    draft = drafted(extract_set(evidence((0, 1, 2.0), (2, 0, 1.0)), 38, 38, "Preface."))
    assert "**2 of 38 papers** speak of it; none was judged." in draft.text
    assert (draft.judged.papers, draft.judged.of) == (0, 38)
    none = drafted(extract_set([], 38, 38, ""))
    assert none.status == "no_evidence"
    assert none.text == "None of the 38 papers was found to speak of it, by words and meaning alone."


def test_a_set_of_a_large_shelf_says_how_many_papers_were_looked_at() -> None:
    some = evidence((0, 1, 2.0), (2, 0, 1.0))
    assert (
        "**2 of the 100 closest of 64,254 papers** speak" in drafted(extract_set(some, 100, 64_254, "")).text
    )
    assert "None of the 100 closest of 64,254 papers" in drafted(extract_set([], 100, 64_254, "")).text
