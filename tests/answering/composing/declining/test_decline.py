"""Answers that decline: no claim, and why each of the papers that come nearest does not answer."""

from __future__ import annotations

from assistant.answering.composing.declining.decline import decline
from assistant.answering.composing.declining.lacks import NO_ANSWER, lacks
from assistant.index.passages import sentences
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.wording import DECLINED
from assistant.types import Paper
from tests.support.answers import drafted
from tests.support.each_row import each_row

ANTS = Paper(
    id="ants", title="On *ants*", abstract="We study how ants learn on one GPU. Their paths are short."
)
BEES = Paper(id="bees", title="On bees", abstract="We study bees.")
BARE = Paper(id="bare", title="Ants")


def weighed(*papers: Paper) -> list[ScoredSentence]:
    return [
        ScoredSentence(paper, passage, 1.0, 0.5, 0.5, 0.5) for paper in papers for passage in sentences(paper)
    ]


@each_row(
    ("question", "reason"),
    [
        (
            "What learning rate did the ants use on Mars?",
            "it does not mention “Mars”",
        ),  # a name before a noun
        ("Which salt-water fish did the ants eat?", "it does not mention “salt-water fish”"),
        ("How many papers mention queens?", "it does not mention “queens”"),
        ("Which papers that study honey ants are short?", "it does not mention “honey ants”"),
        ("What did the ants write?", NO_ANSWER),  # a verb is nothing that a reader misses
        ("How many GPUs did the ants need?", NO_ANSWER),  # it does give a figure
        ("How many paths did the ants need?", "it gives no such figure"),
        ("When did ants learn?", "it gives no date"),
        ("How short do the paths of ants get?", NO_ANSWER),
        ("What salary do breeders of ants on one GPU earn?", "it does not mention “salary” or “breeders”"),
        ("What salary do the breeders of Termitex earn?", "it does not mention “Termitex”"),
        ("Which insurance company pays for the ants?", "it does not mention “insurance company”"),
        ("Which battery powers the ants?", "it does not mention “battery”"),  # a noun elsewhere, here a verb
        ("Can ants compose music?", "it does not mention “music”"),
        ("Did anyone sue the ants?", NO_ANSWER),
        ("How quickly do ants detect earthquakes?", "it does not mention “earthquakes”"),
        ("Do ants help blind people cook dinner?", "it does not mention “blind people” or “dinner”"),
        ("Which papers measure carbon emissions?", "it does not mention “carbon emissions”"),
        ("Who funded the project?", NO_ANSWER),
        ("Who wrote the project?", "it names nobody"),
        ("Which ants swim, among the papers that answer “Which papers are on whales”?", NO_ANSWER),
    ],
)
def test_the_reason_is_one_that_a_person_would_give(question: str, reason: str) -> None:
    told = lacks(question, ANTS)
    assert told == reason


def test_a_paper_without_an_abstract_is_said_to_have_none() -> None:
    assert lacks("How do ants learn?", BARE) == "this shelf has no abstract of it"


def test_the_nearest_papers_come_once_each_the_named_one_first_and_nothing_is_cited() -> None:
    draft = drafted(
        decline(
            "Do the bees fly to Mars?",
            weighed(ANTS, BEES, ANTS),
            named=["bees"],
            preface="Preface.",
            warnings=["A warning."],
        )
    )
    assert draft.text.startswith(f"Preface.\n\n{DECLINED}")
    assert [near.paper_id for near in draft.nearest] == ["bees", "ants"]
    assert draft.text.count("\n- **On ") == 2
    assert "**On \\*ants\\*** — it does not mention “Mars”" in draft.text
    for near, paper in zip(draft.nearest, (BEES, ANTS), strict=True):
        assert near.field == "abstract"
        assert paper.abstract[near.start : near.end] == near.quote
        assert near.quote in draft.text
    assert (draft.status, draft.citations, draft.warnings) == ("no_evidence", (), ("A warning.",))


def test_an_empty_shelf_has_nothing_near() -> None:
    draft = drafted(decline("Do they fly?", []))
    assert (draft.text, draft.nearest) == (DECLINED, ())
