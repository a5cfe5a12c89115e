"""The list under the question box: titles and authors that complete what is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from assistant import Completion

from ..opening import AssistantHolder

_LONGEST = 400  # characters before the caret that are looked at
_LABELS = {"title": "title", "author": "author"}


def completion_part() -> gr.HTML:
    """Make the component that the list is shown in; typing makes its event ``complete`` (see guide.js)."""
    return gr.HTML(
        "",
        elem_id="pa-complete",
        elem_classes="pa",
        js_on_load="/* 'complete' */ paperAssistant.completes(element, trigger);",
        apply_default_css=False,
    )


def complete(holder: AssistantHolder, event: Any) -> str:
    """Return the list for what stands before the caret, and in any case which request of the browser it answers."""
    text = str(getattr(event, "text", ""))
    number = getattr(event, "number", 0)
    found = holder.assistant.complete(text) if holder.ready and len(text) <= _LONGEST else ()
    return options_html(found, number if isinstance(number, int) else 0)


def options_html(found: Sequence[Completion], number: int = 0) -> str:
    """Render completions as the options of a list box, if any; ``number`` is that of the browser's request."""
    answered = f'<span hidden data-number="{number}"></span>'
    items = "".join(
        f'<li role="option" id="pa-option-{place}" aria-selected="false" data-from="{each.start}"'
        f' data-put="{escape(each.put, quote=True)}">'
        f"<span>{escape(each.text)}</span><small>{_LABELS[each.kind]}</small></li>"
        for place, each in enumerate(found)
    )
    if not items:
        return answered
    about = 'class="pa-options" role="listbox" id="pa-options" aria-label="Titles and authors"'
    return f"{answered}<ul {about}>{items}</ul>"
