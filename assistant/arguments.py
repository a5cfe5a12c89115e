"""What a program hands over, checked: a wrong type is told in our words before any work begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.errors import SettingsError
from assistant.planning.conditions.checked import checked
from assistant.planning.conditions.given import Conditions
from assistant.types import Filter, Paper, Turn


def text(name: str, value: Any) -> str:
    """Return ``value`` if it is a string. Raises SettingsError."""
    if isinstance(value, str):
        return value
    raise SettingsError(f"Expected {name} to be text (str), found {_kind(value)}. Pass the words themselves.")


def count(name: str, value: Any) -> int:
    """Return ``value`` if it is a whole number from 1 on. Raises SettingsError."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    wrong = repr(value) if isinstance(value, int) else _kind(value)
    raise SettingsError(f"Expected {name} to be a whole number of 1 or more, found {wrong}.")


def place(name: str, value: Any) -> int:
    """Return ``value`` if it is a whole number from 0 on. Raises SettingsError."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    wrong = repr(value) if isinstance(value, int) else _kind(value)
    raise SettingsError(f"Expected {name} to be a whole number of 0 or more, found {wrong}.")


def ids(name: str, value: Any) -> tuple[str, ...]:
    """Return the ids in ``value``, a sequence of them. Raises SettingsError, also for a single string."""
    if isinstance(value, str):
        raise SettingsError(
            f"Expected {name} to be a list of ids of papers, found one string. Write [{value[:60]!r}]."
        )
    found = tuple(value) if isinstance(value, Iterable) else None
    if found is None or (wrong := [paper_id for paper_id in found if not isinstance(paper_id, str)]):
        what = _kind(value) if found is None else f"{_kind(wrong[0])} in it"
        raise SettingsError(f"Expected {name} to be a list of ids of papers (str), found {what}.")
    return found


def limit(value: Any) -> tuple[str, ...] | None:
    """Return what a question is limited to: ids, or None for the whole shelf. Raises SettingsError."""
    return None if value is None else ids("within", value)


def conditions(given: Any, waived: Any) -> Conditions:
    """Return the conditions that go beside a question. Raises SettingsError for what are none."""
    return Conditions(filters("filters", given), filters("waived", waived))


def filters(name: str, value: Any) -> tuple[Filter, ...]:
    """Return the conditions in ``value``, each with words for it. Raises SettingsError."""
    found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | Filter) else None
    if found is None or (wrong := [each for each in found if not isinstance(each, Filter)]):
        what = _kind(value) if found is None else f"{_kind(wrong[0])} in it"
        raise SettingsError(
            f"Expected {name} to be a list of Filter, found {what}. An Answer tells its own in filters."
        )
    return tuple(checked(name, each) for each in found)


def turns(value: Any) -> tuple[Turn, ...]:
    """Return the earlier turns of a conversation. Raises SettingsError."""
    found = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else None
    if found is None or (wrong := [turn for turn in found if not isinstance(turn, Turn)]):
        what = _kind(value) if found is None else f"{_kind(wrong[0])} in it"
        raise SettingsError(
            f"Expected history to be a list of Turn, found {what}. Keep conversation().turns, or make one of words "
            "with recall_turn."
        )
    return found


def papers(value: Any) -> tuple[Paper, ...]:
    """Return the papers in ``value``. Raises SettingsError."""
    found = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | Paper) else None
    if found is None or (wrong := [paper for paper in found if not isinstance(paper, Paper)]):
        what = _kind(value) if found is None else f"{_kind(wrong[0])} in it"
        raise SettingsError(
            f"Expected a list of Paper, found {what}. Read files with read_papers(path).papers."
        )
    return found


def _kind(value: Any) -> str:
    return "None" if value is None else type(value).__name__
