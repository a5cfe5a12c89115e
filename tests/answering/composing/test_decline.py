"""Answers that decline: no claim, and why each of the closest papers does not answer."""

from __future__ import annotations

import pytest

from assistant.answering.composing.decline import decline, shortcoming
from assistant.text.wording import REFUSAL
from assistant.types import Paper
from tests.support.answers import drafted

ANTS = Paper(id="ants", title="On *ants*", abstract="We study how ants learn. Their paths are short.")
BEES = Paper(id="bees", title="On bees", abstract="We study bees.")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What learning rate did the ants use on Mars?", ("“rate”", "“Mars”")),
        ("Which salt-water fish did the ants eat?", ("“salt-water fish”", "“eat”")),
        ("How many papers mention queens?", ("“queens”",)),
    ],
)
def test_the_reason_names_the_words_that_a_paper_does_not_hold(
    question: str, missing: tuple[str, ...]
) -> None:
    told = shortcoming(question, ANTS)
    assert told == f"it does not speak of {' or '.join(missing)}"


def test_a_paper_that_holds_every_word_is_said_to_state_no_answer() -> None:
    assert "no answer was found in it" in shortcoming("How short do the paths of ants get?", ANTS)


def test_the_closest_papers_are_named_once_each_and_nothing_is_cited() -> None:
    draft = drafted(decline("Do they fly?", [ANTS, BEES, ANTS], preface="Preface.", warnings=["A warning."]))
    assert draft.text.startswith(f"Preface.\n\n{REFUSAL}")
    assert draft.text.count("\n- On ") == 2
    assert "On \\*ants\\* — it does not speak of “fly”" in draft.text
    assert (draft.status, draft.citations, draft.warnings) == ("no_evidence", (), ("A warning.",))


def test_an_empty_shelf_has_no_closest_papers() -> None:
    assert drafted(decline("Do they fly?", [])).text == REFUSAL
