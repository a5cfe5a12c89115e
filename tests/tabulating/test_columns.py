"""What is given for a column -> the question that is asked, the type of its values, and where its cells are kept."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import Column, SettingsError, column_of, known_columns
from assistant.tabulating.columns import columns_of, key_of
from assistant.tabulating.reading.amounts import amounts
from tests.support.each_row import each_row


@each_row(
    ("given", "type_"),
    [
        ("Sample size", "number"),
        ("How many participants?", "number"),
        ("Is code released?", "yes_no"),
        ("Does it use transformers", "yes_no"),
        ("Which data set?", "text"),
        ("novelty", "text"),
        ({"name": "kind", "type": "category", "choices": ["a", "b"]}, "category"),
        (Column("sample size", "In words?", "text"), "text"),
    ],
)
def test_a_column_is_typed_by_what_it_asks(given: Any, type_: str) -> None:
    column = column_of(given)
    assert column.type == type_
    assert column.question
    assert column_of(column) == column


def test_well_known_names_ask_a_good_question_and_share_their_cells() -> None:
    assert len({column_of(name).question for name in known_columns()}) == len(known_columns()) >= 10
    assert key_of(column_of("Data set")) == key_of(column_of("datasets")) != key_of(column_of("metric"))
    assert columns_of(["metric", "metric"]) == columns_of(["metric"])


@each_row(
    ("given", "why"),
    [
        ("data set", "list of columns"),
        ([], "1 to 20 columns"),
        ([""], "needs a name"),
        ([3], "a name, a question or an object"),
        ([{"question": "Which?"}], 'have a "name"'),
        ([{"name": "x", "size": 3}], "no 'size'"),
        ([{"name": "x", "type": "date"}], "one of text, number"),
        ([{"name": "x", "choices": ["a"]}], 'type "category"'),
        ([{"name": "x", "type": "category", "choices": "abc"}], "list of words"),
        (["x" * 501], "at most"),
        ([Column("x", "A?"), Column("x", "B?")], "Two columns are called"),
    ],
)
def test_what_is_no_column_is_refused_in_words(given: Any, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        columns_of(given)


@each_row(
    ("text", "value", "unit", "written"),
    [
        ("a corpus of 7.4M Python files from GitHub", 7_400_000, "Python files", "7.4M Python files"),
        ("costs $1,200 a year", 1200, "$", "$1,200"),
        ("gains 3.2% accuracy", 3.2, "%", "3.2%"),
        ("25 578 exams, among them 3 scans", 25578, "exams", "25 578 exams"),
        ("two languages (Hindi and Urdu)", 2, "languages", "two languages"),
        ("of 12.", 12, None, "12"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float, unit: str | None, written: str) -> None:
    found = amounts(text)[0]
    assert (found.value, found.unit, text[found.start : found.end]) == (value, unit, written)


@each_row(
    "text",
    ["GPT-4 in 2021", "comparable to the multilingual one", "1) models", "Two-dimensional", "a 3D model"],
)
def test_what_counts_nothing_is_no_amount(text: str) -> None:
    assert amounts(text) == []
