"""Conditions on papers that a program gives beside its question, as the Answer object tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant import Assistant, Filter, SettingsError

Name = Annotated[str, Field(min_length=1, max_length=200)]


class NoPapers(SettingsError):
    """No paper is left of those that a question is limited to."""


class _Given(BaseModel):
    """A condition on the papers' records."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field("", description="as in an Answer object; not needed")


class YearFilter(_Given):
    """Papers of, since or until a year."""

    field: Literal["year"]
    op: Literal["=", ">=", "<="]
    value: Annotated[int, Field(ge=0, le=9999, strict=True)]

    def as_filter(self) -> Filter:
        """Return it as the engine takes it."""
        return Filter(
            field="year", op=self.op, value=self.value, text=self.text or f"year {self.op} {self.value}"
        )


class NameFilter(_Given):
    """Papers with any of the names as author, venue, source, collection, tag or language (has), or with none (not)."""

    field: Literal["author", "venue", "source", "collection", "tag", "language"]
    op: Literal["has", "not"]
    value: Name | Annotated[list[Name], Field(min_length=1, max_length=50)]

    def as_filter(self) -> Filter:
        """Return it as the engine takes it."""
        names = (self.value,) if isinstance(self.value, str) else tuple(self.value)
        text = self.text or f"{self.field} {self.op} {', '.join(names)}"
        return Filter(field=self.field, op=self.op, value=names, text=text)


class AbstractFilter(_Given):
    """Papers with an abstract (true) or without one (false)."""

    field: Literal["abstract"]
    op: Literal["is"]
    value: Annotated[bool, Field(strict=True)]

    def as_filter(self) -> Filter:
        """Return it as the engine takes it."""
        text = self.text or f"{'with' if self.value else 'without'} an abstract"
        return Filter(field="abstract", op="is", value=self.value, text=text)


GivenFilter = Annotated[YearFilter | NameFilter | AbstractFilter, Field(discriminator="field")]


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
    waived: Sequence[Filter] | None = None,
) -> Limits:
    """Return what a program limits its question to. Raises NoPapers when no paper is left."""
    left = limited_to(assistant, within, filters)
    return Limits(
        left if within is not None else None,
        tuple(condition.as_filter() for condition in filters or ()),
        tuple(waived or ()),
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
        conditions = " and ".join(condition.as_filter().text for condition in filters or ())
        why = f"meets the filters: {conditions}" if conditions else "is one of those in within"
        raise NoPapers(f"No paper of the shelf {why}. Choose others, or ask all papers.")
    return chosen
