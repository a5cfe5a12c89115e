"""A condition that a program gives -> the same in the one form that is kept, with words for it, or why it is none."""

from __future__ import annotations

import re

from assistant.errors import SettingsError
from assistant.types import Filter

FIELDS = (
    *("year", "author", "venue", "source", "collection", "tag", "language", "abstract"),
    *("first_author", "last_author", "author_count", "title"),
)
_COMPARING = ("=", ">=", "<=")
_YEAR = re.compile(r"[0-9]{1,4}")
_COUNT = re.compile(r"[0-9]{1,5}")
_YEAR_TOLD = {"=": "from {}", ">=": "since {}", "<=": "until {}"}
_COUNT_TOLD = {"=": "by {} author{}", ">=": "by at least {} author{}", "<=": "by at most {} author{}"}
_TOLD = {
    "year": "from {}",
    "author": "by {}",
    "venue": "at {}",
    "source": "from {}",
    "collection": "in {}",
    "tag": "tagged {}",
    "language": "in {}",
    "first_author": "by {} as first author",
    "last_author": "by {} as last author",
    "title": "with “{}” in the title",
}


def checked(name: str, one: Filter) -> Filter:
    """Return ``one``, its names as a tuple, its ``text`` made where it has none. Raises SettingsError.

    ``name`` is that of the argument that holds it.
    """
    if one.op == "is":
        value: int | bool | tuple[str, ...] = _truth(name, one)
    elif one.field == "abstract":
        raise _wrong(name, one, "is true or is false")
    elif one.op in _COMPARING:
        value = _number(name, one)
    else:
        value = _names(name, one)
    return one.model_copy(update={"value": value, "text": one.text or _in_words(one, value)})


def _truth(name: str, one: Filter) -> bool:
    if not isinstance(one.value, bool):
        raise _wrong(name, one, "is true or is false")
    return one.value


def _number(name: str, one: Filter) -> int:
    if one.field not in ("year", "author_count"):
        raise _wrong(name, one, "has or not, and a name or a list of names")
    form, example = (_YEAR, "a year such as 2021") if one.field == "year" else (_COUNT, "a number such as 3")
    if isinstance(one.value, bool | tuple) or not form.fullmatch(str(one.value)):
        raise _wrong(name, one, f"=, >= or <=, and {example}")
    return int(one.value)


def _names(name: str, one: Filter) -> tuple[str, ...]:
    if one.field == "author_count":
        raise _wrong(name, one, "=, >= or <=, and a number such as 3")
    year = one.field == "year"
    values = one.value if isinstance(one.value, tuple) else (str(one.value),)
    wrong = isinstance(one.value, bool) or (isinstance(one.value, int) and not year)
    if wrong or not values or any(not (_YEAR.fullmatch(each) if year else each) for each in values):
        raise _wrong(name, one, f"has or not, and {'years' if year else 'a name or a list of names'}")
    return tuple(str(int(each)) for each in values) if year else values


def _in_words(one: Filter, value: int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        noun = f"{'an' if one.field in ('author', 'abstract') else 'a'} {one.field}"
        return f"{'with' if value else 'without'} {noun}"
    if isinstance(value, tuple):
        words = _TOLD[one.field].format(" or ".join(value))
        return f"not {words}" if one.op == "not" else words
    if one.field == "author_count":
        return _COUNT_TOLD[one.op].format(value, "" if value == 1 else "s")
    return _YEAR_TOLD[one.op].format(value)


def _wrong(name: str, one: Filter, wanted: str) -> SettingsError:
    found = ", ".join(one.value) if isinstance(one.value, tuple) else str(one.value)
    return SettingsError(
        f"Expected a condition on {one.field} in {name} to be {wanted}, found {one.op} “{found[:60]}”."
    )
