"""Which event of the form does what."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ..opening import AssistantHolder
from ..page.layout import Parts
from .actions import SOON_S, ModelActions

_QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}


def wire_model(holder: AssistantHolder, parts: Parts) -> None:
    """Make what the form needs, within an open ``gr.Blocks``, and join it with what it does."""
    outcome, looking = gr.JSON(None, visible=False), gr.Timer(SOON_S)
    actions = ModelActions(holder, parts, outcome, looking)
    acted = parts.head.model(
        actions.act, None, [outcome, parts.head, parts.waiting], trigger_mode="multiple", **_QUIET
    )
    acted.success(None, [outcome], js="(outcome) => paperAssistant.model.show(outcome)", **_QUIET)
    acted.failure(None, None, js="() => paperAssistant.model.failed()", **_QUIET)
    looking.tick(actions.look, None, [parts.head, looking], **_QUIET)
