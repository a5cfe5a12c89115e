"""Limit a plan to papers that the reader chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.errors import SettingsError
from assistant.papers.store import PaperStore
from assistant.types import Plan


def limited(plan: Plan, within: Sequence[str] | None) -> Plan:
    """Return ``plan`` for the papers ``within`` only; None leaves it. A narrowing follow-up stays as narrow."""
    if within is None or plan.kind == "chat":
        return plan
    chosen = set(within)
    kept = tuple(within) if plan.within is None else tuple(key for key in plan.within if key in chosen)
    parts = tuple(limited(part, within) for part in plan.parts)
    return replace(plan, named=tuple(key for key in plan.named if key in chosen), within=kept, parts=parts)


def limit_note(plan: Plan, within: Sequence[str] | None) -> tuple[str, ...]:
    """Return the warning that goes with an answer of some papers only."""
    if within is None or plan.kind == "chat":
        return ()
    count = "one chosen paper was" if len(within) == 1 else f"{len(within):,} chosen papers were"
    return (f"Only the {count} asked.",)


def checked_limit(within: Sequence[str] | None, papers: PaperStore) -> tuple[str, ...] | None:
    """Return the ids of ``within`` that are on the shelf; raise SettingsError when none is."""
    if within is None:
        return None
    found = tuple(papers.get(list(dict.fromkeys(within))))
    if not found:
        raise SettingsError(
            "None of the papers that the question is limited to is on the shelf. Choose others, or ask all papers."
        )
    return found
