"""A paper's words are shown as they are, whatever markup they hold."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

import assistant.text.wording as wording
from assistant.text.wording import escaped, plain
from tests.support.each_row import each_row

TEXT = st.one_of(st.text(max_size=80), st.text(alphabet="\\`*_[]<>$~|# a1!(\n", max_size=60))


@settings(deadline=None)
@given(TEXT)
def test_what_is_escaped_reads_the_same_in_a_terminal(text: str) -> None:
    assert plain(escaped(text)) == " ".join(text.split())


@settings(deadline=None)
@given(TEXT)
def test_no_markup_is_left_alive(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>$~|#]", shown)


@each_row(
    ("text", "expected"),
    [
        ("as in [29]", r"as in \[29\]"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("![x](http://e.vil)", r"!\[x\](http://e.vil)"),
        ("cost $5 and $6", r"cost \$5 and \$6"),
        ("two\n\n# lines", r"two \# lines"),
    ],
)
def test_examples_of_hostile_and_harmless_markup(text: str, expected: str) -> None:
    assert escaped(text) == expected


@each_row(
    ("markdown", "expected"),
    [
        ("**Title**\n\n- “Words” [1]\n", "Title\n\n- “Words” [1]\n"),
        ("_No model is set._", "No model is set."),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        (r"\[29\] stays, [1] too", "[29] stays, [1] too"),
    ],
)
def test_an_answer_in_a_terminal_has_no_markup_but_its_markers(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


def test_counts_are_written_as_people_write_them() -> None:
    assert [wording.papers_count(count) for count in (0, 1, 2, 2839)] == [
        "0 papers",
        "1 paper",
        "2 papers",
        "2,839 papers",
    ]
    assert "38 papers" in wording.chat_reply(38)
    assert wording.chat_reply(38, "ok great, thanks a lot!").startswith("You are welcome. The 38 papers")
    assert wording.chat_reply(1, "hello") == wording.chat_reply(1)


def test_how_to_set_a_model_is_said_apart_from_answers() -> None:
    assert "OPENAI_" not in wording.NO_MODEL
    assert "OPENAI_BASE_URL" in wording.HOW_TO_SET
