"""What a question asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.types.value import Value

Kind = Literal["lookup", "set", "comparison", "chat", "shelf"]


class Filter(Value):
    """A condition on records: ``field`` (year, author, venue, source, ...) ``op`` ``value``; ``text`` as told.

    ``op`` "has" means any of the values, "not" none; an abstract, or any field, "is" there (True) or not (False).
    ``author_count`` is a number of authors, ``title`` a name or words that the title holds.
    A program may leave ``text`` out; an Answer tells it.
    """

    field: Literal[
        "year",
        "author",
        "venue",
        "source",
        "abstract",
        "collection",
        "tag",
        "language",
        "first_author",
        "last_author",
        "author_count",
        "title",
    ]
    op: Literal["=", ">=", "<=", "has", "not", "is"]
    value: int | bool | str | tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a question asks for, worked out before anything is retrieved.

    ``topic`` is what to retrieve by and ``criterion`` what to judge each paper by; for kinds other
    than ``set`` both equal ``standalone``. ``named`` holds the ids of the papers that the question
    names; ``within``, when not None, the ids that a narrowing follow-up ("of those ...") is limited to.
    ``filters`` are conditions on records; ``asks`` is what of records or shelf is asked for, "" for what papers
    say; ``things`` are names (of a model, a data set) that the question holds, as it spells them.
    ``rest`` is the question without its conditions, "" where it has none. ``said`` are sentences that earlier
    answers quoted, ``partly`` how many papers of ``within`` matched only in part there; ``parts`` are the plans of
    a question that asks two things, or the sides that it compares. ``language`` is that of a question which is not
    in English. ``unnamed`` are things that papers must not name.
    """

    standalone: str
    kind: Kind
    topic: str
    criterion: str
    named: tuple[str, ...] = ()
    within: tuple[str, ...] | None = None
    filters: tuple[Filter, ...] = ()
    asks: str = ""
    things: tuple[str, ...] = ()
    rest: str = ""
    said: tuple[str, ...] = ()
    partly: int = 0
    parts: tuple[Plan, ...] = ()
    language: str = ""
    unnamed: tuple[str, ...] = ()
