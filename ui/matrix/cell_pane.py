"""What stands beside the table when a cell was clicked: its paper with the sentence highlighted, and a correction."""

from __future__ import annotations

from html import escape

from assistant import Cell, Citation, Column, Paper

from ..render.sources import byline_html, card_html, marked

_TURN = 0  # no exchange of the conversation has it
_CLOSE = '<button type="button" class="pa-act pa-leave" data-do="close" aria-label="Close the sentence">Close</button>'
_GIVEN = {
    "sentence": "The closest sentence; nobody checked whether it answers.",
    "reader": "Corrected by hand.",
}
_NOT_STATED = "Not stated in the abstract."
_NONE_CLOSE = "No sentence of the abstract comes close; nobody checked."
_UNREAD = "Not read yet."


def cell_html(paper: Paper, column: Column, cell: Cell | None) -> str:
    """Render the sentence that a cell stands on where it stands, and a form to correct the value."""
    question = f'<p class="pa-note">{escape(column.question)}</p>' if column.question else ""
    return (
        f'<div class="pa-cell-head">{_CLOSE}<h3 data-cell-name>{escape(column.name)}</h3>{question}'
        f"{_value_html(cell)}{_correction_html(cell)}</div>{_paper_html(paper, cell)}"
    )


def paper_html(paper: Paper) -> str:
    """Render a paper whose title was clicked."""
    return f'<div class="pa-cell-head">{_CLOSE}<h3 data-cell-name>Paper</h3></div>{_card(paper)}'


def missing_html(why: str) -> str:
    """Render that there is nothing to show."""
    return f'{_CLOSE}<p class="pa-error" data-cell-name role="alert">{escape(why)}</p>'


def value_text(cell: Cell) -> str:
    """Return the value as a reader sees it: a number as it is written, else the value that is sorted by."""
    numbers = isinstance(cell.value, int | float)
    shown = (cell.text, cell.value) if numbers else (cell.value, cell.text)
    return next((str(each) for each in shown if each is not None), "")


def _value_html(cell: Cell | None) -> str:
    if cell is None or cell.status == "unread":
        return f'<p class="pa-silent">{_UNREAD}</p>'
    if cell.status == "not_stated":
        silent = _NONE_CLOSE if cell.given_by == "sentence" else _NOT_STATED
        mine = f'<p class="pa-note">{_GIVEN["reader"]}</p>' if cell.given_by == "reader" else ""
        return f'<p class="pa-silent">{silent}</p>{mine}'
    note = f'<p class="pa-note">{_GIVEN[cell.given_by]}</p>' if cell.given_by in _GIVEN else ""
    value = "" if cell.given_by == "sentence" else f'<p class="pa-cell-value">{escape(value_text(cell))}</p>'
    return value + note


def _paper_html(paper: Paper, cell: Cell | None) -> str:
    if cell is None or not cell.quote or cell.start is None or cell.end is None:
        return _card(paper)
    cited = Citation(
        number=1,
        paper_id=paper.id,
        title=paper.title,
        url=paper.url,
        field=cell.field or "abstract",
        quote=cell.quote,
        start=cell.start,
        end=cell.end,
    )
    return card_html([cited], paper, _TURN, unfolded=True)


def _card(paper: Paper) -> str:
    abstract = marked(paper.abstract, (), _TURN) or "<em>No abstract.</em>"
    return (
        f'<details class="pa-card" open><summary><span class="pa-title">{escape(paper.title)}</span></summary>'
        f'{byline_html(paper)}<p class="pa-abstract">{abstract}</p></details>'
    )


def _correction_html(cell: Cell | None) -> str:
    by_reader = cell is not None and cell.given_by == "reader"
    stated = cell is not None and cell.status == "stated" and cell.given_by != "sentence"
    value = escape(value_text(cell), quote=True) if cell is not None and stated else ""
    back = '<button type="button" class="pa-act" data-do="take-back">Take back</button>' if by_reader else ""
    return (
        '<details class="pa-correct"><summary>Correct it</summary><form>'
        '<input type="text" name="value" maxlength="500" aria-label="Your value" placeholder="Empty: not stated"'
        f' value="{value}"><button type="submit" class="pa-act">Save</button>{back}'
        '<p class="pa-error" data-problem role="alert"></p></form></details>'
    )
