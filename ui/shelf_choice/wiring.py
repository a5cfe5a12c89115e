"""Which click on the menu of shelves does what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..page.layout import Parts
from .actions import ShelfChoice

_QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}


def wire_choice(
    choice: ShelfChoice, parts: Parts, opened: Sequence[Any], looking: Sequence[Any] = ()
) -> None:
    """Join the menu's events with what they do; ``opened`` are the components of a page that is shown anew.

    ``looking`` are events that look in other shelves, which end then.
    """
    shown = [*opened, parts.message]
    for event, handler in (
        (parts.head.switch, choice.switch),
        (parts.live.switch, choice.switch),
        (parts.head.found, choice.make),
        (parts.head.drop, choice.drop),
    ):
        done = event(
            handler, None, shown, js="() => paperAssistant.forget()", cancels=list(looking), **_QUIET
        )
        done.then(None, None, None, js="() => paperAssistant.shelf.arrived()", **_QUIET)
