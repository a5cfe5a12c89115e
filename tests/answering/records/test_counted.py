"""Numbers of authors, counts side by side, who has most, and words left out: told from records and scans alone."""

from __future__ import annotations

from assistant.retrieval.hybrid import Retriever
from tests.support.answers import ask
from tests.support.each_row import each_row
from tests.support.shelves.recorded import cited


@each_row(
    ("asked", "papers", "told"),
    [
        ("papers with one author", "bc", "**2 of 5 papers** are by 1 author"),
        ("Which papers have more than one author?", "ad", "**2 of 5 papers**"),
        ("papers with Savolainen as first author", "cd", "are by Savolainen as first author"),
        ("papers with Alisa Liu as last author", "d", "**1 of 5 papers**"),
        ("papers with “dune” in the title", "de", "**2 of 5 papers**"),
        ("Which papers have no author information?", "e", "without an author"),
        ("Which papers mention GSM8K but not tags?", "a", "names “GSM8K” and not “tags”"),
        ("which papers do not mention GSM8K", "bde", "**3 of 5 papers** do not name “GSM8K”"),
        ("How many papers mention both GSM8K and tags?", "c", "**1 of 5 papers** names “GSM8K” and “tags”"),
        ("which paper has most authors", "adbc", "the most authors: **2 authors**"),
    ],
)
def test_papers_are_listed(asked: str, papers: str, told: str, shelf: Retriever) -> None:
    answer = ask(asked, shelf).answer
    assert cited(answer) == list(papers)
    assert told in answer.text


@each_row(
    ("asked", "told"),
    [
        ("which year has most papers", "most has **2021** (2)"),
        ("which year saw the fewest papers?", "fewest have **2019** and **2023** (1 each)"),
        ("who wrote the most papers", "most have **Alisa Liu** and **Jukka Savolainen** (2 each)"),
        ("Which authors have at least two papers?", "(2 authors)"),
        (
            "Did Nature or EMNLP publish more?",
            "**at Nature**: more papers, of 5 papers — at Nature: 2, at EMNLP: 1.",
        ),
        ("Are there more papers from 2019 than from 2023?", "Both have equally many"),
        ("Do more papers mention GSM8K than ImageNet?", "naming “GSM8K”: 2, naming “ImageNet”: 0"),
        (
            "How many authors does a paper have on average?",
            "have **1.5** on average (median 1.5, from 1 to 2)",
        ),
        ("How many authors does Amber parsing have?", "has **2 authors**: Alisa Liu and Yu Chen"),
        ("Amber parsing: who wrote it and when did it appear?", "was written by **Alisa Liu and Yu Chen**"),
        ("Was Amber parsing published in 2019?", "is from **2019**"),
        ("How many papers on parsing appeared each year?", "2 papers found: 2019 (1), 2021 (1)."),
        ("parsing papers by year", "2 papers found: 2019 (1), 2021 (1)."),
        ("Who wrote the most papers on parsing?", "2 papers found: "),
    ],
)
def test_numbers_are_told(asked: str, told: str, shelf: Retriever) -> None:
    assert told in ask(asked, shelf).answer.text


def test_a_paper_that_no_title_tells_is_told_as_one_that_names_it(shelf: Retriever) -> None:
    text = ask("Who wrote the paper on GSM8K?", shelf).answer.text
    assert text.startswith("No paper here bears “GSM8K” in its title. These 2 name it:")
    assert "was written by **Jukka Savolainen**" in text


@each_row(
    ("asked", "told"),
    [
        ("papers with one author", "This shelf records no authors"),
        ("papers with Liu as first author", "This shelf records no authors"),
        ("Who wrote the most papers?", "This shelf records no authors"),
        ("which year has most papers", "This shelf records no years"),
        ("How many authors does a paper have on average?", "This shelf records no authors"),
        ("papers from NeurIPS", "This shelf records no venues"),
        ("Did EMNLP or ACL publish more?", "This shelf records no venues"),
        ("Are there more papers from 2020 than from 2019?", "This shelf records no years"),
        ("Which papers are the most cited?", "This shelf records no citations"),
        ("Which papers are written by women?", "This shelf records no genders"),
    ],
)
def test_what_nothing_is_recorded_of_is_said(asked: str, told: str, bare: Retriever) -> None:
    answer = ask(asked, bare).answer
    assert answer.status == "no_evidence"
    assert told in answer.text


@each_row(
    ("asked", "first"),
    [
        (
            "Who wrote “On Amber parsing”?",
            "No paper here is titled “On Amber parsing”. This one comes nearest:",
        ),
        ("How many authors does “On Amber parsing” have?", "No paper here is titled"),
        ("Who wrote “Amber parsing”?", "“Amber parsing” was written by"),
    ],
)
def test_a_title_that_no_paper_has_is_not_taken_for_another_in_silence(
    asked: str, first: str, shelf: Retriever
) -> None:
    answer = ask(asked, shelf).answer
    assert answer.text.startswith(first)
    assert "Alisa Liu" in answer.text
