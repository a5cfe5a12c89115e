"""Conditions on a reader's own collections and tags: taken where there is such a label, and no subject is one."""

from __future__ import annotations

from assistant.planning.conditions.take import conditions_text, take_conditions
from assistant.retrieval.metadata.records import Record, Records
from tests.support.each_row import each_row

MINE = ("Thesis / Chapter 2", "Réseaux", "To read")
SHELF = Records(
    [
        Record("a", "A", (), None, "", "Zotero", 9, MINE[:1], ("unread", "moss roofs")),
        Record("b", "B", (), None, "", "Zotero", 9, MINE[1:], ("unread",)),
        Record("c", "C", (), None, "", "Zotero", 9, (), ("to-do",)),
    ]
)


@each_row(
    ("question", "rest", "conditions", "met"),
    [
        (
            "Which papers in my collection Thesis use BERT?",
            "Which papers use BERT?",
            "in the collection Thesis",
            "a",
        ),
        ("List the papers in the Chapter 2 folder", "List the papers", "in the collection Chapter 2", "a"),
        (
            "Which papers are in my Zotero collection reseaux?",
            "Which papers?",
            "in the collection Réseaux",
            "b",
        ),
        ('papers in the folder "To read" on moss', "papers on moss", "in the collection To read", "b"),
        ("Which papers tagged unread measure roofs?", "Which papers measure roofs?", "tagged unread", "ab"),
        ("papers I tagged with moss roofs", "papers", "tagged moss roofs", "a"),
        ("papers with the tag to-do", "papers", "tagged to-do", "c"),
        ("papers not tagged unread", "papers", "not tagged unread", "c"),
        ("papers tagged unread and moss roofs", "papers", "tagged unread tagged moss roofs", "a"),
        ('papers tagged "nowhere"', "papers", "tagged nowhere", ""),
        ("Which papers in my collection Thesis are tagged unread?", "Which papers?", None, "a"),
    ],
)
def test_labels_are_conditions(question: str, rest: str, conditions: str | None, met: str) -> None:
    found = take_conditions(question, lambda: SHELF, 2026)
    assert found.rest == rest
    assert conditions is None or conditions_text(found.filters) == conditions
    assert "".join(row.id for row in SHELF.matching(found.filters)) == met


@each_row(
    "question",
    [
        "Which papers use POS tagged corpora?",
        "Which papers draw on the collection of essays?",
        "Which papers study unread mail?",
        "How many papers are in my collection?",
        "What does the paper on tagged sentences find?",
    ],
)
def test_subjects_are_none(question: str) -> None:
    assert take_conditions(question, lambda: SHELF, 2026).filters == ()
