"""The page: which click does what."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant import Assistant

from ..adding.actions import AddActions
from ..adding.wiring import wire_adding
from ..guide.completion import complete
from ..guide.elsewhere import wire_elsewhere
from ..map.actions import MapActions
from ..matrix.layout import wire_matrix
from ..model.wiring import wire_model
from ..opening import AssistantHolder
from ..papers_tab.changing import ShelfActions
from ..papers_tab.wiring import wire_library
from ..shelf_choice.actions import ShelfChoice
from ..shelf_choice.chosen import ChosenHolder
from ..shelf_choice.wiring import wire_choice
from ..shelves import Shelves
from ..talks.actions import TalkActions
from .actions import Actions
from .layout import Parts, lay_out
from .shown_errors import show_errors

_QUEUE_LENGTH = 200
_AT_ONCE = 16  # searches and the like
# Questions wait in a line of ours, which tells each its place (see stream).
_ANSWERS: dict[str, Any] = {"concurrency_limit": _QUEUE_LENGTH, "concurrency_id": "answers"}
_QUIET: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
# What carries data of its own. By default Gradio drops it while one of its kind is on its way, and "always_last" would
# send the first one's data again; what builds on the one before is sent in turn by the browser (page.js, guide.js).
_EACH: dict[str, Any] = {**_QUIET, "trigger_mode": "multiple"}
_FROM_BROWSER = "() => [paperAssistant.current()]"


def build(assistant: Assistant | AssistantHolder, shelves: Shelves | None = None) -> gr.Blocks:
    """Return the page for ``assistant``, or for a holder whose assistant is still being opened.

    ``shelves`` are those that a reader can go to; the page opens with the one that is served.
    """
    served = assistant if isinstance(assistant, AssistantHolder) else AssistantHolder(assistant)
    holder = ChosenHolder(shelves or Shelves(served))
    page = gr.Blocks(title="Paper Assistant", analytics_enabled=False, fill_width=True)
    with page:
        parts = lay_out()
        shelf = ShelfActions(holder, parts)
        actions = Actions(holder, parts, shelf)
        shown = [parts.box, parts.log, parts.live, parts.sources, parts.talk, parts.only, parts.limit]
        looking = wire_elsewhere(holder, (parts.log, parts.live), parts.live)
        _wire_questions(actions, parts, [*shown, parts.pending, parts.head, parts.waiting], looking)
        _wire_conversation(actions, holder, parts, shown, looking)
        opened = [*shown, parts.head, parts.narrow, parts.shelf, parts.waiting]
        parts.bar.open(actions.restore, [parts.talk], opened, js=_FROM_BROWSER, cancels=looking, **_QUIET)
        restored = page.load(actions.restore, [parts.talk], opened, js=_FROM_BROWSER, **_QUIET)
        for after in (restored.success, restored.failure):
            after(None, None, None, js="() => paperAssistant.opened()", **_QUIET)
        parts.waiting.tick(actions.wait, [parts.talk, parts.pending, parts.waiting], opened, **_QUIET)
        _wire_completion(holder, parts)
        wire_model(holder, parts)
        choice = ShelfChoice(holder, parts, actions.restore)
        wire_choice(choice, parts, opened, looking)
        adding = AddActions(holder, parts, actions.changed)
        wire_adding(adding, choice, parts, opened, [parts.narrow, parts.shelf])
        _wire_shelf(shelf, parts)
        wire_matrix(holder, parts.matrix, parts.file)
        _wire_map(MapActions(holder, parts), parts)
        _client_endpoint(actions)
    show_errors(page)
    page.queue(max_size=_QUEUE_LENGTH, default_concurrency_limit=_AT_ONCE)
    return page


def _wire_questions(actions: Actions, parts: Parts, outputs: list[Any], looking: list[Any]) -> None:
    given = [parts.talk, parts.only]
    asking: dict[str, Any] = {
        "outputs": outputs,
        "show_progress": "minimal",
        "show_progress_on": parts.live,
        "api_visibility": "private",
        "cancels": looking,
        **_ANSWERS,
    }
    running = [
        parts.box.submit(actions.ask, [parts.box, *given], **asking),
        *(html.ask(actions.ask_clicked, given, **asking) for html in (parts.log, parts.live)),
        parts.chosen.ask(actions.compare, [parts.talk], **asking),
        parts.log.retry(actions.retry, given, **asking),
        parts.log.judge(actions.judge, given, **asking),
    ]
    stopped = parts.box.stop(None, cancels=running, **_QUIET)
    for ended in (*running, stopped):
        # Not "then": a question that is cancelled by Stop would be settled twice.
        for after in (ended.success, ended.failure):
            asked: list[Any] = [parts.talk, parts.pending, parts.box, parts.only]
            settled = after(actions.settle, asked, outputs, **_QUIET)
            _then_save(settled, parts)


def _wire_completion(holder: AssistantHolder, parts: Parts) -> None:
    def options(event: gr.EventData) -> str:
        return complete(holder, event)

    parts.options.complete(options, None, [parts.options], **_EACH)


def _wire_conversation(
    actions: Actions, holder: AssistantHolder, parts: Parts, shown: list[Any], looking: list[Any]
) -> None:
    talk, log = [parts.talk], parts.log
    _then_save(log.undo(actions.take_back, talk, shown, **_QUIET), parts)
    _then_save(log.edit(actions.take_back, talk, shown, **_QUIET), parts)
    _then_save(log.rate(actions.rate, talk, [log, parts.talk], **_EACH), parts)
    noted = log.note(actions.note, talk, None, **_EACH)
    noted.success(None, None, None, js="() => paperAssistant.noted(true)", **_QUIET)
    noted.failure(None, None, None, js="() => paperAssistant.noted(false)", **_QUIET)
    forget = "() => paperAssistant.forget()"
    parts.bar.renew(actions.renew, None, shown, js=forget, cancels=looking, **_QUIET)
    talks = TalkActions(holder, parts)
    log.abstract(talks.look_up, talk, [parts.sources], **_EACH)
    _then_save(log.overrule(talks.overrule, talk, [parts.talk], **_EACH), parts)
    for html in (parts.bar, log):
        exported = html.export(talks.export, talk, [parts.file], **_EACH)
        exported.then(None, [parts.file], js="(file) => paperAssistant.download(file)", **_QUIET)


def _wire_shelf(shelf: ShelfActions, parts: Parts) -> None:
    limited = [parts.only, parts.limit, parts.talk]
    for html in (parts.chosen, parts.log, parts.adding.report):
        _then_save(html.limit(shelf.library.limit, [parts.talk], limited, **_EACH), parts)
    _then_save(parts.limit.unlimit(shelf.library.unlimit, [parts.talk], limited, **_QUIET), parts)
    changed_by: dict[str, Any] = {
        "outputs": [parts.report, parts.narrow, parts.shelf, parts.head, parts.waiting],
        "show_progress": "hidden",
        "concurrency_limit": None,
        "api_visibility": "private",
    }
    wire_library(shelf.library, parts, changed_by)


def _wire_map(shelf_map: MapActions, parts: Parts) -> None:
    drawing: dict[str, Any] = {**_QUIET, "queue": True, "trigger_mode": "always_last"}
    for asked in (parts.map_tab.select, parts.map_find.change):
        asked(shelf_map.show, [parts.talk, parts.map_find], [parts.map, parts.map_list], **drawing)


def _then_save(event: Any, parts: Parts) -> None:
    event.then(None, [parts.talk], js="(talk) => paperAssistant.changed(paperAssistant.save(talk))", **_QUIET)


def _client_endpoint(actions: Actions) -> None:
    """Add ``/chat`` for Gradio's client: a question in, the answer as Markdown with its sources out."""
    question = gr.Textbox(visible=False, label="question")
    answer = gr.Textbox(visible=False, label="answer")
    turns = gr.State(())
    gr.Button(visible=False).click(
        actions.chat,
        [question, turns],
        [answer, turns],
        api_name="chat",
        api_description="Answers a question about the papers; follow-ups of the same client are understood.",
        api_visibility="undocumented",  # for Gradio's client; MCP clients get tools made for them
        **_ANSWERS,
    )
