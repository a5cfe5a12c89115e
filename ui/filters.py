"""Conditions on papers that a program gives beside its question, as the Answer object tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from assistant import Assistant, Filter, SettingsError

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
# Some readers of JSON Schema let "$" match before a last line break, so one there is dropped rather than refused.
YearName = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$", strip_whitespace=True)]


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON Schema counts 2019.0 among the integers.
Whole = BeforeValidator(_whole)


class NoPapers(SettingsError):
    """No paper is left of those that a question is limited to."""


class _Given(BaseModel):
    """A condition on the papers' records."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", max_length=300, description="its words, as in an Answer object; not needed")

    def as_filter(self) -> Filter:
        """Return it as the engine takes it."""
        given = self.model_dump()
        names = given["value"]
        return Filter.model_validate({**given, "value": tuple(names) if isinstance(names, list) else names})


class YearFilter(_Given):
    """Papers of, since or until a year, or of so many authors, at least or at most."""

    field: Literal["year", "author_count"]
    op: Literal["=", ">=", "<="]
    value: Annotated[int, Field(ge=0, le=9999, strict=True), Whole]


class YearsFilter(_Given):
    """Papers of any of several years, as text (has), or of none of them (not)."""

    field: Literal["year"]
    op: Literal["has", "not"]
    value: Annotated[list[YearName], Field(min_length=1, max_length=50)]


class NameFilter(_Given):
    """Papers with any of the names as author, venue, source, collection, tag or language (has), or with none (not)."""

    field: Literal[
        "author", "first_author", "last_author", "venue", "source", "collection", "tag", "language", "title"
    ]
    op: Literal["has", "not"]
    value: Name | Annotated[list[Name], Field(min_length=1, max_length=50)]


class RecordedFilter(_Given):
    """Papers with an abstract, or with a record of a field (true), or without one (false)."""

    field: Literal["abstract", "year", "author", "venue", "source", "collection", "tag"]
    op: Literal["is"]
    value: Annotated[bool, Field(strict=True)]


def _form(given: Any) -> str:
    """Return which form a condition was given in, so that an error is told of that one alone."""
    field, op = (
        given.get(key) if isinstance(given, dict) else getattr(given, key, None) for key in ("field", "op")
    )
    if op == "is" or field == "abstract":
        return "recorded"
    if field == "author_count":
        return "year"
    if field == "year":
        return "years" if op in ("has", "not") else "year"
    return "name"


GivenFilter = Annotated[
    Annotated[YearFilter, Tag("year")]
    | Annotated[YearsFilter, Tag("years")]
    | Annotated[NameFilter, Tag("name")]
    | Annotated[RecordedFilter, Tag("recorded")],
    Discriminator(_form),
]
Filters = Annotated[list[GivenFilter], Field(max_length=20)]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question is limited to: papers by id (None: all), and conditions; those ``waived`` it only names."""

    within: tuple[str, ...] | None = None
    filters: tuple[Filter, ...] = ()
    waived: tuple[Filter, ...] = ()


NO_LIMITS = Limits()


def limits_of(
    assistant: Assistant,
    within: Sequence[str] | None,
    filters: Sequence[GivenFilter] | None,
    waived: Sequence[GivenFilter] | None = None,
) -> Limits:
    """Return what a program limits its question to. Raises NoPapers when no paper is left."""
    left = limited_to(assistant, within, filters)
    return Limits(
        left if within is not None else None,
        tuple(condition.as_filter() for condition in filters or ()),
        tuple(condition.as_filter() for condition in waived or ()),
    )


def limited_to(
    assistant: Assistant, within: Sequence[str] | None, filters: Sequence[GivenFilter] | None
) -> tuple[str, ...] | None:
    """Return the ids of the papers that a question is limited to, None for all.

    Raises NoPapers when none is left.
    """
    if within is None and not filters:
        return None
    meeting = assistant.where([condition.as_filter() for condition in filters]) if filters else None
    if within is None:
        chosen = meeting or ()
    else:
        kept = {paper.id for paper in assistant.papers(list(dict.fromkeys(within)))}
        kept &= set(meeting) if meeting is not None else kept
        chosen = tuple(paper_id for paper_id in dict.fromkeys(within) if paper_id in kept)
    if not chosen:
        conditions = " and ".join(_in_words(condition) for condition in filters or ())
        why = f"meets the filters: {conditions}" if conditions else "is one of those in within"
        raise NoPapers(f"No paper of the shelf {why}. Choose others, or ask all papers.")
    return chosen


def _in_words(one: GivenFilter) -> str:
    value = one.value if isinstance(one.value, list) else [str(one.value).lower()]
    return one.text or f"{one.field} {one.op} {', '.join(value)}"
