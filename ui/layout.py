"""What is on the page and where; what it shows and does is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from ui.shelf import CHOSEN_BAR
from ui.sources import NOTHING_YET
from ui.welcome import OPENING, composer_html

# Clicks on [data-act] buttons inside an HTML component become its events of these names (see page.js).
_EVENTS = "'ask' 'retry' 'undo' 'edit' 'rate' 'note' 'export' 'renew' 'open'"
_ON_LOAD = f"/* {_EVENTS} */ paperAssistant.listen(element, trigger);"

_TOOLBAR = (
    '<nav class="pa-bar" aria-label="Conversation">'
    '<button type="button" class="pa-act" data-act="renew">New conversation</button>'
    '<details class="pa-menu" data-history><summary>History</summary><div class="pa-pop"></div></details>'
    '<details class="pa-menu"><summary>Export</summary><div class="pa-pop">'
    '<button type="button" class="pa-act" data-act="export" data-kind="md">Conversation as Markdown</button>'
    '<button type="button" class="pa-act" data-act="export" data-kind="bib">Cited papers as BibTeX</button>'
    "</div></details></nav>"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of the page; ``talk`` and ``file`` carry values to and from the browser unseen."""

    head: gr.HTML
    bar: gr.HTML
    log: gr.HTML
    live: gr.HTML
    box: gr.Textbox
    sources: gr.HTML
    find: gr.Textbox
    chosen: gr.HTML
    shelf: gr.HTML
    talk: gr.JSON
    file: gr.JSON
    pending: gr.State
    waiting: gr.Timer


def lay_out() -> Parts:
    """Make the components, within an open ``gr.Blocks``."""
    head = _html(composer_html("extractive", 0), "pa-head")
    with gr.Tabs(elem_id="pa-tabs"):
        with gr.Tab("Ask", elem_id="pa-ask"), gr.Row(elem_id="pa-main", equal_height=True):
            with gr.Column(elem_id="pa-chat", scale=3, min_width=300):
                bar = _html(_TOOLBAR, "pa-bar")
                with gr.Column(elem_id="pa-scroll"):
                    log, live = _html(OPENING, "pa-log"), _html("", "pa-live")
                box = _box()
            with gr.Column(elem_id="pa-side", scale=2, min_width=280):
                sources = _html(NOTHING_YET, "pa-sources")
        with gr.Tab("Papers", elem_id="pa-papers"), gr.Column(elem_id="pa-shelf"):
            find, chosen, shelf = _find(), _html(CHOSEN_BAR, "pa-chosen"), _html("", "pa-list")
    return Parts(
        head=head,
        bar=bar,
        log=log,
        live=live,
        box=box,
        sources=sources,
        find=find,
        chosen=chosen,
        shelf=shelf,
        talk=gr.JSON(None, visible=False),
        file=gr.JSON(None, visible=False),
        pending=gr.State(None),
        waiting=gr.Timer(1.0, active=False),
    )


def _html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, elem_classes="pa", js_on_load=_ON_LOAD, apply_default_css=False)


def _box() -> gr.Textbox:
    return gr.Textbox(
        placeholder="Ask about the papers",
        label="Question",
        show_label=False,
        container=False,
        autofocus=True,
        lines=1,
        max_lines=6,
        submit_btn="Ask",
        elem_id="pa-box",
    )


def _find() -> gr.Textbox:
    return gr.Textbox(
        placeholder="Search by keywords or meaning",
        label="Search the shelf",
        show_label=False,
        container=False,
        elem_id="pa-find",
    )
