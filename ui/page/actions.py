"""What each click does: reads the browser's conversation, asks, and returns what the page shows then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant import AssistantError, Turn

from ..event_bridge import Answering
from ..guide.clicks import limited, limits_again, limits_clicked
from ..opening import AssistantHolder
from ..papers_tab.changing import ShelfActions
from ..papers_tab.limits import limited_ids
from ..queue import WaitingQueue
from ..render.export import answer_markdown
from ..render.progress import error_html
from .chat import Step, steps
from .conversation import PageConversation, stopped_turn
from .feedback import record
from .head import OPENING_S, surroundings
from .layout import Parts, changed_box
from .view import ConversationView, Shown

# How many questions are answered at once; further ones wait in line and are told their place.
ANSWERS_AT_ONCE = 16


class Actions:
    """The handlers of one page. A conversation is held by its browser and comes along with each click."""

    def __init__(self, holder: AssistantHolder, parts: Parts, shelf: ShelfActions) -> None:
        self._holder = holder
        self._on = parts
        self._shelf = shelf
        self._view = ConversationView(holder, parts)
        self._answering = Answering(holder, line=WaitingQueue(ANSWERS_AT_ONCE))

    async def ask(self, question: str, kept: Any, only: Any) -> AsyncIterator[Shown]:
        """Answer what was typed."""
        async for shown in self._answer(
            question, PageConversation.read(kept), only, changed_box("", busy=True)
        ):
            yield shown

    async def ask_clicked(self, kept: Any, only: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Answer an example, a suggestion, a question that failed, or one about chosen papers."""
        limits = limits_clicked(event, limited_ids(self._holder, only))
        conversation = PageConversation.read(kept)
        yield await asyncio.to_thread(self._view.begun, conversation, changed_box(busy=True))
        async for step in steps(self._answering, str(event.question), conversation.turns, limits):
            yield await self._step(step)

    async def compare(self, kept: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Compare the papers chosen on the Papers tab, whichever papers questions are limited to."""
        async for shown in self.ask_clicked(kept, None, event):
            yield shown

    async def retry(self, kept: Any, only: Any) -> AsyncIterator[Shown]:
        """Ask the last question again in place of its answer."""
        conversation = PageConversation.read(kept)
        if conversation.turns:
            earlier, last = conversation.before(len(conversation.turns)), conversation.turns[-1]
            yield await asyncio.to_thread(self._view.begun, earlier, changed_box(busy=True))
            limits = limits_again(last, limited_ids(self._holder, only))
            async for step in steps(self._answering, last.question, earlier.turns, limits):
                yield await self._step(step)

    async def judge(self, kept: Any, only: Any, event: gr.EventData) -> AsyncIterator[Shown]:
        """Answer a set question again, now with the model, in the place of the answer that was not judged."""
        conversation, number = PageConversation.read(kept), int(event.turn)
        if not 1 <= number <= len(conversation.turns):
            return
        turn, earlier = conversation.turns[number - 1], conversation.corrected[: number - 1]
        yield await asyncio.to_thread(self._view.begun, conversation, changed_box(busy=True))
        limits = limits_again(turn, limited_ids(self._holder, only))
        async for step in steps(self._answering, turn.question, earlier, limits, again=True):
            yield await self._step(step)

    async def _answer(
        self, question: str, conversation: PageConversation, only: Any, box: gr.Textbox
    ) -> AsyncIterator[Shown]:
        yield await asyncio.to_thread(self._view.begun, conversation, box)
        limits = limited(limited_ids(self._holder, only))
        async for step in steps(self._answering, question, conversation.corrected, limits):
            yield await self._step(step)

    async def _step(self, step: Step) -> Shown:
        # Beside the event loop: a text may be as long as a model has it.
        return {self._on.live: await asyncio.to_thread(step.html), self._on.pending: step}

    def settle(self, kept: Any, pending: Step | None, typed: str, only: Any = None) -> Shown:
        """Show how asking ended: the answer, the text that Stop left, or the question back in the box.

        A step of its own, because Gradio shows a stream's last values once more when the stream has ended:
        what a quick reader had clicked by then would be undone.
        """
        conversation, on = PageConversation.read(kept).limited(only), self._on
        if pending is None:
            return self._view.whole(conversation)
        if pending.settled:  # an answer that was stopped just as it ended
            return {on.live: gr.skip()}
        settled = {on.pending: replace(pending, settled=True)}
        if turn := self._turn(pending):
            number = pending.before + 1
            conversation = (
                conversation.replacing(number, turn)
                if pending.again
                else conversation.before(number).adding(turn)
            )
            # The model's name may be known only now that it has answered.
            return {**self._view.whole(conversation), **surroundings(self._holder, on), **settled}
        # What was to be judged still has its answer, so its question does not come back.
        shown = self._view.whole(conversation, None if pending.again else typed or pending.question)
        if pending.error:
            shown |= {on.log: self._view.log(conversation), on.live: pending.html()}
        return {**shown, **settled}

    def _turn(self, ended: Step) -> Turn | None:
        """Return the exchange that is kept of a question, None when there is nothing to keep."""
        if ended.answer:
            return Turn(question=ended.question, answer=ended.answer)
        if ended.text and not ended.error and not ended.again:
            composer = self._holder.assistant.composer
            return stopped_turn(ended.question, ended.text, composer, ended.citations)
        return None

    def take_back(self, kept: Any, event: gr.EventData) -> Shown:
        """Undo or edit: drop the exchange and what follows it, and put its question into the box."""
        conversation, number = PageConversation.read(kept), int(event.turn)
        if not 1 <= number <= len(conversation.turns):
            return self._view.whole(conversation)
        return self._view.whole(conversation.before(number), conversation.turns[number - 1].question)

    def rate(self, kept: Any, event: gr.EventData) -> Shown:
        """Note a thumb in the feedback file and show it."""
        conversation, number = PageConversation.read(kept), int(event.turn)
        if 1 <= number <= len(conversation.turns):
            conversation = conversation.rating(number, 1 if int(event.value) > 0 else -1)
            self._record(conversation, number)
        return {self._on.log: self._view.log(conversation), self._on.talk: conversation.stored()}

    def note(self, kept: Any, event: gr.EventData) -> None:
        """Add a note to a thumb in the feedback file."""
        conversation, number = PageConversation.read(kept), int(event.turn)
        if 1 <= number <= len(conversation.ratings):
            self._record(conversation, number, str(event.text))

    def _record(self, conversation: PageConversation, number: int, note: str = "") -> None:
        home = self._holder.assistant.settings.home
        record(home, conversation.corrected[:number], conversation.ratings[number - 1], note)

    def renew(self) -> Shown:
        """Begin a new conversation."""
        return self._view.whole(PageConversation(), "")

    def restore(self, kept: Any) -> Shown:
        """Show the page with the conversation that the browser kept, as after a reload."""
        try:
            conversation = PageConversation.read(kept)
            self._holder.follow(conversation.shelf)
            shown = self._view.whole(conversation)
        except AssistantError as error:
            conversation = PageConversation()
            shown = {**self._view.whole(conversation), self._on.live: error_html("", str(error))}
        around = {**surroundings(self._holder, self._on), **self._shelf.listed()}
        return {**shown, **around, **self._view.looked_over(conversation)}

    def wait(self, kept: Any, pending: Step | None, looked_after: float) -> Shown:
        """While the papers are being indexed: say how far it is, and show them as soon as they can be asked.

        ``looked_after`` (seconds) tells whether the page has shown them already.
        """
        conversation, holder = PageConversation.read(kept), self._holder
        shown = surroundings(holder, self._on)
        if holder.ready and looked_after == OPENING_S:
            shown |= self._shelf.listed()
            shown[self._on.sources] = self._view.sources(conversation)
        return shown if pending else {**shown, **self._view.looked_over(conversation)}

    def changed(self, kept: Any, pending: Step | None) -> Shown:
        """Show the page after its shelf was changed: what lists papers, and the first screen if that is shown."""
        conversation = PageConversation.read(kept)
        idle = not conversation.turns and (pending is None or pending.settled)
        shown = {**surroundings(self._holder, self._on), **self._shelf.listed()}
        # What the shelf is about now is being looked at: the first screen waits for it, as on opening.
        return (
            {**shown, self._on.log: self._view.welcome(), **self._view.looked_over(conversation)}
            if idle
            else shown
        )

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
