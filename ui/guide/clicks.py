"""What a click limits a question to: the chosen papers, and without the conditions that were clicked away."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant import Filter, Turn

from ..filters import Limits

_MOST = 20
_FILTERS = TypeAdapter(tuple[Filter, ...])


def limited(only: Any) -> Limits:
    """Return the limits of a question that was typed: the papers that the reader chose to ask, if any."""
    return Limits(within=_ids(only))


def limits_clicked(event: Any, only: Any) -> Limits:
    """Return those of a question that was clicked; what came with the click is the browser's word, and checked.

    ``waived`` are conditions to leave out, as JSON; ``everywhere`` asks all papers, whichever were chosen.
    """
    within = None if getattr(event, "everywhere", None) else _ids(only)
    return Limits(within=within, waived=_filters(getattr(event, "waived", None)))


def limits_again(turn: Turn, only: Any) -> Limits:
    """Return those of a question that is asked once more: what was waived stays so."""
    return Limits(within=_ids(only), waived=turn.answer.waived)


def _ids(only: Any) -> tuple[str, ...] | None:
    # An empty tuple is a choice of which no paper is left on the shelf: it asks none.
    return None if only is None or only == [] else tuple(str(paper_id) for paper_id in only)


def _filters(value: Any) -> tuple[Filter, ...]:
    if not isinstance(value, str):
        return ()
    try:
        return _FILTERS.validate_python(_tuples(json.loads(value)))[:_MOST]
    except (ValueError, ValidationError, RecursionError):
        return ()  # nothing that our page made: then no condition is waived


def _tuples(value: Any) -> Any:
    return value if isinstance(value, list) else []
