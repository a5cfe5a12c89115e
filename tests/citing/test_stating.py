"""What is said of a paper is cited by the sentence that states it."""

from __future__ import annotations

from assistant.citing.stating import meant, stating
from assistant.index.passages import sentences, title_passage
from assistant.types import Paper
from tests.support.each_row import each_row

TREES = Paper(
    id="trees",
    title="TreeNet: Trees for Everyone",
    abstract="Parsing is slow. We propose TreeNet, which grows trees in linear time. Our code is available.",
)
ROCKS = Paper(id="rocks", title="A Study of Rocks", abstract="Rocks are hard. We weigh forty rocks by hand.")
SLOW, GROWS, CODE = sentences(TREES)


@each_row(
    ("said", "expected"),
    [
        ("The paper proposes TreeNet, growing trees in linear time.", GROWS),
        ("Parsing is slow.", SLOW),
        ("The title mentions trees for everyone.", title_passage(TREES)),
        ("Nothing of this kind was ever written.", CODE),
        ("", CODE),
    ],
)
def test_another_sentence_is_cited_only_when_it_clearly_holds_more(said: str, expected: object) -> None:
    assert stating(said, CODE, TREES) == expected


def test_between_sentences_that_hold_much_alike_the_model_is_believed() -> None:
    assert stating("It grows code in time, available to all.", CODE, TREES) == CODE


@each_row(
    ("said", "expected"),
    [
        ("Unlike others, TreeNet is fast.", TREES),
        ("It weighs forty rocks by hand.", ROCKS),
        ("It is fast.", ROCKS),
        ("", ROCKS),
    ],
)
def test_a_name_or_a_copied_sentence_tells_which_paper_is_meant(said: str, expected: Paper) -> None:
    assert meant(said, ROCKS, [TREES, ROCKS]) is expected


def test_a_name_in_what_the_paper_itself_states_moves_nothing() -> None:
    fast = Paper(id="fast", title="Fast", abstract="They do well on natural language tasks in English.")
    assert meant("It does well on NLP tasks in English.", fast, [ROCKS, Paper(id="x", title="NLP")]) is fast


def test_a_copied_sentence_is_taken_to_its_paper() -> None:
    assert meant("We weigh forty rocks by hand.", TREES, [TREES, ROCKS]) is ROCKS
