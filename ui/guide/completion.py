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
    """Return the list for what stands before the caret; "" where nothing fits."""
    text = str(getattr(event, "text", ""))
    if not holder.ready or len(text) > _LONGEST:
        return ""
    number = getattr(event, "number", 0)
    return options_html(holder.assistant.complete(text), number if isinstance(number, int) else 0)


def options_html(found: Sequence[Completion], number: int = 0) -> str:
    """Render completions as the options of a list box; ``number`` is that of the browser's request."""
    items = "".join(
        f'<li role="option" id="pa-option-{place}" aria-selected="false" data-from="{each.start}"'
        f' data-put="{escape(each.put, quote=True)}">'
        f"<span>{escape(each.text)}</span><small>{_LABELS[each.kind]}</small></li>"
        for place, each in enumerate(found)
    )
    return (
        f'<ul class="pa-options" role="listbox" id="pa-options" data-number="{number}"'
        f' aria-label="Titles and authors">{items}</ul>'
        if items
        else ""
    )
