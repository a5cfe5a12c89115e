"""What is exported reads back, and cannot act on the program or the terminal that opens it."""

from __future__ import annotations

import csv
import io
import re

from assistant import Answer, Citation, Paper, Turn, Verdict, read_bytes
from tests.support.each_row import each_row
from tests.support.rendering import PAPER, answered, cite
from ui.render.export import _entry, cited_bibtex, conversation_markdown, verdicts_csv


@each_row("start", ["=", "\uff1d", "\uff0b", "\uff20", "\u200b=", "\ufeff@", "\u00a0=", "\u2060\uff1d"])
def test_no_cell_is_a_formula_however_it_is_disguised(start: str) -> None:
    verdict = Verdict(paper_id="x", title=f"{start}1+1", verdict="match", reason="r", quote=None)
    assert f"'{start}1+1" in verdicts_csv([verdict])


@each_row(
    ("title", "told"),
    [
        ('A; B;=HYPERLINK("http://x")', "A; B;'=HYPERLINK("),
        ("a\t=1+1", "a\t'=1+1"),
        ('a;" @SUM(1)', "' @SUM(1)".replace("' @", " '@")),
        ("a;+cmd|x", "a;'+cmd|x"),
        ("from 3; -5 and +7;+1", "from 3; -5 and +7;+1"),
        ("a = b; c - d", "a = b; c - d"),
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_semicolons_part_them(title: str, told: str) -> None:
    verdict = Verdict(paper_id="x", title=title, verdict="match", reason="r", quote=None)
    row = next(csv.DictReader(io.StringIO(verdicts_csv([verdict]), newline="")))
    assert told in row["title"]


@each_row("title", ["a } b", "a { b", r"a \} b", "}{"])
def test_exported_bibtex_is_balanced_and_reads_back(title: str) -> None:
    entry = _entry(Paper(id="x", title=title, year=2020))
    assert entry.count("{") == entry.count("}")
    (paper,) = read_bytes(entry.encode(), "cited.bib").papers
    assert paper.title == title


def test_no_export_holds_what_a_terminal_acts_on() -> None:
    hostile = "a\x1b]0;x\x07b\x9bc\u202ed\u200f"
    cited = Citation(number=1, paper_id="x", title=hostile, field="title", quote=hostile, start=0, end=9)
    verdict = Verdict(paper_id="x", title=hostile, verdict="match", reason=hostile, quote=hostile)
    answer = Answer(
        question=hostile,
        standalone=hostile,
        kind="lookup",
        status="answered",
        text=f"{hostile} [1]",
        citations=(cited,),
        verdicts=(verdict,),
        composer="extractive",
        fingerprint="f",
        warnings=(hostile,),
    )
    turn = Turn(question=hostile, answer=answer)
    told = conversation_markdown([turn]) + cited_bibtex([turn], {}) + verdicts_csv(answer.verdicts)
    assert told.count("bcd") >= 6
    assert not set("\x1b\x07\x9b\u202e\u200f") & set(told)


def test_csv_holds_no_formula_and_reads_back() -> None:
    cells = ("=1+1", " =cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "\t=1", 'plain, "quoted"\nline')
    verdicts = [Verdict(paper_id="p", title=cell, verdict="no", reason=cell, quote=cell) for cell in cells]
    rows = list(csv.DictReader(io.StringIO(verdicts_csv(verdicts), newline="")))
    assert [row["title"].removeprefix("'") for row in rows] == [cell.replace("\t=", "\t'=") for cell in cells]
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
    assert r"50\% of \textbraceleft{}A\textbraceright{} \& B\_1" in text


def test_markdown_export_has_questions_answers_and_quotes() -> None:
    text = conversation_markdown(
        [Turn(question="How *many*?", answer=answered("It was [1].", cite(1, "25,578 exams")))]
    )
    assert text.startswith("## How \\*many\\*?\n\nIt was [1].")
    assert "- [1] PET/CT & more: “25,578 exams”" in text
