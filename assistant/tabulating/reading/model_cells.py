"""One paper and its columns -> what a language model reads in it, each value checked against the sentence it names.

All columns are asked for together; ``single_cells`` asks for each alone. The model points to a sentence by its number,
so a quote is verbatim by construction; what the sentence does not bear is no value, and the row says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from assistant.errors import BadReply, ModelUnavailable
from assistant.index.passages import sentences, title_passage
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import Entries, Number, ReplySchema, phrase
from assistant.llm.prompting.prompt_files import fenced, load
from assistant.llm.prompting.prompts import messages, numbered_block, reply_room
from assistant.tabulating.reading.borne_values import borne
from assistant.tabulating.reading.cells import empty, stated
from assistant.tabulating.values import Cell, Column
from assistant.types import Paper, Passage

# Columns of one request; small models lose count of more.
_TOGETHER = 10
_CELL_TOKENS = 70  # of a reply, for each column
_LONGEST_VALUE = 400  # characters
# Part of what cells are kept by, with the prompt: another number has papers read anew.
_VERSION = 2
# What models write for "it does not say".
_SILENT = frozenset(
    "|none|null|n/a|na|not stated|not specified|not mentioned|not given|not reported|not stated in the abstract"
    "|unspecified|unknown|not applicable|-1|...".split("|")
)


class CellReply(ReplySchema):
    """What a model says in a cell, after the number of the sentence that states it."""

    column: Number
    sentence: Number = Field(None, validation_alias=AliasChoices("sentence", "evidence", "sentences"))
    value: Annotated[str, BeforeValidator(lambda value: _value_text(value))] = ""


class _RowReply(ReplySchema):
    cells: Entries[CellReply]


@dataclass(frozen=True, slots=True)
class Read:
    """The cells that were read of a paper, by the name of their column, and what was wrong with others."""

    cells: Mapping[str, Cell]
    problems: tuple[str, ...] = ()


def model_cells(paper: Paper, columns: Sequence[Column], model: ChatModel) -> Read:
    """Return a cell for each of ``columns``; one that could not be read is "unread", and ``problems`` say why.

    Raises ModelUnavailable when the model does not answer, BadReply after a second unusable reply.
    """
    cells: dict[str, Cell] = {}
    problems: list[str] = []
    for start in range(0, len(columns), _TOGETHER):
        asked = columns[start : start + _TOGETHER]
        replies = _ask(paper, asked, model)
        for place, column in enumerate(asked, 1):
            cell, why = checked(replies.get(place), paper, column)
            cells[column.name] = cell
            if why:
                problems.append(f"“{column.name}” could not be read: {why}.")
    return Read(cells, tuple(problems))


def unread(paper: Paper, columns: Sequence[Column], error: ModelUnavailable | BadReply) -> Read:
    """Return cells that nobody read, because the model failed."""
    cells = {column.name: empty(paper.id, column, "unread", "model") for column in columns}
    return Read(cells, (str(error),))


def reading_key() -> str:
    """Hash what a reading depends on beside the paper, the column and the model (12 hex digits)."""
    prompts = [load(name) for name in ("table_row", "table_cell", "table_cell_check")]
    parts = [_VERSION, *((prompt.system, prompt.user) for prompt in prompts)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _ask(paper: Paper, columns: Sequence[Column], model: ChatModel) -> dict[int, CellReply]:
    listed = "\n".join(f"{number} {asked_of(column)}" for number, column in enumerate(columns, 1))
    # The columns stand first: a server that caches prompts reads them once for all papers.
    prompt = messages("table_row", columns=listed, paper=numbered_block(paper, 1, sentences(paper)))
    limit = reply_room(prompt, 60 + _CELL_TOKENS * len(columns), model)
    row = ask_json(
        model,
        prompt,
        _RowReply,
        max_tokens=limit,
        fault=lambda reply: "; ".join(_faults(reply, columns, paper).values()),
        merged=lambda first, second: _merged(first, second, columns, paper),
    )
    return _by_column(row, columns)


def _by_column(reply: _RowReply, columns: Sequence[Column]) -> dict[int, CellReply]:
    """Return the first entry on each column, by its number."""
    found: dict[int, CellReply] = {}
    for entry in reply.cells:
        if entry.column is not None and 0 < entry.column <= len(columns):
            found.setdefault(entry.column, entry)
    return found


def _faults(reply: _RowReply, columns: Sequence[Column], paper: Paper) -> dict[int, str]:
    """Return what is wrong with a reply, in words for the model, by the number of the column."""
    replies = _by_column(reply, columns)
    faults = {}
    for place, column in enumerate(columns, 1):
        _, why = checked(replies.get(place), paper, column)
        if why:
            faults[place] = (
                f"column {place}: {why} (where no sentence states it, sentence is -1, the value empty)"
            )
    return faults


def _merged(first: _RowReply, second: _RowReply, columns: Sequence[Column], paper: Paper) -> _RowReply:
    """Keep what was right the first time, and take the rest from the second."""
    wrong = _faults(first, columns, paper)
    kept = [entry for entry in first.cells if entry.column not in wrong]
    return first.model_copy(update={"cells": (*kept, *second.cells, *first.cells)})


def asked_of(column: Column) -> str:
    """Return a column as the prompt lists it: the question, and what kind of value is wanted."""
    kinds = {
        "number": "a number with its unit",
        "yes_no": 'the value is "yes" or "no", and only where a sentence says so',
        "category": f"the value is one of: {'; '.join(column.choices)}" if column.choices else "a short name",
    }
    kind = kinds.get(column.type)
    return fenced(column.question) + (f" ({fenced(kind)})" if kind else "")


def checked(reply: CellReply | None, paper: Paper, column: Column) -> tuple[Cell, str]:
    """Return the cell, and why it has no value where the model gave one that does not hold."""
    if reply is None:
        return empty(paper.id, column, "unread", "model"), "the model left it out"
    if reply.value.strip(" .").lower() in _SILENT:
        return empty(paper.id, column, "not_stated", "model"), ""
    found = borne(reply.value, column, _pointed(reply.sentence, paper), paper)
    if isinstance(found, str):
        return empty(paper.id, column, "unread", "model"), found
    if found is None:
        return empty(paper.id, column, "not_stated", "model"), ""
    passage, value = found
    return stated(paper.id, column, passage, value, "model"), ""


def _pointed(number: int | None, paper: Paper) -> Passage | None:
    numbered = dict(enumerate(sentences(paper), 1)) if paper.abstract.strip() else {1: title_passage(paper)}
    return title_passage(paper) if number == 0 else numbered.get(number or -1)


def _value_text(value: object) -> str:
    """Return a value of a model's JSON as one line, also where it is a number or a list of words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(str(each) for each in value if isinstance(each, str | int | float))
    return phrase(str(value) if isinstance(value, int | float) else value, _LONGEST_VALUE)
