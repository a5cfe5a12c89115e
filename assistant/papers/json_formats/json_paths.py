"""Look into the JSON of a service: a field by its path, the first that is there, the names of a list."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

Value = dict[str, Any]


def one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def at(*path: str | int) -> Callable[[Value], Any]:
    """Return what looks along a path of keys and places; nothing where the path ends early."""

    def get(value: Any) -> Any:
        for key in path:
            if isinstance(key, int):
                value = value[key] if isinstance(value, list) and -len(value) <= key < len(value) else None
            else:
                value = value.get(key) if isinstance(value, dict) else None
        return value

    return get


def either(*getters: Callable[[Value], Any]) -> Callable[[Value], Any]:
    """Return what gives the first of several that is there."""
    return lambda value: next((found for get in getters if (found := get(value))), None)


def each(path: Callable[[Value], Any], name: Callable[[Any], Any]) -> Callable[[Value], list[Any]]:
    """Return what gives the name of everybody in a list (or of the one that stands there without a list)."""

    def get(value: Value) -> list[Any]:
        listed = path(value)
        listed = listed if isinstance(listed, list) else [listed]
        return [found for person in listed if (found := name(person))]

    return get


def named(person: Any) -> str:
    """Return "Given Family" of the parts that a service gives, or the whole name."""
    if isinstance(person, str):
        return person
    if not isinstance(person, dict):
        return ""
    given = person.get("given") or person.get("firstName") or ""
    family = person.get("family") or person.get("lastName") or ""
    whole = person.get("name") or person.get("fullName") or person.get("full_name") or person.get("literal")
    return f"{given} {family}".strip() or (whole if isinstance(whole, str) else "")


def dblp_name(person: Any) -> str:
    name = person.get("text") if isinstance(person, dict) else person
    return name.rstrip("0123456789 ") if isinstance(name, str) else ""  # "Ilse Tamm 0001" tells two apart


def unfolded(value: Value) -> str:
    """Put an abstract together from OpenAlex's word -> places."""
    index = value.get("abstract_inverted_index")
    if not isinstance(index, dict):
        return ""
    placed = [
        (place, word)
        for word, places in index.items()
        if isinstance(places, list)
        for place in places
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))


def title_without_stop(value: Value) -> Any:
    """Return a title without the full stop that some services put behind it."""
    title = value.get("title")
    return title.removesuffix(".") if isinstance(title, str) else title


def note(name: str) -> Callable[[Value], Any]:
    """Return what gives a field of an OpenReview note, of its second interface or its first."""
    return lambda value: at("content", name, "value")(value) or at("content", name)(value)


def creators(value: Value) -> list[str]:
    creators = value.get("creators")
    listed = [c for c in creators if isinstance(c, dict)] if isinstance(creators, list) else []
    authors = [c for c in listed if c.get("creatorType") in ("author", None)]
    return [name for creator in authors or listed if (name := named(creator))]


def year_of_ms(stamp: Any) -> int | None:
    """Return the year of a moment in milliseconds since 1970."""
    if not isinstance(stamp, int) or isinstance(stamp, bool) or not 0 < stamp < 4_102_444_800_000:
        return None
    return datetime.datetime.fromtimestamp(stamp / 1000, datetime.UTC).year
