"""One paper and its columns -> what a small model reads in it: one question at a time, and then whether that holds.

Of many columns at once a small model loses count, and gives their names back for values; asked for one, it would rather
give something than nothing. So each is asked alone, and the model is asked whether what it gave is stated. The paper
stands before the questions, so that a server that caches prompts reads it once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.errors import BadReply
from assistant.index.passages import sentences
from assistant.judging.judge import gap_of
from assistant.llm.chat import ChatModel, Message
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages, numbered_block
from assistant.tabulating.known_columns import known_for
from assistant.tabulating.reading.borne_values import stated_anywhere
from assistant.tabulating.reading.cells import empty
from assistant.tabulating.reading.model_cells import CellReply, Read, asked_of, checked
from assistant.tabulating.values import Cell, Column
from assistant.types import Paper

_REPLY_TOKENS = 60
_REPLY = re.compile(r"\W*(?:sentence\s+)?(?P<sentence>\d+)\W+(?P<value>\w.*)", re.IGNORECASE)
# How much likelier "yes" has to be than "no" that the answer is stated (natural logarithm).
STATED = 0.0


def single_cells(paper: Paper, columns: Sequence[Column], model: ChatModel) -> Read:
    """Return a cell for each of ``columns``; one that could not be read is "unread", and ``problems`` say why.

    Raises ModelUnavailable when the model does not answer.
    """
    cells: dict[str, Cell] = {}
    problems: list[str] = []
    block = numbered_block(paper, 1, sentences(paper))
    for column in columns:
        cells[column.name], why = _cell(paper, block, column, model)
        if why:
            problems.append(f"“{column.name}” could not be read: {why}.")
    return Read(cells, tuple(problems))


def _cell(paper: Paper, block: str, column: Column, model: ChatModel) -> tuple[Cell, str]:
    known = known_for(column)
    silent = empty(paper.id, column, "not_stated", "model")
    if known and known.strict and not stated_anywhere(paper, column, known):
        return silent, ""
    question = asked_of(column)
    reply = model.complete(messages("table_cell", question=question, paper=block), max_tokens=_REPLY_TOKENS)
    found = _REPLY.match(reply.text.strip().split("\n")[0])
    if found is None:
        return silent, ""
    value = found["value"]
    if value.casefold().startswith(f"{column.name}:".casefold()):  # the column's name before its value
        value = value[len(column.name) + 1 :].strip()
    entry = CellReply(column=1, sentence=int(found["sentence"]), value=value)
    cell, why = checked(entry, paper, column)
    if cell.status != "stated":
        return cell, why
    prompt = messages(
        "table_cell_check",
        question=question,
        value=fenced(entry.value),
        sentence=str(entry.sentence),
        paper=block,
    )
    return (cell, "") if _holds(prompt, model) else (silent, "")


def _holds(prompt: Sequence[Message], model: ChatModel) -> bool:
    """Tell whether the model stands by what it gave; yes where its endpoint tells no log-probabilities."""
    if not model.gives_logprobs:
        return True
    try:
        return gap_of(prompt, model) >= STATED
    except BadReply:
        return True
