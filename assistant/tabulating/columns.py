"""What a program or a reader gives for columns -> checked Columns, each with a question and a key."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, get_args

from assistant.errors import SettingsError
from assistant.judging.words.answer_kind import wants_number
from assistant.tabulating.known_columns import known_column
from assistant.tabulating.values import Column, ColumnType
from assistant.text.wording import readable

MOST_COLUMNS = 20
# Characters of a name, of a question, of a choice; and how many choices.
_LONGEST = {"name": 120, "question": 500}
_LONGEST_CHOICE, _MOST_CHOICES = 80, 30
_TYPES = get_args(ColumnType)
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:how|what|which|who|whom|whose|when|where|why)\b|^\W*(?:do|does|did|is|are)\s\w+\s\w",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)\b", re.IGNORECASE
)


def columns_of(given: Any) -> tuple[Column, ...]:
    """Return the columns in ``given``, whole; raises SettingsError for what is none, too many, or a name used twice."""
    if isinstance(given, str | Column | Mapping) or not isinstance(given, Iterable):
        raise SettingsError('Expected columns to be a list of columns. Write ["data set", "sample size"].')
    found = tuple(dict.fromkeys(column_of(each) for each in given))  # the same one twice is one
    if not 0 < len(found) <= MOST_COLUMNS:
        raise SettingsError(f"Expected 1 to {MOST_COLUMNS} columns, found {len(found)}.")
    names = [column.name for column in found]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise SettingsError(f"Two columns are called {twice!r}. Give each a name of its own.")
    return found


def column_of(given: Any) -> Column:
    """Return one column, whole: of a name or a question in words, a mapping with a Column's fields, or a Column.

    A name gets a question, a question in words the type of value that it asks for. Raises SettingsError.
    """
    if isinstance(given, str):
        return _filled(_checked(Column(given)))
    if isinstance(given, Column):
        return _filled(_checked(given))
    if not isinstance(given, Mapping):
        raise SettingsError(f"Expected a column as a name, a question or an object, found {_kind(given)}.")
    known = [field.name for field in fields(Column)]
    if unknown := [str(name) for name in given if name not in known]:
        raise SettingsError(f"A column has no {unknown[0][:40]!r}; it has {', '.join(known)}.")
    if "name" not in given:
        raise SettingsError('Expected a column to have a "name".')
    values = {name: value for name, value in given.items() if value is not None}
    return _filled(_checked(Column(**values)))


def key_of(column: Column) -> str:
    """Return the key that a whole column's cells are kept by: what is asked, not what it is called."""
    asked = [" ".join(column.question.casefold().split()), column.type, *column.choices]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def _checked(column: Column) -> Column:
    """Return ``column`` with its words cleaned; raises SettingsError where a field does not fit."""
    words = {}
    for name, longest in _LONGEST.items():
        value = getattr(column, name)
        if not isinstance(value, str):
            raise SettingsError(f"Expected a column's {name} to be text, found {_kind(value)}.")
        words[name] = " ".join(readable(value).split())
        if len(words[name]) > (_LONGEST["question"] if not column.question else longest):
            raise SettingsError(
                f"A column's {name} has {len(words[name])} characters; at most {longest} are read."
            )
    if not words["name"]:
        raise SettingsError("A column needs a name, or a question in words.")
    if column.type not in _TYPES:
        raise SettingsError(
            f"Expected a column's type to be one of {', '.join(_TYPES)}, not {str(column.type)[:40]!r}."
        )
    return replace(column, name=words["name"], question=words["question"], choices=_choices(column))


def _choices(column: Column) -> tuple[str, ...]:
    given = column.choices
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise SettingsError("Expected a column's choices to be a list of words.")
    found = tuple(" ".join(readable(each).split()) if isinstance(each, str) else "" for each in given)
    if any(not each or len(each) > _LONGEST_CHOICE for each in found) or len(found) > _MOST_CHOICES:
        raise SettingsError(
            f"Expected at most {_MOST_CHOICES} choices of 1 to {_LONGEST_CHOICE} characters for {column.name!r}."
        )
    if found and column.type != "category":
        raise SettingsError(
            f'Choices go with the type "category", but {column.name!r} is of type "{column.type}".'
        )
    return tuple(dict.fromkeys(found))


def _filled(column: Column) -> Column:
    """Return a checked column with its question; one that had none gets the type of value that its name asks for."""
    if column.question:
        return column
    known = known_column(column.name)
    question = known.question if known else _question(column.name)
    asked = known.type if known else _asked_type(question)
    return replace(column, question=question, type=asked if column.type == "text" else column.type)


def _question(name: str) -> str:
    return name if _ASKS.search(name) else f"What does the paper say of: {name}?"


def _asked_type(question: str) -> ColumnType:
    if _YES_NO.search(question):
        return "yes_no"
    return "number" if wants_number(question) else "text"


def _kind(value: Any) -> str:
    return "None" if value is None else type(value).__name__
