"""What is typed is completed by titles and authors of the shelf."""

from __future__ import annotations

from assistant.retrieval.metadata.completion import Completions
from tests.support.each_row import each_row

TITLES = ["The Kelp Forests of Svalbard", "Mosses: A Survey", "Self-Supervised Kelp", "Élan vital"]
SHELF = Completions(TITLES, ["Wei Liu", "Müller, Zoë"])


@each_row(
    ("typed", "put"),
    [
        ("Compare mos", ["“Mosses: A Survey”"]),
        ("Compare mo", []),  # two letters
        ("kelp", []),  # one ordinary word completes what begins with it
        ("Compare Kelp", ["“The Kelp Forests of Svalbard”", "“Self-Supervised Kelp”"]),
        ("What do kelp for", ["“The Kelp Forests of Svalbard”"]),
        ("Compare Superv", ["“Self-Supervised Kelp”"]),
        ("elan vit", ["“Élan vital”"]),
        ("papers by liu", ["Wei Liu"]),
        ("papers by mull", ["Müller, Zoë"]),
        ("Which papers list the", []),
        ("mosses ", []),
        ("", []),
    ],
)
def test_the_last_words_are_completed(typed: str, put: list[str]) -> None:
    assert [each.put for each in SHELF.complete(typed)] == put


def test_what_was_typed_is_replaced_with_the_quotation_mark_before_it() -> None:
    [title] = SHELF.complete("Compare “Moss")
    assert "Compare “Moss"[: title.start] + title.put == "Compare “Mosses: A Survey”"
    [author] = SHELF.complete("Which papers did Liu")
    assert "Which papers did Liu"[: author.start] + author.put == "Which papers did Wei Liu"


def test_no_more_than_eight_are_shown() -> None:
    many = Completions(
        [f"Mosses {number}" for number in range(50)], [f"Moss {number}" for number in range(50)]
    )
    assert len(many.complete("Mos")) == 8
