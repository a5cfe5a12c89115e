"""A line that says what the papers lack is shown whole or not at all, however the stream was cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.composing.looking_up.missing_part import UnansweredPartFilter

QUESTION = "How many exams were used, on what scanner?"
NAMED = "Not in the papers: the make of the scanner."
EMPTY = "Not in the papers: The papers do not say."


def passed(text: str, cuts: list[int]) -> tuple[str, bool]:
    part = UnansweredPartFilter(QUESTION)
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    said = [part.feed(text[start:end]) for start, end in pairwise(places)]
    return "".join([*said, part.close()]), part.named


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"They used 4 [1].\n{NAMED}", f"They used 4 [1].\n{NAMED}"),
        (f"They used 4 [1].\n{EMPTY}", "They used 4 [1]."),
        (f"They used 4 [1].\n\n**{EMPTY}**", "They used 4 [1]."),
        (f"{EMPTY}\n\nThey used 4 [1].\n{NAMED}\n\n{EMPTY}", f"\n\nThey used 4 [1].\n{NAMED}"),
        (
            "They used 4 [1].\nNot in the papers:\n- the scanner\n- its make",
            "They used 4 [1].\nNot in the papers:\n- the scanner\n- its make",
        ),
        ("They used 4 [1].\nNot in the papers:\n- all\n- else", "They used 4 [1]."),
        ("Not in the hospital. Not in the papers", "Not in the hospital. Not in the papers"),
    ],
)
@given(cuts=st.lists(st.integers(0, 200), max_size=12))
def test_the_part_is_shown_when_it_names_a_part_of_the_question(
    text: str, expected: str, cuts: list[int]
) -> None:
    assert passed(text, cuts) == (expected, "scanner" in text)


@given(st.text("Notinthepars: *-\n"), st.lists(st.integers(0, 200), max_size=12))
def test_how_the_stream_was_cut_does_not_matter(text: str, cuts: list[int]) -> None:
    assert passed(text, cuts) == passed(text, [])
