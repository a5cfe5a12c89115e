"""Which papers a reader has chosen: named one by one, or all that a view lists but for some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant import Assistant, BrowseSpec

from .view import View

# Up to so many chosen papers are named one by one; more are known by the view that lists them.
MOST_NAMED = 1000


def chosen_ids(assistant: Assistant, chosen: Any) -> list[str]:
    """Return the ids of the papers that the browser says are chosen, those that are on the shelf.

    ``chosen`` is a list of ids, or ``{"view": ..., "without": [ids]}``.
    """
    if isinstance(chosen, Mapping):
        without = {str(each) for each in listed(chosen.get("without"))}
        return [key for key in assistant.select(_spec(chosen)) if key not in without]
    return [paper.id for paper in assistant.papers(list(dict.fromkeys(map(str, listed(chosen)))))]


def chosen_by(event: Any) -> Any:
    """Return what a click of the Papers tab says is chosen."""
    view = getattr(event, "view", None)
    if isinstance(view, Mapping):
        return {"view": view, "without": listed(getattr(event, "without", None))}
    return listed(getattr(event, "papers", None))


def _spec(chosen: Mapping[str, Any]) -> BrowseSpec:
    return View.read(chosen.get("view")).spec


def listed(value: Any) -> list[Any]:
    """Return the members of a list that a browser sent; none of what is no list."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []
