"""The sentence of a cell beside the table, and the ways to a table: hostile text stays text."""

from __future__ import annotations

from dataclasses import replace

from assistant import Cell, Citation, Column, Paper, known_columns
from tests.support.each_row import each_row
from tests.support.rendering import HOSTILE, PAPER, Page, answered, cite
from ui.matrix.board import board_html
from ui.matrix.cell_pane import cell_html, missing_html, paper_html
from ui.matrix.entry import to_table_html
from ui.matrix.suggestions import SUGGESTED

EXAMS = "25,578"
AT = PAPER.abstract.index(EXAMS)
SIZE = Column("Sample size", "How many exams were used?", "number")
STATED = Cell(
    PAPER.id,
    SIZE.name,
    value=25578,
    unit="exams",
    text=f"{EXAMS} exams",
    quote=EXAMS,
    start=AT,
    end=AT + len(EXAMS),
    field="abstract",
    status="stated",
    given_by="model",
)


def test_the_sentence_is_marked_where_it_stands_and_the_value_is_as_written() -> None:
    html = cell_html(PAPER, SIZE, STATED)
    assert f'<mark id="source-0-1" data-n="1">{EXAMS}</mark>' in html
    assert '<p class="pa-cell-value">25,578 exams</p>' in html
    assert "How many exams were used?" in html


@each_row(
    ("cell", "told"),
    [
        (None, "Not read yet."),
        (Cell(PAPER.id, SIZE.name, status="unread", given_by="model"), "Not read yet."),
        (Cell(PAPER.id, SIZE.name, given_by="model"), "Not stated in the abstract."),
        (Cell(PAPER.id, SIZE.name, given_by="sentence"), "nobody checked"),
        (Cell(PAPER.id, SIZE.name, given_by="reader"), "Corrected by hand."),
        (replace(STATED, given_by="sentence"), "nobody checked whether it answers"),
        (replace(STATED, given_by="reader", quote=None), "Corrected by hand."),
    ],
)
def test_a_cell_tells_who_gave_it_and_what_is_missing(cell: Cell | None, told: str) -> None:
    html = cell_html(PAPER, SIZE, cell)
    assert told in html
    by_reader = cell is not None and cell.given_by == "reader"
    assert ("Take back" in html) == by_reader


def test_the_closest_sentence_is_not_shown_as_a_value() -> None:
    html = cell_html(PAPER, SIZE, replace(STATED, given_by="sentence"))
    assert "pa-cell-value" not in html
    assert 'value=""' in html


def test_a_paper_that_was_changed_says_so() -> None:
    html = cell_html(PAPER.model_copy(update={"abstract": "All new."}), SIZE, STATED)
    assert "This paper was changed" in html


def test_hostile_text_stays_text() -> None:
    paper = Paper(id=HOSTILE, title=HOSTILE, abstract=HOSTILE, authors=(HOSTILE,), venue=HOSTILE)
    cell = Cell(
        paper.id,
        HOSTILE,
        value=HOSTILE,
        text=HOSTILE,
        quote=HOSTILE,
        start=0,
        end=len(HOSTILE),
        field="abstract",
        status="stated",
        given_by="reader",
    )
    shown = cell_html(paper, Column(HOSTILE, HOSTILE), cell) + paper_html(paper) + missing_html(HOSTILE)
    assert [tag for tag, _ in Page(shown).dangers()] == ["form"]  # the correction
    assert Page(shown).text.count("<script>alert(1)</script>") > 5


def test_the_board_offers_columns_that_the_engine_knows() -> None:
    assert {each.name.lower() for each in SUGGESTED} <= set(known_columns())
    page = Page(board_html())
    offered = [
        attributes["data-name"] for _, attributes in page.tags if attributes.get("data-do") == "suggest"
    ]
    assert offered == [each.name for each in SUGGESTED]
    kinds = {attributes["data-kind"] for _, attributes in page.tags if attributes.get("data-do") == "export"}
    assert kinds == {"csv", "xlsx", "md", "latex", "json"}


def test_sets_and_comparisons_lead_to_a_table() -> None:
    cited: tuple[Citation, ...] = (cite(1, EXAMS),)
    for kind in ("set", "comparison"):
        html = to_table_html(answered("So [1].", *cited).model_copy(update={"kind": kind}), 3)
        assert 'data-act="tabulate" data-turn="3"' in html
    assert to_table_html(answered("So [1].", *cited), 1) == ""  # a fact of one paper
    assert to_table_html(answered("None.").model_copy(update={"kind": "set"}), 1) == ""
