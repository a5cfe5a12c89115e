"""The Table tab's components, and which of its clicks does what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ..opening import AssistantHolder
from .actions import MatrixActions
from .board import board_html

_ON_BOARD = "/* 'pull' 'halt' 'source' 'export' */ paperAssistant.matrix.listen(element, trigger);"
_ON_PANE = "/* 'correct' */ paperAssistant.matrix.listenSource(element, trigger);"
_QUIET: dict[str, Any] = {
    "show_progress": "hidden",
    "queue": False,
    "api_visibility": "private",
    "trigger_mode": "multiple",
}


@dataclass(frozen=True, slots=True)
class MatrixParts:
    """The components of the tab; ``news`` and ``corrected`` carry unseen values to the browser."""

    board: gr.HTML
    pane: gr.HTML
    news: gr.JSON
    corrected: gr.JSON


def lay_out_matrix() -> MatrixParts:
    """Make the tab, within open ``gr.Tabs``."""
    with gr.Tab("Table", elem_id="pa-matrix"), gr.Row(elem_id="pa-matrix-page", equal_height=True):
        with gr.Column(elem_id="pa-matrix-main", scale=3, min_width=300):
            board = _html(board_html(), "pa-board", _ON_BOARD)
        with gr.Column(elem_id="pa-matrix-side", scale=1, min_width=280):
            pane = _html("", "pa-cell-pane", _ON_PANE)
            news, corrected = gr.JSON(None, visible=False), gr.JSON(None, visible=False)
    return MatrixParts(board, pane, news, corrected)


def wire_matrix(holder: AssistantHolder, parts: MatrixParts, file: gr.JSON) -> None:
    """Join the tab's clicks to what they do; ``file`` carries what is exported to the browser."""
    actions, board = MatrixActions(holder), parts.board
    pulled = board.pull(actions.pull, None, [parts.news], **_QUIET)
    pulled.then(None, [parts.news], js="(news) => paperAssistant.matrix.receive(news)", **_QUIET)
    board.halt(actions.halt, None, None, **_QUIET)
    opened = board.source(actions.source, None, [parts.pane], **_QUIET)
    opened.then(None, None, js="() => paperAssistant.matrix.shown()", **_QUIET)
    corrected = parts.pane.correct(actions.correct, None, [parts.corrected], **_QUIET)
    corrected.then(None, [parts.corrected], js="(cell) => paperAssistant.matrix.corrected(cell)", **_QUIET)
    exported = board.export(actions.export, None, [file], **_QUIET)
    exported.success(None, [file], js="(file) => paperAssistant.download(file)", **_QUIET)


def _html(value: str, name: str, on_load: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, elem_classes="pa", js_on_load=on_load, apply_default_css=False)
