"""Take JSON apart into entries: a list, a list inside an object, or one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.errors import PapersError
from assistant.papers.limits import Limits
from assistant.papers.record import Rejected

_SPACE = re.compile(r"\s*")
# Where services put their lists of papers.
_LISTS = (
    ("data",),
    ("papers",),
    ("items",),
    ("results",),
    ("references",),
    ("recommendedPapers",),
    ("message", "items"),
    ("response", "docs"),
    ("result", "hits", "hit"),
    ("resultList", "result"),
    ("hits", "hits"),
    ("notes",),
    ("collection",),
    ("works",),
)
_ONE = ("message",)  # where Crossref puts a single work


@dataclass(frozen=True, slots=True)
class JsonEntry:
    """One value of a JSON file and where it stands ("entry 4", "line 12")."""

    where: str
    value: Any


def lines(text: str, limits: Limits) -> Iterator[JsonEntry | Rejected]:
    """Yield the value of each line that is not blank; a line that is no JSON is rejected alone."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _value(line, f"line {number}", limits)


def entries(text: str, name: str, limits: Limits) -> Iterator[JsonEntry | Rejected]:
    """Yield the entries of a file that is one JSON value.

    A list that breaks off gives its whole entries and a report. Raises PapersError when nothing can
    be read, or when brackets lie deeper than allowed.
    """
    start = _SPACE.match(text).end()  # type: ignore[union-attr]
    if text.startswith("[", start):
        yield from _listed(text, start + 1, name, limits)
        return
    try:
        whole = json.loads(text)
    except RecursionError as error:
        raise _too_deep(name, limits) from error
    except ValueError as error:
        raise PapersError(f"{name} is not whole JSON ({error}). Export it again.") from error
    for number, value in enumerate(listed(whole), start=1):
        yield _checked(JsonEntry(f"entry {number}", value), limits)


def listed(whole: Any) -> list[Any]:
    """Return the papers of a service's answer: its list, or the one paper that it is."""
    if not isinstance(whole, dict) or "title" in whole:  # the "references" of a paper are no papers to import
        return [whole]
    for path in (*_LISTS, _ONE):
        value: Any = whole
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, list) or (path == _ONE and isinstance(value, dict)):
            return value if isinstance(value, list) else [value]
    return [whole]


def _listed(text: str, at: int, name: str, limits: Limits) -> Iterator[JsonEntry | Rejected]:
    decoder = json.JSONDecoder()
    number = 0
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if text.startswith("]", at) and number == 0:
            return
        number += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise _too_deep(name, limits) from error
        except ValueError as error:
            line = text.count("\n", 0, min(at, len(text))) + 1
            if number == 1:
                raise PapersError(
                    f"{name} is not JSON from line {line} on ({error}). Export it again."
                ) from error
            yield Rejected(
                f"entry {number}",
                f"the JSON breaks off or is broken from line {line} on; nothing after it was read",
            )
            return
        yield _checked(JsonEntry(f"entry {number}", value), limits)
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if text.startswith("]", at):
            return
        if not text.startswith(",", at):
            line = text.count("\n", 0, at) + 1
            yield Rejected(
                f"after entry {number}",
                f"expected a comma or the list's end in line {line}; nothing after it was read",
            )
            return
        at += 1


def _value(line: str, where: str, limits: Limits) -> JsonEntry | Rejected:
    try:
        if line.count("[") + line.count("{") <= limits.nesting:
            return JsonEntry(where, json.loads(line))
        return _checked(JsonEntry(where, json.loads(line)), limits)
    except RecursionError:
        return Rejected(where, f"nested more than {limits.nesting} levels deep")
    except ValueError as error:
        return Rejected(where, f"not JSON: {error}")


def _checked(entry: JsonEntry, limits: Limits) -> JsonEntry | Rejected:
    """Reject a value that is nested deeper than allowed."""
    level = [entry.value]
    for _ in range(limits.nesting + 1):
        level = [
            child
            for value in level
            if isinstance(value, dict | list)
            for child in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return entry
    return Rejected(entry.where, f"nested more than {limits.nesting} levels deep")


def _too_deep(name: str, limits: Limits) -> PapersError:
    return PapersError(
        f"{name} is nested more than {limits.nesting} levels deep, as no export is. Export it again."
    )
