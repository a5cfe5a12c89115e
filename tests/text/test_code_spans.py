"""Inline code and maths end where Markdown ends them; stray delimiters are told from open ones."""

from __future__ import annotations

from assistant.text.code_spans import RUN_LENGTH, SPAN_LENGTH, code_end, maths_end
from tests.support.each_row import each_row


def ticks(text: str) -> int:
    return len(text) - len(text.lstrip("`"))


@each_row(
    ("text", "span"),
    [
        ("`a` b", "`a`"),
        ("``a ` b`` c", "``a ` b``"),
        ("`a\nb` c", "`a\nb`"),
        ("`a``b` c", "`a``b`"),
        ("`a\n\nb` c", ""),
        ("`" + "a" * SPAN_LENGTH + "` c", ""),
    ],
)
def test_code_ends_at_a_run_of_the_same_length(text: str, span: str) -> None:
    assert code_end(text, 0, ticks(text), final=not span) == len(span)


@each_row("text", ["`a", "`a`", "``a`", "`"])
def test_code_waits_while_its_end_may_still_come(text: str) -> None:
    assert code_end(text, 0, ticks(text), final=False) is None


def test_code_that_cannot_close_any_more_is_stray_before_the_text_ends() -> None:
    assert code_end("`a\n\n", 0, 1, final=False) == 0
    assert code_end("`" + "a" * (SPAN_LENGTH + RUN_LENGTH + 1), 0, 1, final=False) == 0
    assert code_end("`a", 0, 1, final=True) == 0
    assert code_end("`a`", 0, 1, final=True) == 3


@each_row(
    ("text", "span"),
    [
        ("$a$ b", "$a$"),
        ("$a$-b", "$a$"),
        ("$$a $ b$$ c", "$$a $ b$$"),
        ("\\(a\\) b", "\\(a\\)"),
        ("\\[a[1]\\] b", "\\[a[1]\\]"),
        ("$5 and $6 b", ""),
        ("$5 or 6$7", ""),
        ("$ a$ b", ""),
        ("$a\\$ b$ c", "$a\\$ b$"),
        ("$a\n\nb$ c", ""),
        ("\\(a\n\nb\\) c", ""),
        ("$" + "a" * SPAN_LENGTH + "$ c", ""),
        ("$$" + "a" * SPAN_LENGTH + "$$ c", ""),
        ("$", ""),
    ],
)
def test_maths_ends_at_its_own_delimiter(text: str, span: str) -> None:
    assert maths_end(text, 0, final=True) == len(span)


@each_row("text", ["$", "$a", "$a$", "$$", "$$a$", "\\(a\\", "\\[a"])
def test_maths_waits_while_its_end_may_still_come(text: str) -> None:
    assert maths_end(text, 0, final=False) is None


@each_row("text", ["$ ", "$a\n\n", "$$a\n\n", "\\(a\n\n", "$" + "a" * SPAN_LENGTH])
def test_maths_that_cannot_close_any_more_is_stray_before_the_text_ends(text: str) -> None:
    assert maths_end(text, 0, final=False) == 0
