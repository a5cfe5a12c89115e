"""What each click does: reads the browser's conversation, asks, and returns what the page shows then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant import AssistantError, Paper, Turn

from ..event_bridge import Answering
from ..opening import Desk
from ..queue import Line
from ..render.answer import error_html, log_html
from ..render.export import Export, answer_markdown, exported
from ..render.sources import sources_html
from ..shelf.actions import ShelfActions
from .chat import Step, steps
from .conversation import Talk, stopped_turn
from .feedback import record
from .head import OPENING_S, surroundings
from .layout import Parts
from .welcome import OPENING, welcome_html

Shown = dict[Any, Any]
# How many questions are answered at once; further ones wait in line and are told their place.
ANSWERS_AT_ONCE = 16


class Actions:
    """The handlers of one page. A conversation is held by its browser and comes along with each click."""

    def __init__(self, desk: Desk, parts: Parts, shelf: ShelfActions) -> None:
        self._desk = desk
        self._on = parts
        self._shelf = shelf
        self._answering = Answering(desk, line=Line(ANSWERS_AT_ONCE))

    async def ask(self, question: str, kept: Any, only: Any) -> AsyncIterator[Shown]:
        """Answer what was typed."""
        async for shown in self._answer(question, Talk.read(kept), only, _box("", busy=True)):
            yield shown

    async def ask_clicked(self, kept: Any, only: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Answer an example, a suggestion, a question that failed, or one about chosen papers."""
        async for shown in self._answer(str(event.question), Talk.read(kept), only, _box(busy=True)):
            yield shown

    async def compare(self, kept: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Compare the papers chosen on the Papers tab, whichever papers questions are limited to."""
        async for shown in self.ask_clicked(kept, None, event):
            yield shown

    async def retry(self, kept: Any, only: Any) -> AsyncIterator[Shown]:
        """Ask the last question again in place of its answer."""
        talk = Talk.read(kept)
        if talk.turns:
            earlier = talk.before(len(talk.turns))
            async for shown in self._answer(talk.turns[-1].question, earlier, only, _box(busy=True)):
                yield shown

    async def judge(self, kept: Any, only: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Answer a set question again, now with the model, in the place of the answer that was not judged."""
        talk, number = Talk.read(kept), int(event.turn)
        if not 1 <= number <= len(talk.turns):
            return
        question, earlier, within = talk.turns[number - 1].question, talk.turns[: number - 1], _ids(only)
        yield self._begun(talk, _box(busy=True))
        async for step in steps(self._answering, question, earlier, within, again=True):
            yield {self._on.live: step.html(), self._on.pending: step}

    def fetch(self, event: gr.EventData) -> Shown:
        """Have a model fetched that will judge and write, if those who see the page may do that."""
        if self._desk.may_fetch:
            self._desk.use_model(str(event.name))
        return surroundings(self._desk, self._on)

    async def _answer(self, question: str, talk: Talk, only: Any, box: gr.Textbox) -> AsyncIterator[Shown]:
        yield self._begun(talk, box)
        async for step in steps(self._answering, question, talk.turns, _ids(only)):
            yield {self._on.live: step.html(), self._on.pending: step}

    def _begun(self, talk: Talk, box: gr.Textbox) -> Shown:
        log = log_html(talk.turns, talk.ratings, self._listed(talk.turns), last_acts=False)
        return {self._on.box: box, self._on.log: log, self._on.pending: None}

    def settle(self, kept: Any, pending: Step | None, typed: str) -> Shown:
        """Show how asking ended: the answer, the text that Stop left, or the question back in the box.

        A step of its own, because Gradio shows a stream's last values once more when the stream has ended:
        what a quick reader had clicked by then would be undone.
        """
        talk, on = Talk.read(kept), self._on
        if pending is None:
            return self._conversation(talk)
        if pending.settled:  # an answer that was stopped just as it ended
            return {on.live: gr.skip()}
        self._desk.notice(pending.answer)
        settled = {on.pending: replace(pending, settled=True)}
        if turn := self._turn(pending):
            number = pending.before + 1
            talk = talk.replacing(number, turn) if pending.again else talk.before(number).adding(turn)
            # The model's name may be known only now that it has answered.
            return {**self._conversation(talk), **surroundings(self._desk, on), **settled}
        # What was to be judged still has its answer, so its question does not come back.
        shown = self._conversation(talk, None if pending.again else typed or pending.question)
        if pending.error:
            shown |= {on.log: self._log(talk), on.live: pending.html()}
        return {**shown, **settled}

    def _turn(self, ended: Step) -> Turn | None:
        """Return the exchange that is kept of a question, None when there is nothing to keep."""
        if ended.answer:
            return Turn(question=ended.question, answer=ended.answer)
        if ended.text and not ended.error and not ended.again:
            return stopped_turn(ended.question, ended.text, self._desk.assistant.composer)
        return None

    def take_back(self, kept: Any, event: gr.EventData) -> Shown:
        """Undo or edit: drop the exchange and what follows it, and put its question into the box."""
        talk, number = Talk.read(kept), int(event.turn)
        if not 1 <= number <= len(talk.turns):
            return self._conversation(talk)
        return self._conversation(talk.before(number), talk.turns[number - 1].question)

    def rate(self, kept: Any, event: gr.EventData) -> Shown:
        """Note a thumb in the feedback file and show it."""
        talk, number = Talk.read(kept), int(event.turn)
        if 1 <= number <= len(talk.turns):
            talk = talk.rating(number, 1 if int(event.value) > 0 else -1)
            record(self._desk.assistant.settings.home, talk.turns[:number], talk.ratings[number - 1])
        return {self._on.log: self._log(talk), self._on.talk: talk.stored()}

    def note(self, kept: Any, event: gr.EventData) -> None:
        """Add a note to a thumb in the feedback file."""
        talk, number = Talk.read(kept), int(event.turn)
        if 1 <= number <= len(talk.ratings):
            home = self._desk.assistant.settings.home
            record(home, talk.turns[:number], talk.ratings[number - 1], str(event.text))

    def renew(self) -> Shown:
        """Begin a new conversation."""
        return self._conversation(Talk(), "")

    def restore(self, kept: Any) -> Shown:
        """Show the page with the conversation that the browser kept, as after a reload."""
        try:
            shown = self._conversation(Talk.read(kept))
        except AssistantError as error:
            shown = {**self._conversation(Talk()), self._on.live: error_html("", str(error))}
        return {**shown, **surroundings(self._desk, self._on), **self._shelf.listed()}

    def wait(self, kept: Any, pending: Step | None, looked_after: float) -> Shown:
        """While the papers are being indexed: say how far it is, and show them as soon as they can be asked.

        ``looked_after`` (seconds) tells whether the page has shown them already.
        """
        talk, desk = Talk.read(kept), self._desk
        shown = surroundings(desk, self._on)
        if desk.ready and looked_after == OPENING_S:
            shown |= self._shelf.listed()
            shown[self._on.sources] = self._sources(talk)
            if not talk.turns and pending is None:
                shown[self._on.log] = self._welcome()
        return shown

    def export(self, kept: Any, event: gr.EventData) -> Export:
        """Return a file for the browser to save."""
        turns = Talk.read(kept).turns
        papers = self._listed(turns) if event.kind == "csv" else self._cited(turns)
        return exported(str(event.kind), turns, papers, int(getattr(event, "turn", 0)))

    async def chat(
        self, question: str, turns: tuple[Turn, ...]
    ) -> AsyncIterator[tuple[str, tuple[Turn, ...]]]:
        """Answer Gradio's client: the text as it grows, at last with its sources."""
        async for step in steps(self._answering, question or "", turns):
            if step.error:
                raise gr.Error(step.error, print_exception=False)
            if step.answer:
                yield answer_markdown(step.answer), (*turns, Turn(question=question, answer=step.answer))
            elif step.text:
                yield step.text, turns

    def _conversation(self, talk: Talk, typed: str | None = None) -> Shown:
        """Show ``talk``; what is being typed stays unless ``typed`` takes its place."""
        on = self._on
        return {
            on.box: _box(typed),
            on.log: self._log(talk) if talk.turns else self._welcome(),
            on.live: "",
            on.sources: self._sources(talk),
            on.talk: talk.stored(),
        }

    def _log(self, talk: Talk) -> str:
        return log_html(talk.turns, talk.ratings, self._listed(talk.turns))

    def _welcome(self) -> str:
        return welcome_html(self._desk.assistant.papers()) if self._desk.ready else OPENING

    def _sources(self, talk: Talk) -> str:
        return sources_html([turn.answer for turn in talk.turns], self._cited(talk.turns))

    def _cited(self, turns: tuple[Turn, ...]) -> dict[str, Paper]:
        return self._papers([each.paper_id for turn in turns for each in turn.answer.citations])

    def _listed(self, turns: tuple[Turn, ...]) -> dict[str, Paper]:
        return self._papers([each.paper_id for turn in turns for each in turn.answer.verdicts])

    def _papers(self, ids: Sequence[str]) -> dict[str, Paper]:
        papers = self._desk.assistant.papers(list(dict.fromkeys(ids))) if self._desk.ready else ()
        return {paper.id: paper for paper in papers}


def _ids(only: Any) -> list[str] | None:
    return [str(each) for each in only or ()] or None


def _box(value: str | None = None, *, busy: bool = False) -> gr.Textbox:
    """Return a change of the box; ``value`` None leaves what is typed."""
    typed: dict[str, Any] = {} if value is None else {"value": value}
    return gr.Textbox(**typed, submit_btn=not busy and "Ask", stop_btn=busy and "Stop")
