"""Papers by their years, the newest or the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from assistant.answering.records.named_answer import Scanned
from assistant.retrieval.hybrid import Retriever
from assistant.types import Plan

Item = TypeVar("Item")


def order_of(asks: str) -> str:
    """Return "newest" or "oldest" when a plan's ``asks`` wants papers in that order, "" when in none."""
    return next((order for order in ("newest", "oldest") if asks.endswith(order)), "")


def in_order(asks: str, items: Iterable[Item], year: Callable[[Item], int | None]) -> list[Item]:
    """Return ``items`` in the order that ``asks`` wants; what has no year comes last."""
    listed, order = list(items), order_of(asks)
    if not order:
        return listed
    sign = -1 if order == "newest" else 1
    return sorted(listed, key=lambda item: (year(item) is None, sign * (year(item) or 0)))


def in_years(scanned: Scanned, plan: Plan, retriever: Retriever) -> Scanned:
    """Return what a scan found in the order that the plan asks for."""
    if not order_of(plan.asks):
        return scanned
    rows = in_order(plan.asks, retriever.records().matching((), scanned.ids), lambda row: row.year)
    return replace(scanned, ids=tuple(row.id for row in rows))
