"""Lists of the papers that meet conditions on what is recorded of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.retrieval.hybrid import Retriever
from assistant.types import Turn
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import Canned, FakeOpenAI
from tests.support.scripted import judge, question, shown
from tests.support.shelves.recorded import cited


@each_row(
    ("asked", "papers"),
    [
        ("How many papers are from 2021?", "bc"),
        ("Which papers did Savolainen write since 2022?", "d"),
        ("List papers with Liu as an author", "abd"),
        ("papers by A. Liu", "ad"),
        ("Which papers were published at EMNLP?", "a"),
        ("Which papers come from one.bib?", "a"),
        ("papers before 2021", "a"),
        ("Which papers have no abstract?", "d"),
    ],
)
def test_conditions_list_exactly_the_papers_that_meet_them(asked: str, papers: str, shelf: Retriever) -> None:
    answer = ask(asked, shelf).answer
    assert cited(answer) == list(papers)
    assert f"{len(papers)} of 5 papers" in answer.text
    assert answer.filters
    assert answer.usage.requests == 0


def test_a_list_cites_the_record_and_the_answer_tells_its_conditions(shelf: Retriever) -> None:
    answer = ask("How many papers are from 2019?", shelf).answer
    assert [(each.field, each.quote, each.start, each.end) for each in answer.citations] == [
        ("year", "2019", 0, 4)
    ]
    assert [each.model_dump() for each in answer.filters] == [
        {"field": "year", "op": "=", "value": 2019, "text": "from 2019"}
    ]
    assert "1 paper records no year" in answer.warnings[0]


def test_people_of_one_name_are_both_shown(shelf: Retriever) -> None:
    text = ask("papers by Liu", shelf).answer.text
    assert "can be any of 2 authors here: Alisa Liu (2); Wei Liu (1)" in text


def test_a_topic_is_sought_only_among_the_papers_that_meet_the_conditions(meant: Retriever) -> None:
    answer = ask("Which papers from 2021 are about agents?", meant).answer
    assert cited(answer) == ["c"]
    assert "of the 2 papers from 2021" in answer.text
    assert answer.judged.of == 2


def test_a_model_judges_only_the_papers_that_meet_the_conditions(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    seen: set[str] = set()

    def respond(asked: dict[str, Any]) -> Canned:
        seen.update(paper.title for paper in shown(asked))
        return judge(lambda criterion, title: "agents" in title)(asked)

    fake_openai.respond = respond
    answer = ask("Which papers from 2021 are about agents?", shelf, opened()).answer
    assert seen == {"Birch parsing", "Cedar agents"}
    assert "1 of the 2 papers from 2021 judged match" in answer.text
    assert "2021" not in question(fake_openai.chats[0])


def test_a_fact_is_sought_only_among_the_papers_that_meet_the_conditions(shelf: Retriever) -> None:
    answer = ask("What does Wei Liu's paper parse?", shelf).answer
    assert answer.text.startswith("_Among the 1 paper by Wei Liu:_")
    assert set(cited(answer)) <= {"b"}


def test_a_shelf_without_years_or_authors_says_so(bare: Retriever) -> None:
    for asked, field in (("papers from 2025", "years"), ("Which papers are by Liu?", "authors")):
        answer = ask(asked, bare).answer
        assert answer.status == "no_evidence"
        assert f"This shelf records no {field}" in answer.text


def test_no_match_says_what_is_recorded(shelf: Retriever) -> None:
    answer = ask("papers from 1987", shelf).answer
    assert answer.status == "no_evidence"
    assert "The years recorded here are 2019 to 2023." in answer.text
    assert "No author here is called “Zorblax”." in ask("papers by Zorblax", shelf).answer.text


def test_of_those_conditions_narrow_the_last_answer(shelf: Retriever) -> None:
    first = "List papers with Liu as an author"
    history = [Turn(question=first, answer=ask(first, shelf).answer)]
    answer = ask("Of those, which are from 2021 or later?", shelf, history=history).answer
    assert cited(answer) == ["b", "d"]
    assert "2 of 3 papers" in answer.text


@each_row(
    ("turns", "papers"),
    [
        (["Which papers did Savolainen publish in Nature?", "How many does he have there?"], "c"),
        (
            ["How many papers are by Alisa Liu at EMNLP?", "and how many did she publish there since 2020?"],
            "",
        ),
        (["Papers by Alisa Liu", "How many of hers are at EMNLP?"], "a"),
        (["Papers by Savolainen", "How many are at Nature?", "Does Wei Liu have any there?"], "b"),
        (["How many papers are in Nature?", "How many papers are there in total?"], None),
        (["Papers by Liu and Chen", "How many does she have?"], None),
    ],
)
def test_an_author_and_a_venue_are_pointed_at_by_he_she_and_there(
    turns: list[str], papers: str | None, shelf: Retriever
) -> None:
    """None: no one author or venue is pointed at, so no list is given for one."""
    history: list[Turn] = []
    for asked in turns:
        history.append(Turn(question=asked, answer=ask(asked, shelf, history=history).answer))
    last = history[-1].answer
    if papers is None:
        assert (last.kind, last.filters) != ("set", history[0].answer.filters)
    else:
        assert (cited(last), "5 papers" in last.text) == (list(papers), True)


def test_the_newest_papers_on_a_subject_are_listed_by_year(meant: Retriever, bare: Retriever) -> None:
    answer = ask("What are the latest papers about parsing?", meant).answer
    assert cited(answer)[:2] == ["b", "a"]
    assert answer.text.startswith("_By year, the newest first._")
    assert "records no years" in ask("the newest papers about kelp", bare).answer.text


def test_conditions_are_traced(shelf: Retriever, tmp_path: Path) -> None:
    answer = ask("How many papers are from 2019?", shelf, home=tmp_path, trace=True).answer
    [file] = (tmp_path / "traces").iterdir()
    line = json.loads(file.read_text())
    assert line["plan"]["filters"] == line["filters"] == [each.model_dump() for each in answer.filters]
