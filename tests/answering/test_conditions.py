"""Conditions beside a question: given ones limit it, those that it names can be left out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from assistant import Answer, Assistant, Done, Filter, Paper, Settings, SettingsError
from tests.support.each_row import each_row

SINCE = Filter(field="year", op=">=", value=2020, text="since 2020")
LIU = Filter(field="author", op="has", value=("Liu",), text="by Liu")
KELP = "Kelp forests of Svalbard"


def paper(number: int, title: str, author: str, year: int) -> Paper:
    text = f"We study how {title.lower()} grow. They cover {number},321 hectares."
    return Paper(id=f"p{number}", title=title, abstract=text, authors=(author,), year=year)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant(Settings(home=tmp_path_factory.mktemp("conditions"), shelf="kelp", create=True)) as opened:
        opened.add(
            [
                paper(1, KELP, "Wei Liu", 2019),
                paper(2, "Kelp gardens of Norway", "Ana Silva", 2021),
                paper(3, "Mosses of Iceland", "Wei Liu", 2022),
            ]
        )
        yield opened


def test_given_conditions_limit_a_question_and_are_told(shelf: Assistant) -> None:
    answer = shelf.ask("Which papers are about kelp?", filters=[SINCE])
    assert {each.paper_id for each in answer.citations} == {"p2"}
    assert answer.filters == (SINCE,)
    assert "since 2020" in answer.text
    both = shelf.ask("How many papers by Liu?", filters=[SINCE])
    assert both.text.startswith("**1 of 3 papers** is by Liu since 2020")
    nothing = shelf.ask("Which papers by Liu are about kelp?", filters=[SINCE, SINCE])
    assert nothing.filters == (LIU, SINCE)


def test_a_condition_that_the_question_names_can_be_waived(shelf: Assistant) -> None:
    question = "Which papers by Liu since 2020 are there?"
    asked = shelf.ask(question)
    assert asked.filters == (LIU, SINCE)
    assert asked.text.startswith("**1 of 3 papers**")
    [rest] = {shelf.ask(question, waived=[LIU]).filters}
    assert rest == (SINCE,)
    free = shelf.ask(question, waived=asked.filters)
    assert (free.kind, free.filters, free.waived) == ("shelf", (), (LIU, SINCE))
    assert free.text.startswith("**3 papers** are on the shelf")
    counted = shelf.ask("How many papers are from 2019?", waived=shelf.ask("papers from 2019").filters)
    assert counted.text.startswith("**3 papers** are on the shelf, from 2019 to 2022")


def test_a_question_of_two_parts_keeps_its_limits(shelf: Assistant) -> None:
    question = (
        "How many hectares does kelp of Svalbard cover, and how many hectares do mosses of Iceland cover?"
    )
    both = shelf.ask(question)
    assert "1,321" in both.text
    assert "3,321" in both.text
    assert "3,321" not in shelf.ask(question, within=["p1"]).text
    assert "1,321" not in shelf.ask(question, filters=[SINCE]).text


def test_what_is_no_condition_is_refused(shelf: Assistant) -> None:
    with pytest.raises(SettingsError, match="Expected filters to be a list of Filter, found str"):
        shelf.ask("Which papers are about kelp?", filters="since 2020")  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match="Expected waived"):
        shelf.ask("Which papers are about kelp?", waived=["since 2020"])  # type: ignore[list-item]


@each_row(
    ("field", "op", "value", "said"),
    [
        ("year", ">=", "soon", "=, >= or <=, and a year such as 2021, found >= “soon”"),
        ("year", "has", ("2019", "soon"), "has or not, and years"),
        ("author", ">=", "Liu", "has or not, and a name"),
        ("author", "has", (), "has or not, and a name"),
        ("venue", "has", 7, "has or not, and a name"),
        ("abstract", "has", "long", "is true or is false, found has “long”"),
        ("venue", "is", "there", "is true or is false"),
    ],
)
def test_a_condition_that_cannot_hold_is_told_in_a_sentence(
    shelf: Assistant, field: Any, op: Any, value: Any, said: str
) -> None:
    wrong = [Filter(field=field, op=op, value=value)]
    for asked in ({"filters": wrong}, {"waived": wrong}):
        with pytest.raises(
            SettingsError, match=f"Expected a condition on {field} in {next(iter(asked))} to be"
        ):
            shelf.ask("Which papers are about kelp?", **asked)
    with pytest.raises(SettingsError, match=re.escape(said)):
        shelf.where(wrong)


def test_a_condition_without_words_is_told_in_words(shelf: Assistant) -> None:
    either = Filter(field="author", op="has", value=("Liu", "Silva"))
    asked = shelf.ask(
        "Which papers are about kelp?", filters=[either, Filter(field="year", op="<=", value=2020)]
    )
    assert "by Liu or Silva until 2020" in asked.text
    assert [each.text for each in asked.filters] == ["by Liu or Silva", "until 2020"]
    several = Filter(field="year", op="has", value=("2019", "2022"))
    assert shelf.where([several]) == ("p1", "p3")
    assert shelf.where([several.model_copy(update={"op": "not"})]) == ("p2",)


def test_a_conversation_takes_conditions_however_it_is_asked(shelf: Assistant) -> None:
    question = "Which papers by Liu are there?"

    async def asked() -> list[Answer]:
        last = [event async for event in talk.astream(question, filters=[SINCE], waived=[LIU])][-1]
        assert isinstance(last, Done)
        return [await talk.aask(question, filters=[SINCE], waived=[LIU]), last.answer]

    talk = shelf.conversation()
    *_, streamed = talk.stream(question, filters=[SINCE], waived=[LIU])
    assert isinstance(streamed, Done)
    answers = [talk.ask(question, filters=[SINCE], waived=[LIU]), streamed.answer, *asyncio.run(asked())]
    assert [(each.filters, each.waived) for each in answers] == [((SINCE,), (LIU,))] * 4
    assert len(talk.turns) == 4


def test_a_waived_condition_that_is_not_named_is_told(shelf: Assistant) -> None:
    [told] = shelf.ask("Which papers are about kelp?", waived=[LIU]).warnings[-1:]
    assert told == "The question does not name the condition “by Liu”, so there was nothing to leave out."


def test_what_no_paper_names_is_not_answered_from_others(shelf: Assistant) -> None:
    known = shelf.ask("How many hectares do the kelp forests of Svalbard cover?")
    assert known.status == "answered"
    assert "1,321" in known.text
    unknown = shelf.ask("How many hectares of kelp forests does KelpNet cover?")
    assert unknown.status == "no_evidence"
    assert not unknown.citations
    assert "KelpNet" in unknown.nearest[0].reason
