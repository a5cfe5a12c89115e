"""What each button of the form does; whoever may not choose gets the reason, whatever they send."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import gradio as gr

from assistant import Assistant, AssistantError, ModelChoice

from ..opening import AssistantHolder
from ..page.head import head_html, surroundings
from ..page.layout import Parts
from .panel import panel_html
from .who import why_not

Outcome = dict[str, Any]

_log = logging.getLogger(__name__)
# Requests to servers at once; each may take half a minute of one of the threads that serve the page.
_MOST_AT_ONCE = 4
# Seconds between two looks at a model that is known to answer, and at one that is not.
CALM_S, SOON_S = 15.0, 3.0


class ModelActions:
    """The handlers of the form and of the header's line; ``outcome`` carries to the browser what became of a click."""

    def __init__(self, holder: AssistantHolder, on: Parts, outcome: gr.JSON, looking: gr.Timer) -> None:
        self._holder = holder
        self._on = on
        self._outcome = outcome
        self._looking = looking
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def act(self, event: gr.EventData, request: gr.Request) -> dict[Any, Any]:
        """Do what a button asks for, and tell what became of it."""
        do, refusal = str(getattr(event, "do", "")), why_not(self._holder, request)
        doers: dict[str, Callable[[Assistant, gr.EventData], Outcome]] = {
            "find": self._find,
            "test": self._test,
            "use": self._use,
            "none": lambda assistant, _: self._put(assistant, ModelChoice()),
            "settings": lambda assistant, _: self._put(assistant, None),
            "local": lambda assistant, event: self._put(
                assistant, ModelChoice(local=str(getattr(event, "name", "")))
            ),
            "cancel": self._cancel,
            "look": lambda assistant, _: {},
        }
        if not self._holder.ready:
            return {self._outcome: {"do": do, "error": refusal}}
        outcome: Outcome = {}
        if not refusal and do in doers:
            try:
                outcome = doers[do](self._holder.assistant, event)
            except AssistantError as error:
                outcome = {"error": str(error)}
        return {
            self._outcome: {"do": do, **self._state(do, refusal, outcome)},
            **surroundings(self._holder, self._on),
        }

    def look(self) -> dict[Any, Any]:
        """Show the header as it is now, and have the endpoint asked if that is due; sooner while it is in doubt."""
        if not self._holder.ready:
            return {self._looking: gr.Timer(SOON_S)}
        self._holder.assistant.check_model()
        status = self._holder.assistant.model_state.status
        calm = status in ("none", "answers")
        return {self._on.head: head_html(self._holder), self._looking: gr.Timer(CALM_S if calm else SOON_S)}

    def _state(self, do: str, refusal: str, outcome: Outcome) -> Outcome:
        assistant = self._holder.assistant
        preparing = assistant.model_state.status == "preparing"
        if do in ("find", "test") or (do == "look" and preparing):  # the form stays as it is
            note = assistant.model_note if not refusal else ""
            return {"error": refusal, **outcome, "preparing": preparing, "note": note}
        return {**outcome, "panel": panel_html(assistant, refusal), "preparing": preparing and not refusal}

    def _find(self, assistant: Assistant, event: gr.EventData) -> Outcome:
        with self._place():
            found = assistant.find_models(_choice(event))
        count = f"{len(found.names):,} model{'s' if len(found.names) != 1 else ''} to choose from"
        left = f"; {found.others:,} for other tasks left out" if found.others else ""
        return {"models": list(found.names), "address": found.address, "text": f"{count}{left}."}

    def _test(self, assistant: Assistant, event: gr.EventData) -> Outcome:
        with self._place():
            tried = assistant.try_model(_choice(event))
        return {"text": f"{tried.name} at {tried.host} answered in {tried.seconds:.1f} s."}

    def _use(self, assistant: Assistant, event: gr.EventData) -> Outcome:
        choice = _choice(event)
        if not choice.address:
            return {
                "error": "Expected the address of a model server. Fill it in, or choose one of this machine."
            }
        return self._put(assistant, choice)

    def _put(self, assistant: Assistant, choice: ModelChoice | None) -> Outcome:
        assistant.use_model(choice)
        assistant.check_model()
        _log.info("another language model was chosen on the page: %s", assistant.composer)
        return {"text": "In force. Questions under way finish with the one before."}

    def _cancel(self, assistant: Assistant, event: gr.EventData) -> Outcome:
        assistant.cancel_model()
        return {"text": "Cancelled. What has been fetched is kept."}

    def _place(self) -> _Place:
        return _Place(self._places)


class _Place:
    """One of a few places for requests; AssistantError where none is free."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._places = places

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            raise AssistantError("Other servers are being asked just now. Try again in a moment.")

    def __exit__(self, *_: object) -> None:
        self._places.release()


def _choice(event: gr.EventData) -> ModelChoice:
    given = {name: str(getattr(event, name, "") or "") for name in ("address", "name", "key")}
    return ModelChoice(**given)
