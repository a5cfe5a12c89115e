"""One paper's record, and the shelf itself, are told from what is recorded."""

from __future__ import annotations

from typing import Any

from assistant.answering.context import AnswerContext
from assistant.answering.pipeline import run_pipeline as pipeline
from assistant.events import Done
from assistant.retrieval.hybrid import Retriever
from assistant.settings import Settings
from assistant.types import Turn
from tests.support.answers import ask
from tests.support.asking import Opener
from tests.support.each_row import each_row
from tests.support.fakes import Canned, FakeOpenAI
from tests.support.scripted import prompt, task
from tests.support.shelves.recorded import EMNLP, PAPERS, cited


def test_models_are_shown_authors_year_and_venue(
    shelf: Retriever, fake_openai: FakeOpenAI, opened: Opener
) -> None:
    def respond(asked: dict[str, Any]) -> Canned:
        return "It is parsed [1]." if task(asked) == "answer" else "yes"

    fake_openai.respond = respond
    ask("How does Amber parsing use GSM-8K?", shelf, opened())
    assert f"Authors: Alisa Liu, Yu Chen\nYear: 2019\nVenue: {EMNLP}\n" in prompt(fake_openai.chats[-1])


@each_row(
    ("asked", "field", "quote"),
    [
        ("Who wrote Amber parsing?", "authors", "Alisa Liu; Yu Chen"),
        ("Who came up with Amber parsing?", "authors", "Alisa Liu; Yu Chen"),
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


LONGEST = [paper.id for paper in sorted(PAPERS, key=lambda paper: -len(paper.title))]


@each_row(
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
        ("How long are the abstracts on average?", "have on average **", ""),
        ("Which paper has the longest title?", "The longest title of **5 papers** has", "".join(LONGEST)),
        ("How many pages do the papers have?", "This shelf records no numbers of pages", ""),
    ],
)
def test_the_shelf_itself_is_told_from_its_records(
    asked: str, said: str, papers: str, shelf: Retriever
) -> None:
    answer = ask(asked, shelf).answer
    assert answer.kind == "shelf"
    assert said in answer.text
    assert cited(answer) == list(papers)


@each_row(
    ("asked", "said"),
    [
        ("Which languages are the papers in?", "| English | "),
        ("Do the papers have DOIs?", "This shelf records no DOIs"),
    ],
)
def test_a_question_on_the_shelf_is_told_by_what_it_means(asked: str, said: str, meant: Retriever) -> None:
    answer = ask(asked, meant).answer
    assert (answer.kind, said in answer.text) == ("shelf", True)


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


def test_a_record_is_sought_among_the_chosen_papers_only(shelf: Retriever) -> None:
    context = AnswerContext(Settings(), shelf)
    *_, done = pipeline("Who wrote the paper on dune agents?", (), context, ["e"])
    assert isinstance(done, Done)
    assert "records no authors for “Dune agents”" in done.answer.text
    assert done.answer.citations == ()
