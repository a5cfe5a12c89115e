"""Which click of the library does what."""

from __future__ import annotations

from typing import Any

from ..page.layout import Parts
from .actions import LibraryActions

_QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
_STATE = "() => [paperAssistant.filters()]"


def wire_library(library: LibraryActions, parts: Parts, changed_by: dict[str, Any]) -> None:
    """Join the components of the Papers tab with their handlers; ``changed_by`` says what a change shows."""
    state, found = [parts.filters], {"trigger_mode": "always_last", **_QUIET, "queue": True}
    for changed in (parts.find.change, parts.narrow.narrow, parts.shelf.narrow):
        changed(library.find, state, [parts.shelf], js=_STATE, **found)
    picked = parts.chosen.everything(library.pick, state, [parts.picked], js=_STATE, **_QUIET)
    picked.then(None, [parts.picked], js="(picked) => paperAssistant.picked(picked)", **_QUIET)
    for html in (parts.shelf, parts.chosen):
        html.library(library.open, state, [parts.panel], js=_STATE, trigger_mode="multiple", **_QUIET)
    # A change that comes while another is being made is made after it: by default Gradio would drop it.
    changed_by = {**changed_by, "trigger_mode": "multiple"}
    changing = {**changed_by, "outputs": [*changed_by["outputs"], parts.panel]}
    for html in (parts.panel, parts.shelf):
        html.alter(library.alter, state, js=_STATE, **changing)
    parts.chosen.remove(library.remove, state, js=_STATE, **changed_by)
