"""Papers + aspects -> a table with a citation in every cell, then what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.citing.stating import best_stating, meant, stating
from assistant.index.passages import sentences
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import Entries, Number, ReplySchema, Text, cited_places, phrase
from assistant.llm.prompt_files import fenced
from assistant.llm.prompts import messages, numbered_block, reply_room
from assistant.planning.comparison_targets import Compared
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.markers import without_markers
from assistant.text.numbers import unsupported_numbers
from assistant.text.wording import NOT_COVERED, escaped
from assistant.types import Paper, Passage, Status

NOT_STATED = "not stated in the abstract"
_MOST_ASPECTS = 6
_CELL_TOKENS = 60
_SENTENCES_A_PAPER = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper says on an aspect; without a passage, what is shown ``instead``."""

    text: str = ""
    passage: Passage | None = None
    instead: str = NOT_STATED


_LEFT_OUT = Cell(instead="left out")


class _CellReply(ReplySchema):
    paper: Number
    text: Annotated[str, BeforeValidator(lambda value: phrase(value, 200))] = ""
    sentence: Number = None


class _Aspect(ReplySchema):
    aspect: Annotated[str, BeforeValidator(lambda value: phrase(value, 60))]
    cells: Entries[_CellReply]


class _TableReply(ReplySchema):
    aspects: Entries[_Aspect]
    summary: Text = ""


@dataclass(frozen=True, slots=True)
class _Table:
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    summary: str
    warnings: tuple[str, ...] = ()


def compare(question: str, compared: Compared, model: ChatModel) -> Composing:
    """Have the model fill the table. Raises ModelUnavailable, and BadReply after a second unusable reply."""
    papers = compared.papers
    blocks = "\n".join(
        numbered_block(paper, number, sentences(paper)) for number, paper in enumerate(papers, 1)
    )
    prompt = messages("compare", papers=blocks, question=fenced(question))
    limit = reply_room(prompt, 200 + _CELL_TOKENS * len(papers) * _MOST_ASPECTS, model)
    reply_read = ask_json(
        model, prompt, _TableReply, max_tokens=limit, fault=lambda reply: _uncited(reply, papers)
    )
    table = _table(reply_read, question, papers)
    numbering = CitationNumbers()
    pieces = [*_written(table, papers, numbering), _left_out(compared)]
    draft = Draft(
        "",
        _status(compared, any(cell.passage for _, cells in table.rows for cell in cells)),
        numbering.citations,
        composer=model.name,
        warnings=(*_too_many(compared), *table.warnings),
    )
    return composed([piece for piece in pieces if piece], draft)


def extract_comparison(
    compared: Compared, evidence: Sequence[ScoredSentence], preface: str, warnings: Sequence[str] = ()
) -> Composing:
    """Put the sentences of each paper that come closest to the question side by side."""
    numbering = CitationNumbers()
    pieces = [f"_{preface}_\n\n", "| Paper | In its own words |\n| --- | --- |\n"]
    for paper in compared.papers:
        best = [scored for scored in evidence if scored.paper.id == paper.id][:_SENTENCES_A_PAPER]
        best.sort(key=lambda scored: scored.passage.start)
        sentences_shown = "<br>".join(
            f"“{escaped(scored.passage.text)}” {numbering.cite(paper, scored.passage)}" for scored in best
        )
        pieces.append(f"| **{escaped(paper.title)}** | {sentences_shown or f'_{NOT_STATED}_'} |\n")
    pieces.append(_left_out(compared))
    draft = Draft(
        "",
        _status(compared, bool(numbering.citations)),
        numbering.citations,
        warnings=(*_too_many(compared), *warnings),
    )
    return composed([piece for piece in pieces if piece], draft)


def _status(compared: Compared, cited: bool) -> Status:
    if not cited:
        return "no_evidence"
    return "partial" if compared.missing or len(compared.papers) < 2 else "answered"


def _too_many(compared: Compared) -> tuple[str, ...]:
    if not compared.left_out:
        return ()
    names = "; ".join(f"“{title}”" for title in compared.left_out)
    return (f"At most {len(compared.papers)} papers are compared at once; left out: {names}.",)


def _left_out(compared: Compared) -> str:
    if not compared.missing:
        return ""
    return (
        f"\n{NOT_COVERED} {', '.join(escaped(name) for name in compared.missing)} (no paper on the shelf).\n"
    )


def _uncited(reply_read: _TableReply, papers: Sequence[Paper]) -> str:
    """Say what is wrong with a comparison, in words for the model, when nothing in it can be cited."""
    if any(cell.passage for _, cells in _table(reply_read, "", papers).rows for cell in cells):
        return ""
    return "not one cell names the number of a sentence that states it"


def _table(payload: _TableReply, question: str, papers: Sequence[Paper]) -> _Table:
    warnings: list[str] = []
    named = [entry for entry in payload.aspects[:_MOST_ASPECTS] if entry.aspect]
    rows = tuple((entry.aspect, _cells(entry.cells, papers, warnings)) for entry in named)
    summary = _summary(payload.summary, question, papers, warnings)
    return _Table(rows, summary, tuple(warnings))


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


def _cells(payload: Sequence[_CellReply], papers: Sequence[Paper], warnings: list[str]) -> tuple[Cell, ...]:
    """Read a row; a cell that speaks of another of the papers goes there, where that one has none."""
    by_number = {cell.paper: cell for cell in payload}
    as_written = [_read_cell(by_number.get(number), paper) for number, paper in enumerate(papers, 1)]
    owners = [
        meant(cell.text, paper, papers) if cell.passage else paper
        for cell, paper in zip(as_written, papers, strict=True)
    ]
    cells = {
        paper.id: _checked(cell, paper, warnings) if owner is paper else _LEFT_OUT
        for cell, paper, owner in zip(as_written, papers, owners, strict=True)
    }
    for cell, paper, owner in zip(as_written, papers, owners, strict=True):
        if owner is paper:
            continue
        moved = Cell(cell.text, best_stating(cell.text, owner))
        if moved.passage and not cells[owner.id].passage:
            cells[owner.id] = _checked(moved, owner, warnings)
        fate = "moved" if cells[owner.id].text == cell.text else "left out"
        warnings.append(f"A cell on “{paper.title}” was {fate}: it speaks of “{owner.title}”.")
    return tuple(cells.values())


def _read_cell(entry: _CellReply | None, paper: Paper) -> Cell:
    """Read one cell; a text without a sentence of the paper behind it is not shown."""
    passages = sentences(paper)
    if entry is None or entry.sentence is None or not 1 <= entry.sentence <= len(passages) or not entry.text:
        return Cell()
    return Cell(entry.text, stating(entry.text, passages[entry.sentence - 1], paper))


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


def _written(table: _Table, papers: Sequence[Paper], numbering: CitationNumbers) -> Iterator[str]:
    yield "| | " + " | ".join(f"**{escaped(paper.title)}**" for paper in papers) + " |\n"
    yield "| --- " * (len(papers) + 1) + "|\n"
    first: dict[int, str] = {}
    for name, cells in table.rows:
        shown = []
        for number, (paper, cell) in enumerate(zip(papers, cells, strict=True), 1):
            marker = numbering.cite(paper, cell.passage) if cell.passage else ""
            if marker:
                first.setdefault(number, marker)
            shown.append(f"{escaped(cell.text)} {marker}" if marker else f"_{cell.instead}_")
        yield f"| {escaped(name)} | " + " | ".join(shown) + " |\n"
    if summary := cited_places(table.summary, first):
        yield f"\n{summary}\n"
