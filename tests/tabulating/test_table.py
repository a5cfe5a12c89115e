"""Columns and papers -> rows of cited cells, kept from run to run, and corrected by readers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Column, Row, Settings, SettingsError

PET = "vision-language-modeling-in-pet-ct-for-visual-grounding-of-positive-findings"
COLUMNS = ["data set", "sample size", Column("parts of speech", "Which parts of speech are tagged?")]


@pytest.fixture
def plain(seed_copy: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_copy)) as opened:
        yield opened


def assert_verbatim(row: Row) -> None:
    """Check that no cell has a value without the sentence of its paper, unless a reader gave it."""
    for cell in row.cells:
        assert (cell.status == "stated") == (cell.text is not None)
        if cell.quote is not None:
            assert cell.field is not None
            assert row.paper.told(cell.field)[cell.start : cell.end] == cell.quote != ""
        else:
            assert cell.status != "stated" or cell.given_by == "reader"


def test_every_paper_gets_a_row_and_the_same_one_again(plain: Assistant, seed_copy: Path) -> None:
    table = plain.table(None, COLUMNS)
    rows = list(table)
    assert (table.total, table.done, table.composer) == (38, 38, "extractive")
    for row in rows:
        assert_verbatim(row)
        assert [cell.column for cell in row.cells] == ["data set", "sample size", "parts of speech"]
        assert {cell.given_by for cell in row.cells} == {"sentence"}
    [sample] = [
        row.by_column["sample size"] for row in rows if row.paper.title.startswith("Vision-Language Modeling")
    ]
    assert (sample.value, sample.unit) == (25578, "PET/CT exams")
    assert sample.quote == "From 25,578 PET/CT exams, we extracted 11,356 sentence-label pairs."
    with Assistant(Settings(home=seed_copy)) as again:
        assert list(again.table(None, COLUMNS)) == rows


def test_what_a_reader_says_wins_and_can_be_taken_back(plain: Assistant) -> None:
    [before] = plain.table([PET], ["sample size"])
    said = plain.correct_cell(PET, "sample size", "11,356 sentence-label pairs")
    assert (said.value, said.given_by, said.status) == (11356, "reader", "stated")
    assert said.quote == before.cells[0].quote
    question = plain.table([], ["sample size"]).columns[0].question
    [after] = plain.table([PET], [Column("n of exams", question, "number")])
    assert after.cells[0].value == 11356
    silent = plain.correct_cell(PET, "sample size", "")
    assert (silent.status, silent.given_by, silent.quote) == ("not_stated", "reader", None)
    assert plain.correct_cell(PET, "sample size", None) == before.cells[0]
    own = plain.correct_cell(PET, "data set", "words that stand nowhere in it")
    assert (own.value, own.quote, own.given_by) == ("words that stand nowhere in it", None, "reader")


@pytest.mark.parametrize(
    ("paper", "column", "value", "why"),
    [
        ("no-such-paper", "data set", "x", "no paper 'no-such-paper'"),
        (PET, "sample size", "many", "Expected a number"),
        (PET, "Is code released?", "perhaps", "Expected yes or no"),
        (
            PET,
            Column("kind", "Which?", "category", ("trial", "survey")),
            "poem",
            "Expected one of trial, survey",
        ),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(
    plain: Assistant, paper: str, column: Column | str, value: str, why: str
) -> None:
    with pytest.raises(SettingsError, match=why):
        plain.correct_cell(paper, column, value)
