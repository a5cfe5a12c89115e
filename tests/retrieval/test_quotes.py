"""What stands between quotation marks that belong together is quoted; apostrophes quote nothing."""

from __future__ import annotations

from assistant.retrieval.quotes import quoted, whole_quoted
from tests.support.each_row import each_row


@each_row(
    ("text", "held"),
    [
        ("What does “Moss” say?", ["Moss"]),
        ("What does 'Don't Stop' say?", ["Don't Stop"]),
        ("What's in the papers' titles, and what isn't?", []),
        ("„Moos“, «Mousse» and `Moss`", ["Moos", "Mousse", "Moss"]),
        ('“"Why Moss?" Explained” or "Fern"', ['"Why Moss?" Explained', "Fern"]),
        ('6" and “', []),
    ],
)
def test_what_stands_between_marks_is_quoted(text: str, held: list[str]) -> None:
    assert [each.text for each in quoted(text)] == held


def test_a_text_is_all_quoted_or_not() -> None:
    assert (whole_quoted(" “Moss” "), whole_quoted("“Moss” or “Fern”"), whole_quoted("Moss")) == (
        "Moss",
        "",
        "",
    )
