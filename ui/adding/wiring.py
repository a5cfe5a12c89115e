"""Which click in the panel does what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..page.layout import Parts
from ..shelf_choice.actions import ShelfChoice
from .actions import AddActions

_QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}


def wire_adding(
    adding: AddActions, choice: ShelfChoice, parts: Parts, opened: Sequence[Any], listed: Sequence[Any]
) -> None:
    """Join the panel's events with what they do.

    ``opened`` are the components of a page that is shown anew, ``listed`` those of the Papers tab.
    """
    on = parts.adding
    working: dict[str, Any] = {
        "outputs": [
            on.report,
            on.tally,
            on.pasted,
            parts.leave,
            parts.log,
            parts.head,
            parts.waiting,
            *listed,
        ],
        "show_progress": "hidden",
        "concurrency_limit": None,
        "api_visibility": "private",
    }
    uploads = "(files, told, tally, talk) => paperAssistant.adding.uploaded(talk)"
    talk = [parts.talk, parts.pending]
    for done in (
        on.form.files(adding.files, [on.file_in, on.batch, on.tally, *talk], js=uploads, **working),
        # One that comes while the one before is still being shown is not dropped; adding.js sends texts one by one.
        on.form.addtext(adding.text, [parts.leave, *talk], trigger_mode="multiple", **working),
        on.report.allow(adding.allow, [on.pasted, parts.leave, *talk], trigger_mode="multiple", **working),
    ):
        for after in (done.success, done.failure):
            after(None, None, None, js="() => paperAssistant.adding.settled()", **_QUIET)
    shown = [*opened, parts.message]
    gone = on.report.switch(choice.switch, None, shown, js="() => paperAssistant.forget()", **_QUIET)
    gone.then(None, None, None, js="() => paperAssistant.shelf.arrived()", **_QUIET)
