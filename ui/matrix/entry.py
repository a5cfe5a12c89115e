"""The way from an answer to a table of its papers."""

from __future__ import annotations

from assistant import Answer


def to_table_html(answer: Answer, number: int) -> str:
    """Render the button above a set or a comparison that begins a table of its papers; "" where there are none."""
    if answer.kind not in ("set", "comparison") or not (answer.verdicts or answer.citations):
        return ""
    return (
        f'<p class="pa-to-table"><button type="button" class="pa-act" data-act="tabulate" data-turn="{number}">'
        "Add a column</button></p>"
    )
