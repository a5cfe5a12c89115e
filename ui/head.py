"""The line at the top of the page, and what a user should know just now."""

from __future__ import annotations

from ui.desk import Desk
from ui.render import progress_text
from ui.welcome import composer_html


def head_html(desk: Desk) -> str:
    """Render how many papers there are, who writes the answers, and what stands in the way of either."""
    if desk.ready:
        assistant = desk.assistant
        notes = (*assistant.notes, *((desk.trouble,) if desk.trouble else ()))
        return composer_html(assistant.composer, assistant.size, notes)
    note = f"The papers are being prepared ({progress_text(desk.stage)}); answers come after that."
    return composer_html("extractive", 0, (note,))
