"""Two papers, and a model that fills the cells of a table about them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from assistant import Paper, Row
from tests.support.canned import Canned
from tests.support.fakes import Text

PAPERS = [
    Paper(
        id="code",
        title="Contextual Embedding of Source Code",
        abstract="We curate a corpus of 7.4M Python files from GitHub. CuBERT, a BERT model, is pre-trained on it. "
        "It beats the baselines by 3.2%. Code and models are released.",
        authors=("A. Kanade", "P. Maniatis"),
        year=2020,
        url="https://example.org/cubert",
    ),
    Paper(id="bare", title="A Survey of Tokenizers", abstract="", year=2021),
]


Cells = dict[str, tuple[int, Any]]  # words of a column's question -> sentence, value


def writes(by_title: dict[str, Cells]) -> Callable[[dict[str, Any]], Canned]:
    """Return a model that fills the cells of each paper, and leaves those empty of which it is told nothing."""

    def respond(asked: dict[str, Any]) -> Canned:
        said = asked["messages"][-1]["content"]
        columns = re.findall(r"^(\d+) (.*\?.*)$", said.split("<paper")[0], re.MULTILINE)
        [cells] = [cells for title, cells in by_title.items() if f"<title>{title}" in said]
        told = []
        for number, question in columns:
            sentence, value = next((cell for word, cell in cells.items() if word in question), (-1, ""))
            told.append({"column": int(number), "sentence": sentence, "value": value})
        return Text(json.dumps({"cells": told}))

    return respond


GOOD: Cells = {
    "data set": (1, "7.4m python files"),
    "sample": (1, "7,400,000"),
    "model or architecture": (2, "CuBERT"),
    "made available": (4, True),
    "kind of paper": (1, "Resource"),
}


def row_of(rows: list[Row], paper_id: str) -> Row:
    return next(row for row in rows if row.paper.id == paper_id)
