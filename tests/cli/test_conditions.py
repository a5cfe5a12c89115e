"""Conditions on records as they are written on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import Filter, SettingsError
from assistant.cli.conditions import conditions
from tests.support.commands import one_sentence
from tests.support.each_row import each_row


@each_row(
    ("written", "op", "value", "told"),
    [
        ("year>=2020", ">=", 2020, "since 2020"),
        ("year = 2019", "=", 2019, "from 2019"),
        ("Year=2019|2021", "has", ("2019", "2021"), "from 2019 or 2021"),
        ("author=Liu | de la Cruz", "has", ("Liu", "de la Cruz"), "by Liu or de la Cruz"),
        ("venue not EMNLP", "not", ("EMNLP",), "not at EMNLP"),
        ("tag has a=b", "has", ("a=b",), "tagged a=b"),
        ("abstract is no", "is", False, "without an abstract"),
        ('{"field": "source", "op": "has", "value": ["a.bib"], "text": "of a"}', "has", ("a.bib",), "of a"),
    ],
)
def test_a_condition_is_read_as_it_is_meant(written: str, op: str, value: Any, told: str) -> None:
    [found] = conditions("--filter", [written])
    assert (found.op, found.value, found.text) == (op, value, told)


@each_row(
    "written",
    ["", "year", "doi=1", "year>=soon", "author>=Liu", "author=|", "abstract is long", "{", '{"field": 1}'],
)
def test_what_is_no_condition_is_told_in_a_sentence(written: str) -> None:
    with pytest.raises(SettingsError, match=r"^Expected .*--without-filter .*[^.]*\.?") as caught:
        conditions("--without-filter", [written])
    assert "\n" not in str(caught.value)


def test_questions_and_searches_are_limited(run: Any) -> None:
    asked = ("ask", "--json", "Which papers with an abstract work on bytes?")
    [free] = run(*asked, "--without-filter", "abstract is true").rows
    assert [Filter.model_validate(each).text for each in free["waived"]] == ["with an abstract"]
    wrong = run(*asked, "--filter", "abstract=3")
    assert (wrong.code, "abstract" in one_sentence(wrong.err)) == (2, True)
    found = run("search", "bytes", "--json", "--filter", "abstract is false")
    assert (found.code, found.rows[0]["hits"]) == (0, [])
