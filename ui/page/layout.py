"""What is on the page and where; what it shows and does is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant import ModelState

from ..adding.layout import AddParts, lay_out_adding
from ..guide.completion import completion_part
from ..matrix.layout import MatrixParts, lay_out_matrix
from ..papers_tab.chosen_html import CHOSEN_BAR
from ..render.sources import NOTHING_YET
from ..talks.styled import offered_styles
from .welcome import OPENING, composer_html

# Clicks on [data-act] buttons inside an HTML component become its events of these names (see page.js).
_EVENTS = (
    "'ask' 'retry' 'undo' 'edit' 'rate' 'note' 'export' 'renew' 'open' 'limit' 'unlimit' 'remove' 'narrow' "
    "'judge' 'allow' 'switch' 'found' 'drop' 'overrule' 'abstract' 'library' 'alter' 'everything' 'model' 'elsewhere'"
)
_ON_LOAD = f"/* {_EVENTS} */ paperAssistant.listen(element, trigger);"

_LISTS = "<!-- lists -->"
_TOOLBAR = (
    '<nav class="pa-bar" aria-label="Conversation">'
    '<button type="button" class="pa-act" data-act="renew">New conversation</button>'
    '<details class="pa-menu" data-history><summary>Conversations</summary><div class="pa-pop"></div></details>'
    '<details class="pa-menu"><summary>Share</summary><div class="pa-pop">'
    '<button type="button" class="pa-act" data-act="export" data-kind="html">Web page with all sources</button>'
    '<button type="button" class="pa-act" data-act="export" data-kind="md">Conversation as Markdown</button>'
    '<button type="button" class="pa-act" data-act="export" data-kind="list-author-year">Cited papers as list</button>'
    f"{_LISTS}"
    '<button type="button" class="pa-act" data-act="export" data-kind="bib">Cited papers as BibTeX</button>'
    '<button type="button" class="pa-act" data-act="export" data-kind="ris">Cited papers as RIS</button>'
    '<button type="button" class="pa-act" data-act="export" data-kind="csl">Cited papers as CSL JSON</button>'
    "</div></details></nav>"
)


def _toolbar() -> str:
    act = '<button type="button" class="pa-act" data-act="export" data-kind'
    lists = "".join(
        f'{act}="list-{name}">Cited papers in {label}</button>' for name, label in offered_styles().items()
    )
    return _TOOLBAR.replace(_LISTS, lists)


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of the page.

    Unseen ones carry values to and from the browser: ``talk`` the conversation, ``file`` a file to save,
    ``only`` the ids of the papers that alone are asked, ``filters`` what the Papers tab lists, ``picked`` what
    a click chose there; ``leave`` the
    hosts that the reader lets be asked, as long as the page is open.
    """

    head: gr.HTML
    message: gr.HTML
    adding: AddParts
    bar: gr.HTML
    log: gr.HTML
    live: gr.HTML
    box: gr.Textbox
    sources: gr.HTML
    limit: gr.HTML
    options: gr.HTML
    find: gr.Textbox
    narrow: gr.HTML
    chosen: gr.HTML
    report: gr.HTML
    shelf: gr.HTML
    panel: gr.HTML
    picked: gr.JSON
    matrix: MatrixParts
    map_tab: gr.Tab
    map_find: gr.Textbox
    map: gr.HTML
    map_list: gr.HTML
    only: gr.JSON
    filters: gr.JSON
    leave: gr.State
    talk: gr.JSON
    file: gr.JSON
    pending: gr.State
    waiting: gr.Timer


def lay_out() -> Parts:
    """Make the components, within an open ``gr.Blocks``."""
    head, message = _html(composer_html(ModelState(), 0), "pa-head"), _html("", "pa-said")
    adding = lay_out_adding()
    with gr.Tabs(elem_id="pa-tabs"):
        asking, papers, matrix, map_parts = _ask_tab(), _papers_tab(), lay_out_matrix(), _map_tab()
    return Parts(
        head=head, message=message, adding=adding, matrix=matrix, **asking, **papers, **map_parts, **_unseen()
    )


def _ask_tab() -> dict[str, Any]:
    with gr.Tab("Ask", elem_id="pa-ask"), gr.Row(elem_id="pa-main", equal_height=True):
        with gr.Column(elem_id="pa-chat", scale=3, min_width=300):
            bar = _html(_toolbar(), "pa-bar")
            with gr.Column(elem_id="pa-scroll"):
                log, live = _html(OPENING, "pa-log"), _html("", "pa-live")
            limit, options, box = _html("", "pa-limit"), completion_part(), _box()
        with gr.Column(elem_id="pa-side", scale=2, min_width=280):
            sources = _html(NOTHING_YET, "pa-sources")
    return {
        "bar": bar,
        "log": log,
        "live": live,
        "limit": limit,
        "options": options,
        "box": box,
        "sources": sources,
    }


def _papers_tab() -> dict[str, Any]:
    with gr.Tab("Papers", elem_id="pa-papers"), gr.Column(elem_id="pa-shelf"):
        return {
            "find": _find("Search by keywords or meaning", "pa-find"),
            "narrow": _html("", "pa-narrow"),
            "report": _html("", "pa-report"),
            "chosen": _html(CHOSEN_BAR, "pa-chosen"),
            "shelf": _html("", "pa-list"),
            "panel": _html("", "pa-panel"),
        }


def _map_tab() -> dict[str, Any]:
    with gr.Tab("Map", elem_id="pa-map") as tab, gr.Column(elem_id="pa-map-page"):
        return {
            "map_tab": tab,
            "map_find": _find("Find papers on the map", "pa-map-find"),
            "map": _html("", "pa-picture"),
            "map_list": _html("", "pa-map-list"),
        }


def _unseen() -> dict[str, Any]:
    return {
        "picked": gr.JSON(None, visible=False),
        "only": gr.JSON([], visible=False),
        "filters": gr.JSON({}, visible=False),
        "leave": gr.State(()),
        "talk": gr.JSON(None, visible=False),
        "file": gr.JSON(None, visible=False),
        "pending": gr.State(None),
        "waiting": gr.Timer(active=False),
    }


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


def _find(text: str, name: str) -> gr.Textbox:
    return gr.Textbox(
        placeholder=text, label=text, show_label=False, container=False, elem_id=name, elem_classes="pa-find"
    )


def changed_box(value: str | None = None, *, busy: bool = False) -> gr.Textbox:
    """Return a change of the box; ``value`` None leaves what is typed."""
    typed: dict[str, Any] = {} if value is None else {"value": value}
    return gr.Textbox(**typed, submit_btn=not busy and "Ask", stop_btn=busy and "Stop")
