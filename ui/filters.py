"""Conditions on papers that a program gives beside its question, as the Answer object tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant import Assistant, Filter, SettingsError

_OPERATORS = {
    "year": ("=", ">=", "<="),
    "author": ("has", "not"),
    "venue": ("has", "not"),
    "source": ("has", "not"),
    "abstract": ("is",),
}
_EXPECTED = {"year": "a year such as 2023", "abstract": "true or false"}


class GivenFilter(BaseModel):
    """A condition on the papers' records, such as ``{"field": "year", "op": ">=", "value": 2023}``."""

    model_config = ConfigDict(extra="forbid")

    field: Literal["year", "author", "venue", "source", "abstract"]
    op: Literal["=", ">=", "<=", "has", "not", "is"] = Field(
        description="of a year: = >= <=; of author, venue, source: has, not; of abstract: is"
    )
    value: bool | int | str | list[str] = Field(description="several names: any of them")
    text: str = Field("", description="taken from an Answer object; not needed")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.op not in _OPERATORS[self.field]:
            raise ValueError(f"expected {' or '.join(_OPERATORS[self.field])} as op for {self.field}")
        is_flag, is_number = isinstance(self.value, bool), type(self.value) is int
        fits = {"year": is_number, "abstract": is_flag}.get(self.field, not is_flag and not is_number)
        if not fits or self.value in ("", []):
            raise ValueError(f"expected {_EXPECTED.get(self.field, 'a name or a list of names')} as value")
        return self

    def as_filter(self) -> Filter:
        """Return it as the engine takes it."""
        names = tuple(self.value) if isinstance(self.value, list) else self.value
        value = (names,) if isinstance(names, str) else names
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        return Filter(
            field=self.field, op=self.op, value=value, text=self.text or f"{self.field} {self.op} {shown}"
        )


def limited_to(
    assistant: Assistant, within: Sequence[str] | None, filters: Sequence[GivenFilter] | None
) -> tuple[str, ...] | None:
    """Return the ids of the papers that a question is limited to, None for all.

    Raises SettingsError when no paper meets the filters.
    """
    if not filters:
        return None if within is None else tuple(within)
    meeting = assistant.where([each.as_filter() for each in filters])
    chosen = meeting if within is None else tuple(set(within) & set(meeting))
    if not chosen:
        told = " and ".join(each.as_filter().text for each in filters)
        raise SettingsError(
            f"No paper{'' if within is None else ' of those in within'} meets the filters: {told}."
        )
    return chosen
