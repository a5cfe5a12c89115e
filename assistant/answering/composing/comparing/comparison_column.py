"""A paper of which a comparison says nothing -> its column: asked for alone, else its own closest sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from assistant.errors import BadReply, ModelUnavailable
from assistant.index.passages import sentences
from assistant.llm.chat import ChatModel
from assistant.llm.json_replies.ask_json import ask_json
from assistant.llm.json_replies.json_reply import Entries, Number, Numbers, ReplySchema, phrase
from assistant.llm.prompting.prompt_files import fenced
from assistant.llm.prompting.prompts import messages, numbered_block, reply_room
from assistant.retrieval.sentence_scoring import ScoredSentence
from assistant.text.content_words import share, terms
from assistant.types import Paper, Passage

_CELL_TOKENS = 80
# A sentence fits a row when it holds this share of the words of its aspect and of what the other papers say there.
_FITS = 0.15


class CellReply(ReplySchema):
    """What a model says in a cell, after the numbers of the sentences that state it."""

    paper: Number
    evidence: Numbers = Field((), validation_alias=AliasChoices("evidence", "sentence", "sentences"))
    text: Annotated[str, BeforeValidator(lambda text: phrase(text, 320))] = ""


class _AspectReply(ReplySchema):
    aspect: Number
    evidence: Numbers = Field((), validation_alias=AliasChoices("evidence", "sentence", "sentences"))
    text: Annotated[str, BeforeValidator(lambda text: phrase(text, 320))] = ""


class _ColumnReply(ReplySchema):
    cells: Entries[_AspectReply]


def column_of(
    question: str, paper: Paper, aspects: Sequence[str], model: ChatModel
) -> list[CellReply | None]:
    """Ask what ``paper`` alone says on each of ``aspects``; None for each of which nothing comes.

    A model that fails here is no failure of the comparison: the rest of the table stands.
    """
    listed = "\n".join(f"{number} {fenced(aspect)}" for number, aspect in enumerate(aspects, 1))
    block = numbered_block(paper, 1, sentences(paper))
    prompt = messages("compare_column", paper=block, aspects=listed, question=fenced(question))
    limit = reply_room(prompt, 60 + _CELL_TOKENS * len(aspects), model)
    try:
        reply = ask_json(model, prompt, _ColumnReply, max_tokens=limit, again=False)
    except (BadReply, ModelUnavailable):
        return [None] * len(aspects)
    by_aspect = {
        cell.aspect: CellReply(paper=1, evidence=cell.evidence, text=cell.text) for cell in reply.cells
    }
    return [by_aspect.get(number) for number in range(1, len(aspects) + 1)]


def closest_for(
    rows: Sequence[str], paper: Paper, evidence: Sequence[ScoredSentence]
) -> list[Passage | None]:
    """Return for each row, given in words, the sentence of ``paper`` that fits it best, each sentence once.

    Where none fits any row, the sentence closest to the question (the first of ``evidence``) goes to the first row.
    """
    left = list(sentences(paper))
    found: list[Passage | None] = []
    for words in rows:
        wanted = terms(words)
        best = max(left, key=lambda passage: share(wanted, terms(passage.text)), default=None)
        if best is not None and share(wanted, terms(best.text)) >= _FITS:
            left.remove(best)
            found.append(best)
        else:
            found.append(None)
    if not any(found) and found:
        found[0] = next((each.passage for each in evidence if each.paper.id == paper.id), sentences(paper)[0])
    return found
