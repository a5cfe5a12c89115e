"""Questions that records answer: lists under conditions, one paper's record, the shelf itself, named things."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.context import AnswerContext
from assistant.answering.pipeline import run_pipeline as pipeline
from assistant.embedding.embedder import Embedder, open_embedder
from assistant.events import Done
from assistant.library.library import Library
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Answer, Paper, Turn
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.fakes import Canned, FakeOpenAI
from tests.support.scripted import judge, prompt, question, shown, task
from tests.support.tiny import TinyEmbedder

EMNLP = "Conference on Empirical Methods in Natural Language Processing"
PAPERS = [
    Paper(
        id="a",
        title="Amber parsing",
        abstract="We parse amber with GSM-8K. It works.",
        authors=("Alisa Liu", "Yu Chen"),
        year=2019,
        venue=EMNLP,
        source="one.bib",
    ),
    Paper(
        id="b",
        title="Birch parsing",
        abstract="We parse birch by data from 2025.",
        authors=("Wei Liu",),
        year=2021,
        venue="Nature",
        source="two.ris",
    ),
    Paper(
        id="c",
        title="Cedar agents",
        abstract="Agents of cedar use GSM8K and [29] <b>tags</b>.",
        authors=("Jukka Savolainen",),
        year=2021,
        venue="Nature",
        source="two.ris",
    ),
    Paper(
        id="d",
        title="Dune agents",
        abstract="",
        authors=("Jukka Savolainen", "Alisa Liu"),
        year=2023,
        source="two.ris",
    ),
    Paper(
        id="e",
        title="Dune agents",
        abstract="Other agents on dunes and a longer abstract than all of these have.",
        source="two.ris",
    ),
]
BARE = [
    Paper(id="x", title="Kelp models", abstract="Models of kelp in 2025."),
    Paper(id="y", title="Lagoon models"),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from _open(tmp_path_factory.mktemp("records"), PAPERS)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    yield from _open(tmp_path_factory.mktemp("bare"), BARE)


@pytest.fixture(scope="module")
def meant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """The same papers, by vectors that tell what they mean."""
    yield from _open(tmp_path_factory.mktemp("meant"), PAPERS, open_embedder(Settings()))


def _open(home: Path, papers: list[Paper], embedder: Embedder | None = None) -> Iterator[Retriever]:
    held = Library(Settings(home=home, shelf="mine"), embedder or TinyEmbedder())
    held.add(papers)
    with held.reading() as retriever:
        yield retriever
    held.close()


def cited(answer: Answer) -> list[str]:
    return [each.paper_id for each in answer.citations]


@pytest.mark.parametrize(
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


def test_models_are_shown_authors_year_and_venue(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    def respond(asked: dict[str, Any]) -> Canned:
        return "It is parsed [1]." if task(asked) == "answer" else "yes"

    fake_openai.respond = respond
    ask("How does Amber parsing use GSM-8K?", shelf, opened())
    assert f"Authors: Alisa Liu, Yu Chen\nYear: 2019\nVenue: {EMNLP}\n" in prompt(fake_openai.chats[-1])


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


@pytest.mark.parametrize(
    ("asked", "field", "quote"),
    [
        ("Who wrote Amber parsing?", "authors", "Alisa Liu; Yu Chen"),
        ("When was “Birch parsing” published?", "year", "2021"),
        ("Where did the paper on cedar agents appear?", "venue", "Nature"),
    ],
)
def test_what_a_record_holds_is_told_and_cited_as_the_record(
    asked: str, field: str, quote: str, shelf: Retriever
) -> None:
    answer = ask(asked, shelf).answer
    assert answer.kind == "lookup"
    assert [(each.field, each.quote) for each in answer.citations] == [(field, quote)]


def test_what_a_record_does_not_hold_is_not_made_up(bare: Retriever) -> None:
    answer = ask("Who wrote Kelp models?", bare).answer
    assert answer.status == "no_evidence"
    assert answer.text.startswith("This shelf records no authors for “Kelp models”.")


def test_a_record_is_asked_of_the_paper_that_was_shown_last(shelf: Retriever) -> None:
    first = "When was “Birch parsing” published?"
    history = [Turn(question=first, answer=ask(first, shelf).answer)]
    answer = ask("And who wrote it?", shelf, history=history).answer
    assert [each.quote for each in answer.citations] == ["Wei Liu"]


def test_of_those_conditions_narrow_the_last_answer(shelf: Retriever) -> None:
    first = "List papers with Liu as an author"
    history = [Turn(question=first, answer=ask(first, shelf).answer)]
    answer = ask("Of those, which are from 2021 or later?", shelf, history=history).answer
    assert cited(answer) == ["b", "d"]
    assert "2 of 3 papers" in answer.text


@pytest.mark.parametrize(
    ("asked", "said", "papers"),
    [
        ("How many papers are on the shelf?", "**5 papers** are on the shelf, from 2019 to 2023", ""),
        ("List all papers", "**5 papers**", "abcde"),
        ("How many papers per year?", "| 2021 | 2 |", ""),
        ("Which files do the papers come from?", "| two.ris | 4 |", ""),
        ("What is the newest paper?", "is from 2023", "dbca"),
        ("What is the oldest paper?", "is from 2019", "abcd"),
        ("Are there duplicates?", "2 of 5 papers", "de"),
        ("Who wrote the most papers?", "| Alisa Liu | 2 |", ""),
    ],
)
def test_the_shelf_itself_is_told_from_its_records(
    asked: str, said: str, papers: str, shelf: Retriever
) -> None:
    answer = ask(asked, shelf).answer
    assert answer.kind == "shelf"
    assert said in answer.text
    assert cited(answer) == list(papers)


def test_the_longest_abstract_comes_first(shelf: Retriever) -> None:
    answer = ask("Which paper has the longest abstract?", shelf).answer
    assert cited(answer)[0] == "e"
    assert f"{len(PAPERS[4].abstract)} characters" in answer.text


def test_topics_are_named_with_examples(seed_shelf: Retriever) -> None:
    answer = ask("What is this shelf about?", seed_shelf).answer
    topics = [line for line in answer.text.splitlines() if line.startswith("- **")]
    assert len(topics) > 2
    assert len(answer.citations) == 3 * len(topics)
    assert {each.field for each in answer.citations} == {"title"}


def test_a_condition_holds_for_questions_about_the_shelf(shelf: Retriever) -> None:
    assert "| Nature | 2 |" in ask("How many papers from 2021 per venue?", shelf).answer.text


def test_every_paper_that_names_a_thing_is_listed_and_quoted(shelf: Retriever) -> None:
    answer = ask("How many papers mention GSM8K?", shelf).answer
    assert answer.text.startswith("**2 of 5 papers** name “GSM8K”.")
    assert [each.quote for each in answer.citations] == [
        "We parse amber with GSM-8K.",
        "Agents of cedar use GSM8K and [29] <b>tags</b>.",
    ]
    assert "What they do with it was not judged." in ask("Which papers use GSM8K?", shelf).answer.text


def test_a_thing_that_no_paper_names_is_said_to_be_in_none(shelf: Retriever) -> None:
    answer = ask("Which papers mention Quuxformer-9?", shelf).answer
    assert (answer.status, answer.text) == (
        "no_evidence",
        "None of the 5 papers names “Quuxformer-9” in its title or abstract.",
    )


def test_named_things_and_conditions_go_together(shelf: Retriever) -> None:
    answer = ask("Which papers since 2020 mention GSM8K?", shelf).answer
    assert cited(answer) == ["c"]
    assert "1 of 3 papers since 2020" in answer.text


def test_papers_that_name_a_thing_are_judged_first_whatever_their_rank(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    order: list[str] = []

    def respond(asked: dict[str, Any]) -> Canned:
        order.extend(paper.title for paper in shown(asked) if paper.title not in order)
        return judge(lambda criterion, title: True)(asked)

    fake_openai.respond = respond
    few = {"judge_all": 2, "judge_budget": 2, "judge_sample": 0, "parallel": 1}
    ask("Which papers about dunes use GSM8K?", shelf, opened(), **few)
    assert set(order) == {"Amber parsing", "Cedar agents"}


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


def test_a_record_is_sought_among_the_chosen_papers_only(shelf: Retriever) -> None:
    context = AnswerContext(Settings(), shelf)
    *_, done = pipeline("Who wrote the paper on dune agents?", (), context, ["e"])
    assert isinstance(done, Done)
    assert "records no authors for “Dune agents”" in done.answer.text
    assert done.answer.citations == ()


def test_with_a_model_mentions_are_judged_on_a_small_shelf_and_scanned_for_on_a_large_one(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.respond = judge(lambda criterion, title: "Amber" in title)
    small = ask("Which papers mention GSM8K?", shelf, opened()).answer
    large = ask("Which papers mention GSM8K?", shelf, opened(), judge_all=2).answer
    assert (cited(small), small.judged.papers) == (["a"], 5)
    assert (cited(large), large.usage.requests, large.composer) == (["a", "c"], 0, "fake-model")
