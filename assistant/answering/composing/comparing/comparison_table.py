"""A model's reply to a comparison -> the table: cells that a sentence states, each with the paper that it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator

from assistant.answering.composing.comparing.comparison_column import CellReply, closest_for, column_of
from assistant.citing.stating import best_stating, meant, stating
from assistant.index.passages import sentences
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.json_reply import Entries, ReplySchema, Text, phrase
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.markers import without_markers
from assistant.text.numbers import unsupported_numbers
from assistant.types import Paper, Passage

NOT_STATED = "not stated in the abstract"
MOST_ASPECTS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper says on an aspect, and the sentences behind it; without one, what is shown ``instead``.

    ``own`` says that the text is the sentence itself: no model wrote it.
    """

    text: str = ""
    passages: tuple[Passage, ...] = ()
    instead: str = NOT_STATED
    own: bool = False

    @property
    def passage(self) -> Passage | None:
        """The first sentence behind it."""
        return self.passages[0] if self.passages else None


_LEFT_OUT = Cell(instead="left out")


class _Aspect(ReplySchema):
    aspect: Annotated[str, BeforeValidator(lambda text: phrase(text, 60))]
    cells: Entries[CellReply]


class TableReply(ReplySchema):
    """What a comparison's prompt asks for."""

    aspects: Entries[_Aspect]
    summary: Text = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, each an aspect and a cell for every paper, in their order."""

    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    summary: str
    warnings: tuple[str, ...] = ()


def uncited(reply: TableReply, papers: Sequence[Paper]) -> str:
    """Say what is wrong with a comparison, in words for the model, when nothing in it can be cited."""
    if any(cell.passage for _, cells in table_of(reply, "", papers).rows for cell in cells):
        return ""
    return "not one cell names the number of a sentence that states it"


def table_of(reply: TableReply, question: str, papers: Sequence[Paper]) -> Table:
    """Read a reply; a cell or a summary that the papers do not bear is left out, with a warning."""
    warnings: list[str] = []
    named = [entry for entry in reply.aspects[:MOST_ASPECTS] if entry.aspect]
    rows = tuple((entry.aspect, _cells(entry.cells, papers, warnings)) for entry in named)
    summary = _summary(reply.summary, question, papers, warnings)
    return Table(rows, summary, tuple(warnings))


def filled(
    table: Table, question: str, papers: Sequence[Paper], model: ChatModel, evidence: Sequence[ScoredSentence]
) -> Table:
    """Fill the columns of papers of which the table says nothing, and say how."""
    rows, warnings = table.rows, list(table.warnings)
    for number, paper in enumerate(papers):
        if any(cells[number].passage or cells[number] is _LEFT_OUT for _, cells in rows):
            continue
        replies = column_of(question, paper, [name for name, _ in rows], model)
        column = [_checked(_cell_of(cell, paper), paper, warnings) for cell in replies]
        if not any(cell.passage for cell in column):
            own = closest_for(
                [f"{name} {' '.join(cell.text for cell in cells)}" for name, cells in rows], paper, evidence
            )
            column = [Cell(each.text, (each,), own=True) if each else Cell() for each in own]
            warnings.append(
                f"The model said nothing of “{paper.title}”; its own closest sentences stand in the table."
            )
        rows = tuple(
            (name, (*cells[:number], cell, *cells[number + 1 :]))
            for (name, cells), cell in zip(rows, column, strict=True)
        )
    return replace(table, rows=rows, warnings=tuple(warnings))


def _summary(summary: str, question: str, papers: Sequence[Paper], warnings: list[str]) -> str:
    counts = " ".join(str(number) for number in range(len(papers) + 1))
    texts = [f"{paper.title} {paper.abstract}" for paper in papers]
    if wrong := _figures(without_markers(summary), [question, counts, *texts]):
        warnings.append(f"The summary was left out: no abstract compared holds the number {wrong}.")
        return ""
    return summary


def _figures(text: str, texts: Sequence[str]) -> str:
    """Name the figures of ``text`` that ``texts`` do not hold; "two approaches" holds none."""
    return " or ".join(found for found in unsupported_numbers(text, texts) if any(map(str.isdigit, found)))


def _cells(replies: Sequence[CellReply], papers: Sequence[Paper], warnings: list[str]) -> tuple[Cell, ...]:
    """Read a row; a cell that speaks of another of the papers goes there, where that one has none."""
    by_number = {cell.paper: cell for cell in replies}
    read = [_cell_of(by_number.get(number), paper) for number, paper in enumerate(papers, 1)]
    owners = [
        meant(cell.text, paper, papers) if cell.passage else paper
        for cell, paper in zip(read, papers, strict=True)
    ]
    cells = {
        paper.id: _checked(cell, paper, warnings) if owner is paper else _LEFT_OUT
        for cell, paper, owner in zip(read, papers, owners, strict=True)
    }
    for cell, paper, owner in zip(read, papers, owners, strict=True):
        if owner is paper:
            continue
        stated = best_stating(cell.text, owner)
        moved = Cell(cell.text, (stated,) if stated else ())
        if moved.passage and not cells[owner.id].passage:
            cells[owner.id] = _checked(moved, owner, warnings)
        fate = "moved" if cells[owner.id].text == cell.text else "left out"
        warnings.append(f"A cell on “{paper.title}” was {fate}: it speaks of “{owner.title}”.")
    return tuple(cells.values())


def _cell_of(reply: CellReply | None, paper: Paper) -> Cell:
    """Read one cell; a text without a sentence of the paper behind it is not shown."""
    numbered = dict(enumerate(sentences(paper), 1))
    pointed = [numbered[place] for place in reply.evidence if place in numbered][:2] if reply else []
    if reply is None or not pointed or not reply.text:
        return Cell()
    if len(pointed) > 1:
        return Cell(reply.text, tuple(pointed))
    return Cell(reply.text, (stating(reply.text, pointed[0], paper),))


def _checked(cell: Cell, paper: Paper, warnings: list[str]) -> Cell:
    """Leave out a cell with a figure that the paper does not state."""
    if not cell.passage:
        return cell
    if wrong := _figures(cell.text, [paper.title, paper.abstract, str(paper.year or "")]):
        warnings.append(
            f"A cell on “{paper.title}” was left out: its abstract does not hold the number {wrong}."
        )
        return _LEFT_OUT
    return cell
