"""The examples of docs/questions.md are taken as it says they are."""

from __future__ import annotations

import re

from assistant import read_papers
from assistant.planning.conditions.take import conditions_text
from assistant.planning.plan_question import Shelf, plan_question
from assistant.retrieval.metadata.records import Record, Records
from assistant.types import Paper, Plan
from tests.support.each_row import each_row
from tests.support.processes import ROOT

TEXT = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
PAPERS = read_papers(ROOT / "eval" / "records.ris").papers
RECORDS = Records(
    Record(each.id, each.title, each.authors, each.year, each.venue or "", each.source, len(each.abstract))
    for each in PAPERS
)


def examples(heading: str) -> list[tuple[str, str]]:
    part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", part, re.MULTILINE)
    return [row for row in rows if row[0] not in ("ask", "---")]


def planned(question: str) -> Plan:
    def find(words: str, k: int) -> list[Paper]:
        asked = set(words.lower().split())
        return sorted(PAPERS, key=lambda paper: -len(asked & set(paper.title.lower().split())))[:k]

    return plan_question(question, (), Shelf(find, lambda: RECORDS, 2026)).plan


@each_row(("question", "conditions"), examples("Conditions on records"))
def test_conditions_are_taken_as_told(question: str, conditions: str) -> None:
    plan = planned(question)
    assert conditions_text(plan.filters) == conditions
    assert RECORDS.matching(plan.filters)


@each_row(("question", "field"), examples("One paper's record"))
def test_a_record_is_asked_for(question: str, field: str) -> None:
    plan = planned(question)
    assert (plan.asks, plan.named) == (field, ("quiet-anchors-for-sentiment-analysis-study-2",))


@each_row(("question", "asks"), examples("The shelf itself"))
def test_the_shelf_is_asked_for(question: str, asks: str) -> None:
    plan = planned(question)
    assert (plan.kind, plan.asks) == ("shelf", asks)


@each_row(("question", "names"), [row for row in examples("What is named") if row[0].endswith("?")])
def test_names_are_scanned_for(question: str, names: str) -> None:
    plan = planned(question)
    assert ", ".join(plan.things) == names
    assert plan.asks.startswith(("name", "use"))


def test_a_year_in_what_papers_say_is_none_of_their_record() -> None:
    assert planned("Which papers use tweets from 2020?").filters == ()
    assert planned("How many papers from 2021 per venue?").asks == "venues"
