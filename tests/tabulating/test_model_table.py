"""A language model reads the rows: what a sentence bears is kept, what it does not is said to be unread."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant import Assistant, Column, Paper
from tests.support.fakes import FakeOpenAI
from tests.support.models.table_models import GOOD, Cells, row_of, writes
from tests.tabulating.test_table import assert_verbatim

COLUMNS = [
    Column("data set"),
    Column("sample size"),
    Column("model"),
    Column("code available"),
    Column("kind", "What kind of paper is it?", "category", ("resource", "survey")),
]


def test_values_are_normalised_and_quoted_and_kept(
    opened: Callable[..., Assistant], fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = writes({"Contextual": GOOD, "A Survey": {"kind of paper": (0, "survey")}})
    assistant = opened()
    table = assistant.table(None, COLUMNS)
    rows = list(table)
    assert (table.composer, table.usage.requests) == ("fake-model", 2)
    for row in rows:
        assert_verbatim(row)
    read = row_of(rows, "code").by_column
    assert read["data set"].text == "7.4M Python files"
    assert (read["sample size"].value, read["sample size"].unit) == (7_400_000, "Python files")
    assert (read["model"].value, read["model"].quote) == (
        "CuBERT",
        "CuBERT, a BERT model, is pre-trained on it.",
    )
    assert (read["code available"].value, read["kind"].value) == ("yes", "resource")
    bare = row_of(rows, "bare").by_column
    assert (bare["kind"].value, bare["kind"].field) == ("survey", "title")
    assert {bare[name].status for name in ("data set", "sample size", "model")} == {"not_stated"}
    before = len(fake_openai.chats)
    again = opened().table(None, [*COLUMNS, "metric"])
    assert [row_of(list(again), "code").cells[:5]] == [row_of(rows, "code").cells]
    new = [chat["messages"][-1]["content"].split("<paper")[0] for chat in fake_openai.chats[before:]]
    assert len(new) == 2, "only the new column is asked for"
    assert all("metric" in each and "data set" not in each for each in new)


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"sample": (1, "9,999 Python files")}, "sample size", "stands in no sentence"),
        ({"data set": (1, "the ImageNet collection")}, "data set", "no sentence bears"),
        ({"data set": (1, "8.4M Python files")}, "data set", "no sentence bears"),
        ({"kind of paper": (1, "poem")}, "kind", "none of resource, survey"),
        ({"made available": (1, "certainly")}, "code available", "expected yes or no"),
        ({"made available": (-1, "yes")}, "code available", "named no sentence"),
    ],
)
def test_what_no_sentence_bears_is_no_value(
    opened: Callable[..., Assistant], fake_openai: FakeOpenAI, cells: Cells, column: str, why: str
) -> None:
    fake_openai.respond = writes({"Contextual": cells})
    assistant = opened()
    [row] = assistant.table(["code"], COLUMNS)
    cell = row.by_column[column]
    assert (cell.status, cell.value, cell.quote, cell.given_by) == ("unread", None, None, "model")
    assert [why in warning and column in warning for warning in row.warnings] == [True]
    fake_openai.respond = writes({"Contextual": GOOD})
    assert [cell.status for cell in next(assistant.table(["code"], COLUMNS)).cells].count("unread") == 0


def test_a_value_goes_with_the_sentence_that_bears_it(
    opened: Callable[..., Assistant], fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = writes(
        {"Contextual": {"sample": (3, "7.4M files"), "data set": (3, "Python files")}}
    )
    [row] = opened().table(["code"], COLUMNS)
    assert {cell.quote for cell in row.cells if cell.status == "stated"} == {
        "We curate a corpus of 7.4M Python files from GitHub."
    }


# An abstract, a column, what the model says of it, and what comes of that.
WELL_KNOWN: list[tuple[str, str, tuple[int, str], str, str | None]] = [
    ("We use 10% of it. It works.", "sample size", (1, "10% of it"), "not_stated", None),
    ("We propose Foo. It works.", "data set", (1, "Foo"), "not_stated", None),
    ("We test FOO on XNLI. It works.", "data set", (1, "XNLI"), "stated", "XNLI"),
    ("We test FOO on a corpus. It works.", "data set", (1, "FOO"), "unread", None),
    (
        "It took 5 days on 64 GPUs and 5M image pairs.",
        "sample size",
        (1, "5 days on 64 GPUs and 5M image pairs"),
        "stated",
        "5M image pairs",
    ),
    ("We propose Foo. The FooBar corpus is large.", "data set", (1, "Foo"), "unread", None),
    (
        "We propose Foo. We find that it wins.",
        "main result",
        (2, "it wins"),
        "stated",
        "We find that it wins.",
    ),
    ("We saw 12 patients for 3 years.", "sample size", (1, "12"), "stated", "12 patients"),
    ("We saw patients.", "sample size", (1, "several patients"), "not_stated", None),
    ("We compare A and B.", "Is C compared?", (1, "no"), "stated", "no"),
    ("We sing.", "Is C compared?", (1, "no"), "not_stated", None),
]


def test_a_well_known_column_is_held_to_what_it_asks_for(
    opened: Callable[..., Assistant], fake_openai: FakeOpenAI
) -> None:
    assistant = opened()
    titles = [f"Foo is all: FOO {'I' * number}" for number in range(len(WELL_KNOWN))]
    assistant.add(
        [
            Paper(id=title, title=title, abstract=abstract)
            for title, (abstract, *_) in zip(titles, WELL_KNOWN, strict=True)
        ]
    )
    for title, (abstract, column, cell, status, text) in zip(titles, WELL_KNOWN, strict=True):
        fake_openai.respond = writes({"Foo": {"": cell}})
        [row] = assistant.table([title], [column])
        assert_verbatim(row)
        assert (row.cells[0].status, row.cells[0].text) == (status, text), abstract
