"""A plan -> the same with what its question names, and how it is answered by that."""

from __future__ import annotations

from dataclasses import replace

from assistant.planning.named_things import Named, named_things
from assistant.planning.rules import Planned
from assistant.planning.special.definitions import definition_asked
from assistant.types import Plan


def with_things(planned: Planned, question: str) -> Planned:
    """Note what ``question`` names: the thing that it asks to have explained, else all that papers are to name."""
    if planned.plan.within is not None:
        return planned
    if planned.plan.kind == "lookup" and (name := definition_asked(question)):
        return Planned(replace(planned.plan, asks="define", things=(name,)))
    return replace(planned, plan=naming(planned.plan, named_things(question)))


def naming(plan: Plan, named: Named) -> Plan:
    """Note what a plan's question names, and whether a scan for it answers the question."""
    if plan.kind not in ("set", "lookup") or not (named.things or named.without):
        return plan
    if not named.only:
        return replace(plan, things=named.things)
    asks = (
        f"{'use' if named.weak else 'name'}{'-every' if named.every else ''}{'-plain' if named.plain else ''}"
    )
    return replace(plan, kind="set", things=named.things, unnamed=named.without, asks=asks)
