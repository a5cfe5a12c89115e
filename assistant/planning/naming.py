"""A plan -> the same with what its question names, and how it is answered by that."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.planning.named_things import Named, named_things
from assistant.planning.paper_names import Finder, only_by_title
from assistant.planning.patterns import NARROW
from assistant.planning.rules import Planned
from assistant.planning.special.definitions import definition_asked
from assistant.planning.special.summaries import summary_asked
from assistant.types import Plan

_ASKS = re.compile(r"(?i)^\W*(?:(?:and|but|so|which|what|how many|who|ones?|papers|do|does|that|of)\b\W*)*")


def with_things(planned: Planned, question: str, find: Finder) -> Planned:
    """Note which part of one paper ``question`` asks for, else what it names: to be explained, or by papers."""
    if part := summary_asked(question, planned.plan, find):
        return replace(planned, plan=replace(planned.plan, asks=f"summary-{part}"))
    if planned.plan.within is not None:
        return _among_shown(planned, question)
    if planned.plan.kind == "lookup" and only_by_title(question, planned.plan.named, find):
        return replace(planned, plan=replace(planned.plan, within=planned.plan.named))
    if planned.plan.kind == "lookup" and (name := definition_asked(question)):
        return Planned(replace(planned.plan, asks="define", things=(name,)))
    return replace(planned, plan=naming(planned.plan, named_things(question)))


def _among_shown(planned: Planned, question: str) -> Planned:
    """Note what a follow-up asks the papers shown to name: "of those, which mention GPQA?"."""
    if planned.plan.kind != "set" or not NARROW.search(question):
        return planned
    rest = _ASKS.sub("", NARROW.sub(" ", question).strip(" ,.?!"))
    named = named_things(f"Which papers {rest}?")
    return replace(planned, plan=naming(planned.plan, named)) if named.only else planned


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
