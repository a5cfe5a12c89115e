"""Reading a model's JSON: what is there is taken, and its text can do nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.json_reply import cited_places, json_object, json_objects


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        ("Both run [1][2].", "Both run [1][2]."),
        ("Both run [1, 2] fast.", "Both run [1][2] fast."),
        ("One runs [1], another [9].", "One runs [1], another."),
        ("<b>Bold</b> [1] `x` [a](http://x)", r"\<b\>Bold\</b\> [1] \`x\` \[a\](http://x)"),
        ("Both run [9][2] and [1]fly.", "Both run [2] and [1]fly."),
        ("No citation.", ""),
        ("Only unknown [9].", ""),
        ("", ""),
    ],
)
def test_a_summary_keeps_only_markers_of_listed_papers(text: str, shown_as: str) -> None:
    assert cited_places(text, {1: "[1]", 2: "[2]"}) == shown_as


def test_a_json_object_is_found_between_words() -> None:
    assert json_object('Here: {"a": {"b": 1}} and {"c": 2}') == {"a": {"b": 1}}


def test_whole_objects_are_found_in_a_reply_that_was_cut_off() -> None:
    text = 'Sure: {"verdicts": [{"paper": 1, "more": {"a": 2}}, {"paper": 2}, {"paper": 3, "rea'
    assert list(json_objects(text)) == [{"paper": 1, "more": {"a": 2}}, {"paper": 2}]


@given(st.text(alphabet='{}[]":, a1\\', max_size=60))
def test_any_text_holds_objects_or_none(text: str) -> None:
    for told in json_objects(text):
        assert isinstance(told, dict)
