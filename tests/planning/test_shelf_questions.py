"""Questions about the shelf are told from questions about what papers say."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np

from assistant.planning.likeness.odds import Vector
from assistant.planning.special.record_questions import record_asked
from assistant.planning.special.shelf_questions import shelf_asked
from tests.support.each_row import each_row

ASKED = {
    "count": [
        "How many papers are on the shelf?",
        "how many papers do you have",
        "How big is this collection?",
        "So how large is our library, actually?",
    ],
    "list": [
        "List all papers",
        "What papers are there?",
        "Which papers are on the shelf?",
        "Show me everything on the shelf",
        "list every title please",
    ],
    "topics": [
        "What is this shelf about?",
        "What are the main topics?",
        "Give me an overview of the collection",
        "ok, a quick rundown of what's on the shelf please",
        "What sorts of papers are in here?",
    ],
    "years": ["How many papers per year?", "papers by year", "Which years do the papers cover?"],
    "sources": ["Which files do the papers come from?", "papers by source"],
    "venues": ["How many papers per venue?", "Which journals are there?"],
    "authors": ["Who wrote the most papers?", "Who are the authors?", "How many authors are there?"],
    "newest": ["What is the newest paper?", "the five latest papers", "Which paper is the most recent?"],
    "oldest": ["What are the oldest papers?", "from when is the oldest item?"],
    "longest": ["Which paper has the longest abstract?", "the longest paper"],
    "shortest": ["Which paper is the shortest?"],
    "count+years": ["How many papers are there, and from which years?"],
    "list+authors": ["List all papers and say who wrote them."],
    "topics+count": ["What topics does my library cover and how many papers are there?"],
    "": ["How many papers are there on dialogue, and from which years?"],
    "duplicates": ["Are there duplicates?", "Which papers have the same title?", "any duplicate papers?"],
}


@each_row(("name", "question"), [(name, each) for name, some in ASKED.items() for each in some])
def test_a_question_about_the_shelf_is_known(name: str, question: str) -> None:
    assert shelf_asked(question) == name


@each_row(
    "question",
    [
        "How many papers avoid tokenizers?",
        "What is it about?",
        "Do we have any papers about it?",
        "Which papers are about the newest methods?",
        "What is CuBERT about?",
        "Which papers study duplicate detection?",
        "What kinds of papers do we have on parsing?",
        "Which papers are about topic models?",
        "How many authors does the CuBERT paper have?",
        "List all surveys",
        "Which papers train for years?",
        "What are the latest advances in parsing?",
        "Which paper has the longest training?",
    ],
)
def test_a_question_about_papers_is_not_one(question: str) -> None:
    assert shelf_asked(question) == ""


@each_row(
    "question",
    [
        "How many papers use self-play?",
        "How many papers have prompting?",
        "how many of the papers report graphs",
        "List the papers that look at images.",
        "How many papers deal with code?",
    ],
)
def test_what_papers_do_is_not_asked_of_the_shelf_whatever_the_question_sounds_like(question: str) -> None:
    assert shelf_asked(question, like_the_shelf) == ""
    assert shelf_asked("How many papers are squirrelled away here?", like_the_shelf) == "count"


def like_the_shelf(_: str) -> Vector:
    """Give any question the vector that is likest to one on the shelf."""
    data = json.loads((files("assistant") / "data" / "shelf_kind.json").read_text("utf-8"))
    return np.array(data["shelf"]["weights"], np.float32)


@each_row(
    ("question", "field", "subject"),
    [
        ("Who wrote CuBERT?", "authors", "CuBERT"),
        ("Who are the authors of “Attention is all you need”?", "authors", "Attention is all you need"),
        ("By whom was CuBERT written?", "authors", "CuBERT"),
        ("When was the paper on dynamic tokenization published?", "year", "dynamic tokenization"),
        ("In which year did CuBERT appear?", "year", "CuBERT"),
        ("Where was it published?", "venue", ""),
        ("In which journal did CuBERT appear?", "venue", "CuBERT"),
    ],
)
def test_what_a_record_answers_is_known(question: str, field: str, subject: str) -> None:
    asked = record_asked(question)
    assert asked is not None
    assert (asked.field, asked.subject) == (field, subject)


@each_row(
    "question",
    [
        "When was the corpus collected?",
        "Who annotated the data?",
        "Where do byte-level models fail?",
        "What year is next?",
    ],
)
def test_a_fact_of_a_paper_is_not_asked_of_its_record(question: str) -> None:
    asked = record_asked(question)
    assert asked is None or asked.subject == "next"
