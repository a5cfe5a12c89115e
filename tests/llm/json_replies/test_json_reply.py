"""Reading a model's JSON: what is there is taken, and its text can do nothing."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.json_replies.json_reply import Entries, Number, ReplySchema, Text, cited_places, read_json
from tests.support.each_row import each_row


@each_row(
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


class Sentence(ReplySchema):
    paper: Number
    more: Text = ""


class Sentences(ReplySchema):
    sentences: Entries[Sentence]
    summary: Text = ""


def papers(text: str) -> list[int | None]:
    return [each.paper for each in read_json(text, Sentences).sentences]


@each_row(
    ("text", "read"),
    [
        ('In {short}: {"sentences": [{"paper": 1}]} and {"c": 2}', [1]),
        ('{"sentences": [{"paper": 1}]} No: {"sentences": [{"paper": 2}]}', [2]),
        ('[{"paper": 1}, {"paper": 2}, {"pap', [1, 2]),
        ('Sure: {"sentences": [{"paper": 1, "x": {"a": 2}}, {"paper": 2}, {"paper": 3, "mo', [1, 2]),
        ('{"sentences": [{"paper": 1}, {"paper": 2}], "summary": "So it', [1, 2]),
        ('{"sentences": [{"paper": 1}, {"paper": 2, "more": "the set {a} of', [1]),
        ('{"sentences": [{"paper": 1}, {"paper": 2, "x": [{"y": 1}', [1]),
        ('{"sentences": [7, null, {"paper": true}, {"more": "none"}, {"paper": "3"}]}', [None, 3]),
        ('{"sentences": [{"paper": 1, "more": "\\ud83d"}]}', [1]),
    ],
)
def test_entries_are_read_that_are_whole_and_of_the_form_asked_for(text: str, read: list[int | None]) -> None:
    assert papers(text) == read


@each_row(
    "text", ["", "{", "no", "[]", '{"sentences": []}', '{"sentences": "all"}', '{"a": 1}', '{"sentences": [']
)
def test_what_is_missing_is_said(text: str) -> None:
    with pytest.raises(ValueError, match='not a JSON object with a list "sentences"'):
        read_json(text, Sentences)


@given(st.text(alphabet='{}[]":, a1\\', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for told in (text, f'{{"sentences": [{{"paper": 1}}, {text}'):
        with contextlib.suppress(ValueError):
            assert read_json(told, Sentences).sentences
