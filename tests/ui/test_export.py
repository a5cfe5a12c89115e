"""What is exported reads back, and holds nothing that a table or a bibliography would run."""

from __future__ import annotations

import csv
import io
import re

from assistant import (
    Paper,
    Turn,
    Verdict,
)
from tests.support.rendering import PAPER, answered, cite
from ui.render.export import cited_bibtex, conversation_markdown, verdicts_csv


def test_csv_holds_no_formula_and_reads_back() -> None:
    cells = ("=1+1", " =cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", 'plain, "quoted"\nline')
    verdicts = [Verdict(paper_id="p", title=cell, verdict="no", reason=cell, quote=cell) for cell in cells]
    rows = list(csv.DictReader(io.StringIO(verdicts_csv(verdicts), newline="")))
    assert [row["title"].removeprefix("'") for row in rows] == list(cells)
    assert not any(
        row[name].strip(" ")[:1] in "=+-@\t" for row in rows for name in ("title", "reason", "quote")
    )


def test_bibtex_has_each_cited_paper_once_with_braces_balanced() -> None:
    other = Paper(id="x y{", title="50% of {A} & B_1 \\ C", abstract="Good.", year=2020, venue="ACL")
    turns = [
        Turn(question="?", answer=answered("", cite(1, "good"), cite(2, "Good.", other))),
        Turn(question="?", answer=answered("", cite(1, "good"))),
    ]
    text = cited_bibtex(turns, {"pet-ct": PAPER, other.id: other})
    assert re.findall(r"^@(\w+)\{([^,\n]+),$", text, re.MULTILINE) == [
        ("misc", "pet-ct"),
        ("inproceedings", "x-y-"),
    ]
    assert "author = {A. Ng and B. Li}" in text
    assert r"50\% of \{A\} \& B\_1" in text


def test_markdown_export_has_questions_answers_and_quotes() -> None:
    text = conversation_markdown(
        [Turn(question="How *many*?", answer=answered("It was [1].", cite(1, "25,578 exams")))]
    )
    assert text.startswith("## How \\*many\\*?\n\nIt was [1].")
    assert "- [1] PET/CT & more: “25,578 exams”" in text
