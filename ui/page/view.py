"""What the page shows of a conversation, and before there is one."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ..guide.suggested import follow_ups
from ..guide.welcome import overview_now, tried_first, welcome_html
from ..opening import AssistantHolder
from ..papers_tab.limits import limit_shown
from ..render.answer import log_html
from ..render.sources import sources_html
from ..shelf_choice.menu import gone_html
from ..talks.papers import cited_papers, listed_papers
from .conversation import PageConversation
from .head import LOOKING_S
from .layout import Parts, changed_box
from .welcome import OPENING

Shown = dict[Any, Any]


class ConversationView:
    """Renders a conversation as the values of the components that show it."""

    def __init__(self, holder: AssistantHolder, parts: Parts) -> None:
        self._holder = holder
        self._on = parts

    def whole(self, conversation: PageConversation, typed: str | None = None) -> Shown:
        """Show all of it; what is being typed stays unless ``typed`` takes its place."""
        on = self._on
        return {
            on.box: changed_box(typed),
            on.log: self.log(conversation) if conversation.turns else self.welcome(),
            on.live: "",
            on.sources: self.sources(conversation),
            on.talk: conversation.on_shelf(self._holder.shelf).stored(),
            on.only: conversation.stored()["only"],
            on.limit: limit_shown(self._holder, conversation.only),
        }

    def log(self, conversation: PageConversation, *, last_acts: bool = True) -> str:
        """Show its exchanges; with ``last_acts`` the last one can be acted on."""
        turns = conversation.corrected
        papers = listed_papers(self._holder, turns)
        more = follow_ups(self._holder, turns) if last_acts else ()
        return log_html(turns, conversation.ratings, papers, conversation.was, last_acts=last_acts, more=more)

    def welcome(self) -> str:
        """Show what an empty page shows: what the shelf is about, or that it is being opened or cannot be."""
        if not self._holder.ready:
            return gone_html(str(self._holder.error)) if self._holder.error else OPENING
        assistant = self._holder.assistant
        return welcome_html(assistant.size, overview_now(assistant), tried_first(assistant))

    def sources(self, conversation: PageConversation, *, awaited: bool = False) -> str:
        """Show the cited papers; ``awaited`` ones are still to come."""
        papers = cited_papers(self._holder, conversation.turns)
        return sources_html([turn.answer for turn in conversation.turns], papers, awaited=awaited)

    def begun(self, conversation: PageConversation, box: gr.Textbox) -> Shown:
        """Show that a question of it is being answered."""
        self._holder.follow(conversation.shelf)
        shown = {self._on.box: box, self._on.log: self.log(conversation, last_acts=False)}
        return {**shown, self._on.sources: self.sources(conversation, awaited=True), self._on.pending: None}

    def looked_over(self, conversation: PageConversation) -> Shown:
        """Show on an empty page what the shelf is about as soon as that is known; look again until then."""
        if conversation.turns or not self._holder.ready:
            return {}
        if overview_now(self._holder.assistant) is None:
            return {self._on.waiting: gr.Timer(LOOKING_S, active=True)}
        return {self._on.log: self.welcome()}
