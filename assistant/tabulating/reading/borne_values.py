"""A value as a model wrote it and the sentence it named -> the value, if a sentence of the paper bears it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.citing.stating import best_stating
from assistant.index.passages import sentences, title_passage
from assistant.tabulating.known_columns import Known, known_for
from assistant.tabulating.reading.amounts import Amount, amounts
from assistant.tabulating.reading.cells import Value
from assistant.tabulating.reading.own_work import of_others
from assistant.tabulating.values import Column
from assistant.text.content_words import NAME_WEIGHT, share, terms
from assistant.text.numbers import unsupported_numbers
from assistant.types import Paper, Passage

# A sentence bears a value when it holds this share of its words, by weight.
_BORNE = 0.5
_LONGEST_AMOUNT, _LONGEST_UNIT = 60, 40  # characters
Found = tuple[Passage, Value]


def borne(value: str, column: Column, pointed: Passage | None, paper: Paper) -> Found | str | None:
    """Return the sentence that bears ``value`` and the value to keep; None where the paper states none.

    The sentence is the one ``pointed`` at, if it bears the value, else another that does. Words tell why none does.
    A well-known column's sentence has to speak of what is asked for ("data set"), and its number has to count that.
    """
    known = known_for(column)
    if column.type == "text" and _echoes(value, column, known):
        return "the model gave the column's own words back"
    found = _by_type(value, column, pointed, paper, known)
    if found is None or known is None or not known.strict or _speaks(found, column, known, paper):
        return found
    if not stated_anywhere(paper, column, known):
        return None
    reason = f"the model gave “{_short(value)}”, and its sentence does not speak of what is asked for"
    return found if isinstance(found, str) else reason


def _echoes(value: str, column: Column, known: Known | None) -> bool:
    """Tell whether a value says nothing but what the column is called; a question in words may name its answers."""
    if column.name == column.question:
        return False
    value_terms = terms(value)
    return bool(value_terms) and set(value_terms) <= set(
        terms(f"{column.name} {known.question if known else ''}")
    )


def _speaks(found: Found | str, column: Column, known: Known, paper: Paper) -> bool:
    if isinstance(found, str):
        return False
    passage, value = found
    if column.type == "number":
        return known.speaks(value.unit)
    if column.type != "text" or known.whole:
        return known.speaks(passage.text)
    # Small models give the paper's own name for whatever is asked; "on XNLI" says what it is by its name alone.
    named, own = _names(value.text), set(terms(paper.title))
    if named and named <= own:
        return False
    return known.speaks(passage.text) or bool(named and not named & own and not of_others(passage.text))


def stated_anywhere(paper: Paper, column: Column, known: Known) -> bool:
    """Tell whether any sentence, or any number's unit, speaks of what is asked for."""
    texts = [passage.text for passage in _all(paper)]
    if column.type == "number":
        return any(known.speaks(amount.unit) for text in texts for amount in amounts(text))
    return any(known.speaks(text) for text in texts)


def _by_type(
    value: str, column: Column, pointed: Passage | None, paper: Paper, known: Known | None
) -> Found | str | None:
    if column.type == "number":
        return _number(value, pointed, paper, known)
    if column.type == "yes_no":
        return _yes_no(value, column, pointed)
    if column.choices:
        return _choice(value, column, pointed)
    for passage in _candidates(value, pointed, paper):
        if _bears(passage, value):
            return passage, Value(passage.text, passage.text) if known and known.whole else _in_words(
                value, passage
            )
    return f"no sentence bears the value “{_short(value)}” that the model gave"


def _number(value: str, pointed: Passage | None, paper: Paper, known: Known | None) -> Found | str | None:
    # "5.7 days on 64 GPUs and 5M image-text pairs": the number of what is asked for comes first.
    wanted = sorted(amounts(value), key=lambda amount: known is not None and not known.speaks(amount.unit))
    if not wanted:
        return None  # "several languages": no number is stated
    places = [pointed] if pointed else []
    for passage in (*places, *(each for each in _all(paper) if each != pointed)):
        for amount in amounts(passage.text):
            if amount.value == wanted[0].value and not unsupported_numbers(value, [passage.text]):
                return passage, _amount(value, wanted[0], amount, passage)
    return f"the number “{_short(value)}” that the model gave stands in no sentence"


def _amount(value: str, wanted: Amount, found: Amount, passage: Passage) -> Value:
    """Return a number as the sentence has it, with its unit; the model's own words where they say as much, in short."""
    span = passage.text[found.start : found.end]
    verbatim = _place(value, passage.text) or ""
    as_given = not wanted.start and len(span) <= len(verbatim) <= _LONGEST_AMOUNT
    unit = wanted.unit if verbatim and wanted.unit and len(wanted.unit) < _LONGEST_UNIT else found.unit
    return Value(found.value, verbatim if as_given else span, unit)


def _yes_no(value: str, column: Column, pointed: Passage | None) -> Found | str | None:
    found = re.match(r"\W*(yes|no)\b", value, re.IGNORECASE)
    if found is None:
        return f"expected yes or no, and the model gave “{_short(value)}”"
    answer = found[1].lower()
    if pointed is None or not share(terms(column.question), terms(pointed.text)):
        # "no" without a sentence that says so means that the paper is silent.
        return None if answer == "no" else "the model said yes and named no sentence that speaks of it"
    return pointed, Value(answer, answer)


def _choice(value: str, column: Column, pointed: Passage | None) -> Found | str | None:
    fitting = [choice for choice in column.choices if choice.casefold() == value.strip(" .\"'").casefold()]
    if not fitting:
        return f"the model gave “{_short(value)}”, which is none of {', '.join(column.choices)}"
    if pointed is None:
        return f"the model gave “{_short(value)}” and named no sentence"
    return pointed, Value(fitting[0], fitting[0])


def _candidates(value: str, pointed: Passage | None, paper: Paper) -> Iterable[Passage]:
    """Yield the sentence pointed at, then those that hold the words, then the one that holds most of them."""
    if pointed:
        yield pointed
    for passage in _all(paper):
        if passage != pointed and _place(value, passage.text) and not of_others(passage.text):
            yield passage
    best = best_stating(value, paper)
    if best and best != pointed:
        yield best


def _bears(passage: Passage, value: str) -> bool:
    if _place(value, passage.text):
        return True
    if unsupported_numbers(value, [passage.text]):
        return False
    held, wanted = terms(passage.text), terms(value)
    return _names(value) <= set(held) and share(wanted, held) >= _BORNE


def _names(text: str) -> set[str]:
    """Return the names in ``text``, with two capitals or a digit in them, as terms."""
    return {term for term, weight in terms(text).items() if weight == NAME_WEIGHT}


def _in_words(value: str, passage: Passage) -> Value:
    """Return the words as the sentence writes them where they stand there."""
    text = (_place(value, passage.text) or value).strip()
    return Value(text, text)


def _place(value: str, text: str) -> str | None:
    """Return ``value`` as ``text`` writes it, whatever the case and the spaces; None where it does not stand there."""
    words = value.strip(" .;,\"'").split()
    if not words:
        return None
    pattern = r"\s+".join(map(re.escape, words))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return found.group() if found else None


def _all(paper: Paper) -> tuple[Passage, ...]:
    return (*sentences(paper), title_passage(paper))


def _short(value: str) -> str:
    return value if len(value) <= 80 else f"{value[:79]}…"
