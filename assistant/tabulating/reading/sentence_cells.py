"""Papers and a column -> each paper's sentence that answers best, found without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.index.passages import sentences
from assistant.index.words.bm25 import stems
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import ASKING, ScoredSentence, weigh
from assistant.tabulating.known_columns import Known, known_for
from assistant.tabulating.reading.amounts import Amount, amounts, counted
from assistant.tabulating.reading.cells import Value, empty, stated
from assistant.tabulating.reading.own_work import own_work
from assistant.tabulating.values import Cell, Column
from assistant.types import Hit, Paper

# How well a sentence has to fit a question of a reader's own: closeness in meaning, or share of its words.
_CLOSE, _WORDS = 0.35, 0.3
# Part of what cells are kept by: another number makes them anew.
VERSION = 1
_COUNTS = re.compile(r"\b(?:how many|number of)\b", re.IGNORECASE)
# Words that ask for an amount, not for what is counted.
_AMOUNT_WORDS = frozenset(stems("large big long often fast total average overall size amount number"))


def sentence_cells(papers: Sequence[Paper], column: Column, retriever: Retriever) -> dict[str, Cell]:
    """Return paper id -> cell; a paper of which no sentence answers in kind is silent."""
    hits = [Hit(paper, sentences(paper)[0], 0.0) for paper in papers]
    by_paper: dict[str, list[ScoredSentence]] = {}
    for scored in weigh(column.question, hits, retriever):
        by_paper.setdefault(scored.paper.id, []).append(scored)
    return {paper.id: _cell(paper, column, by_paper.get(paper.id, ())) for paper in papers}


def _cell(paper: Paper, column: Column, ranked: Sequence[ScoredSentence]) -> Cell:
    known = known_for(column)
    # Of the sentences that fit a known column, those that speak of the paper's own work come first.
    own_first = sorted(ranked, key=lambda scored: -own_work(scored.passage.text)) if known else ranked
    for scored in own_first:
        if not _fits(scored, known):
            continue
        value = _value(column, scored.passage.text, known)
        if value is not None:
            return stated(paper.id, column, scored.passage, value, "sentence")
    return empty(paper.id, column, "not_stated", "sentence")


def _fits(scored: ScoredSentence, known: Known | None) -> bool:
    if known:
        return known.speaks(scored.passage.text)
    return scored.cosine >= _CLOSE or scored.coverage >= _WORDS


def _value(column: Column, sentence: str, known: Known | None) -> Value | None:
    """Return what a sentence gives for a column: itself, with a number or a choice to sort by; None for none."""
    if column.type == "number":
        amount = _asked_amount(column, sentence, known)
        return Value(amount.value, sentence, amount.unit) if amount else None
    if column.choices:
        named = [choice for choice in column.choices if _names(sentence, choice)]
        return Value(named[0], sentence) if len(named) == 1 else None
    # Whether a sentence says yes or no, and which category it names, is not read off without a model.
    return Value(None if column.type != "text" else sentence, sentence)


def _asked_amount(column: Column, sentence: str, known: Known | None) -> Amount | None:
    found = amounts(sentence)
    if known:
        return next((each for each in found if known.speaks(each.unit)), None)
    asked = {word for word in stems(column.question) if word not in ASKING} - _AMOUNT_WORDS
    fitting = [each for each in found if counted(each, asked)]
    if fitting:
        return fitting[0]
    if _COUNTS.search(column.question):
        return None
    # "an accuracy of 93 %": what is asked for stands before the number, which is the only one.
    spoken_of = not asked.isdisjoint(stems(sentence))
    return found[0] if spoken_of and len(found) == 1 else None


def _names(sentence: str, choice: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(choice)}(?!\w)", sentence, re.IGNORECASE))
