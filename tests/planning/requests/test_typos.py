"""Slips in the words that frame a request are mended; words of the subject are never changed."""

from __future__ import annotations

from assistant.planning.requests.typos import mended
from tests.support.each_row import each_row


@each_row(
    ("typed", "meant"),
    [
        ("wich papers use graphs", "which papers use graphs"),
        ("Whcih paprs report results?", "Which papers report results?"),
        ("pls list teh pappers", "please list teh papers"),
        ("how mnay studeis", "how many studies"),
        ("whats new", "what is new"),
    ],
)
def test_slips_in_frame_words_are_mended(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@each_row(
    "question",
    [
        "word embeddings",
        "two or three studied words",
        "identity preservation",
        "last fine theme",
        "PAPR reduction",
        "Which papers study the wrold?",
        "A long question about many things whose last word is paprs",
    ],
)
def test_other_words_stay(question: str) -> None:
    assert mended(question) == question
