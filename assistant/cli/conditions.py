"""Conditions as they are written on the command line: "year>=2020", "author=Liu|Chen", "abstract is true"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.planning.conditions.checked import FIELDS, checked
from assistant.types import Filter

_FORM = "FIELD OP VALUE"
_WRITTEN = re.compile(r"\s*(?P<field>[A-Za-z_]+)\s*(?P<op>>=|<=|=|\b(?:has|not|is)\b)\s*(?P<value>\S.*?)\s*")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def conditions(option: str, written: Sequence[str]) -> list[Filter]:
    """Return the conditions of ``option`` as the engine takes them. Raises SettingsError."""
    return [checked(option, _read(option, words)) for words in written]


def _read(option: str, words: str) -> Filter:
    if words.lstrip().startswith("{"):
        try:
            return Filter.model_validate_json(words)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"])) or "the condition"
            raise SettingsError(
                f"Expected {option} to be a filter of an Answer as JSON, but {place}: {first['msg']}."
            ) from error
    found = _WRITTEN.fullmatch(words)
    field = found["field"].lower() if found else ""
    if found is None or field not in FIELDS:
        raise SettingsError(
            f"Expected {option} to be {_FORM} with a field of {', '.join(FIELDS)}, found “{words[:60]}”. "
            "For example: year>=2020"
        )
    return _filter(field, found["op"], found["value"])


def _filter(field: str, op: str, value: str) -> Filter:
    """Return what was written; "=" of anything but one year means "has"."""
    if op == "is":
        truth = _TRUTH.get(value.lower())
        return Filter.model_validate({"field": field, "op": op, "value": value if truth is None else truth})
    names = tuple(name.strip() for name in value.split("|"))
    if op == "=" and (field not in ("year", "author_count") or len(names) > 1):
        op = "has"
    return Filter.model_validate(
        {"field": field, "op": op, "value": names if op in ("has", "not") else value}
    )
