"""Numbers are compared by value: those that the texts state pass, others are named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.numbers import unsupported_numbers
from tests.support.each_row import each_row

STATED = (
    "We released 10 models from 25,578 exams, 7.4M files, 98% (246/251), F1=0.80, Mistral-7B, 3 languages "
    "and twice as fast, 900K reports in 2023, 65\u202f463 rows."
)


@each_row(
    "sentence",
    [
        "ten models",
        "25578 exams",
        "25 578 exams",
        "7.4 million files",
        "7,400,000 files",
        "98 percent",
        "98 %",
        "0.98",
        "an F1 of 80%",
        ".8",
        "7B",
        "7 billion",
        "2x",
        "two times",
        "900,000",
        "0.9 million",
        "900k",
        "the 3rd",
        "three",
        "246 of 251",
        "GPT-4, T5, CVPR2024 and 2D nets",
        "1. First",
        "10. **10 models**",
        "it [7] says [^12] so [1, 99]",
        "in 2023",
        "one of many",
        "v1.5.2",
        "see https://x.org/77",
        "arXiv:2305.14160",
        "65,463",
        "65463",
        "(1) bytes and (2) files",
    ],
)
def test_numbers_that_the_texts_state_pass(sentence: str) -> None:
    assert unsupported_numbers(sentence, ["nothing", STATED]) == ()


@each_row(
    ("sentence", "missing"),
    [
        ("twelve models", ("twelve",)),
        ("25,577 exams", ("25,577",)),
        ("25 exams", ("25",)),
        ("25 577 exams", ("25 577",)),
        ("7.5M files", ("7.5M",)),
        ("7.4 billion files", ("7.4 billion",)),
        ("97% of cases", ("97%",)),
        ("4x faster", ("4",)),
        ("in 2024", ("2024",)),
        ("GPT-4 12 models", ("12",)),
        ("420 days on a V100", ("420",)),
        ("between 10, 11 and 12", ("11", "12")),
        ("11 and 11", ("11",)),
    ],
)
def test_numbers_that_no_text_states_are_named(sentence: str, missing: tuple[str, ...]) -> None:
    assert unsupported_numbers(sentence, [STATED]) == missing


@given(st.text(alphabet=st.sampled_from("0123456789.,-% kMxé٣½\n"), max_size=60))
def test_a_sentence_supports_its_own_numbers(text: str) -> None:
    assert unsupported_numbers(f"say {text} so", [f"say {text} so"]) == ()
