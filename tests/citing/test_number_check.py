"""A number that no cited paper states is flagged, in words that say why."""

from __future__ import annotations

from assistant.citing.number_check import flag_numbers, shorten
from assistant.types import Paper
from tests.support.each_row import each_row

PAPER = Paper(id="a", title="Nets of 16 layers", abstract="We train on 7.4M files.", year=2021)
OTHER = Paper(id="b", title="Other", abstract="It reads 300 exams.")


@each_row(
    ("sentence", "cited"),
    [
        ("It trains on 7.4 million files with 16 layers.", [PAPER]),
        ("In 2021 it read 300 exams.", [PAPER, OTHER]),
        ("Which 42 layers?", [PAPER]),  # the question says 42
        ("Both of these 2 do.", [PAPER, OTHER]),
        ("Four papers train.", [PAPER]),
        ("Two approaches exist.", []),
        ("", [PAPER]),
        ("No figure.", []),
    ],
)
def test_numbers_that_are_borne_out_pass(sentence: str, cited: list[Paper]) -> None:
    assert flag_numbers(sentence, cited, "What of 42?", sources=4) is None


@each_row(
    ("sentence", "cited", "why"),
    [
        (
            "It has 17 layers .",
            [PAPER],
            "The number 17 in “It has 17 layers.” is in none of the passages it cites.",
        ),
        (
            "It has 5 of 9.",
            [OTHER],
            "The numbers 5 and 9 in “It has 5 of 9.” are in none of the passages it cites.",
        ),
        ("It has 16.", [], "The number 16 in “It has 16.” is stated without a citation."),
        ("Of 5 papers.", [PAPER], "The number 5 in “Of 5 papers.” is in none of the passages it cites."),
        ("In 2020.", [PAPER], "The number 2020 in “In 2020.” is in none of the passages it cites."),
    ],
)
def test_a_flag_names_the_numbers_and_the_sentence(sentence: str, cited: list[Paper], why: str) -> None:
    flag = flag_numbers(sentence, cited, "What?", sources=4)
    assert flag is not None
    assert flag.why == why
    assert flag.sentence in why


def test_a_long_text_is_shortened_to_one_line() -> None:
    assert shorten("a\n b") == "a b"
    assert shorten("abcd efgh", 6) == "abcd…"
    assert len(shorten("word " * 100)) <= 160
