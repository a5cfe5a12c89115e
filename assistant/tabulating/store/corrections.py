"""What a reader puts in a cell's place -> the cell, with the paper's sentence that holds it where there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.errors import SettingsError
from assistant.index.passages import sentences, title_passage
from assistant.tabulating.reading.amounts import amounts
from assistant.tabulating.reading.cells import Value, empty, stated
from assistant.tabulating.values import Cell, Column
from assistant.text.numbers import unsupported_numbers
from assistant.text.wording import readable
from assistant.types import Paper, Passage

_LONGEST = 2000  # characters
_YES_NO = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}


def correction_of(column: Column, value: Any) -> dict[str, Any]:
    """Return what is kept of a reader's ``value``; "" means that the paper does not state it.

    Raises SettingsError for a value that is not of the column's type.
    """
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if not isinstance(value, str | int | float):
        raise SettingsError(
            f"Expected the value of a cell as text or a number, found {type(value).__name__}."
        )
    text = " ".join(readable(str(value)).split())
    if len(text) > _LONGEST:
        raise SettingsError(f"A cell takes {_LONGEST:,} characters, found {len(text):,}.")
    return _kept(_typed(column, text)) if text else {"value": None, "text": None, "unit": None}


def corrected(paper: Paper, column: Column, kept: dict[str, Any]) -> Cell:
    """Return the cell as the reader has it; its quote is the sentence that holds the value, if one does."""
    if kept["text"] is None:
        return empty(paper.id, column, "not_stated", "reader")
    value = Value(kept["value"], kept["text"], kept["unit"])
    for passage in (*sentences(paper), title_passage(paper)):
        if _holds(passage, value.text):
            return stated(paper.id, column, passage, value, "reader")
    bare = empty(paper.id, column, "stated", "reader")
    return replace(bare, value=value.value, unit=value.unit, text=value.text)


def _typed(column: Column, text: str) -> Value:
    if column.type == "number":
        found = amounts(text)
        if not found:
            raise SettingsError(f"Expected a number for {column.name!r}, found {text[:60]!r}.")
        return Value(found[0].value, text, found[0].unit)
    if column.type == "yes_no":
        if text.lower() not in _YES_NO:
            raise SettingsError(f"Expected yes or no for {column.name!r}, found {text[:60]!r}.")
        return Value(_YES_NO[text.lower()], text)
    if column.choices:
        fitting = [choice for choice in column.choices if choice.casefold() == text.casefold()]
        if not fitting:
            raise SettingsError(
                f"Expected one of {', '.join(column.choices)} for {column.name!r}, found {text[:60]!r}."
            )
        return Value(fitting[0], fitting[0])
    return Value(text, text)


def _kept(value: Value) -> dict[str, Any]:
    return {"value": value.value, "text": value.text, "unit": value.unit}


def _holds(passage: Passage, text: str) -> bool:
    """Whether a sentence holds the words, or the number where they begin with one."""
    if text.casefold() in passage.text.casefold():
        return len(text) > 3 or not text.isalpha()
    found = amounts(text)
    return bool(found) and not found[0].start and not unsupported_numbers(text, [passage.text])
