"""A plan -> the same under conditions that were given beside the question, and without those that are waived."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.types import Filter, Plan

_COUNTS = re.compile(r"(?i)\bhow many\b|\bnumber of\b|\bcount\b")


@dataclass(frozen=True, slots=True)
class Conditions:
    """Conditions on records that go beside a question: ``given`` ones hold, ``waived`` ones that it names do not."""

    given: tuple[Filter, ...] = ()
    waived: tuple[Filter, ...] = ()


NO_CONDITIONS = Conditions()


def told_filters(plan: Plan) -> tuple[Filter, ...]:
    """Return the conditions in force, of a question of two parts those of either."""
    return tuple(dict.fromkeys((*plan.filters, *(each for part in plan.parts for each in part.filters))))


def under(
    plan: Plan, given: Sequence[Filter] = (), waived: Sequence[Filter] = ()
) -> tuple[Plan, tuple[Filter, ...]]:
    """Return the plan with the conditions ``given`` and without those ``waived``, and those that it named of these.

    Conditions are told apart by field, operator and value; how they are worded does not matter. A chat stays one.
    """
    if plan.kind == "chat":
        return plan, ()
    parts = [under(part, given, waived) for part in plan.parts]
    left_out = {_key(each) for each in waived}
    gone = tuple(each for each in plan.filters if _key(each) in left_out)
    kept = tuple(each for each in plan.filters if each not in gone)
    if gone:
        plan = _without(plan, kept)
    have = {_key(each) for each in kept}
    filters = (*kept, *(each for each in given if _key(each) not in have))
    plan = replace(plan, filters=filters, parts=tuple(part for part, _ in parts))
    return plan, tuple(dict.fromkeys((*gone, *(each for _, of_part in parts for each in of_part))))


def unnamed_note(waived: Sequence[Filter], left_out: Sequence[Filter]) -> tuple[str, ...]:
    """Return a warning for the conditions of ``waived`` that are not ``left_out``, for the question names none such."""
    known = {_key(each) for each in left_out}
    idle = dict.fromkeys(each.text for each in waived if _key(each) not in known)
    if not idle:
        return ()
    named = ", ".join(f"“{text}”" for text in idle)
    return (f"The question does not name the condition {named}, so there was nothing to leave out.",)


def _without(plan: Plan, kept: tuple[Filter, ...]) -> Plan:
    """Return the plan of the question with only the conditions ``kept`` of its own."""
    if kept:
        return replace(plan, filters=kept)
    if plan.asks == "list" and plan.within is None:  # nothing but its conditions was asked for
        asks = "count" if _COUNTS.search(plan.standalone) else "list"
        return replace(plan, kind="shelf", filters=(), asks=asks)
    if plan.kind in ("set", "lookup", "comparison") and (rest := plan.rest or plan.topic):
        return replace(plan, standalone=rest, filters=())
    return replace(plan, filters=())


def _key(one: Filter) -> tuple[str, str, tuple[str, ...]]:
    value = one.value if isinstance(one.value, tuple) else (str(one.value),)
    return one.field, one.op, tuple(str(each).casefold() for each in value)
