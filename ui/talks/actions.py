"""What clicks do to a conversation that is there: overrule a verdict, save it, share it, copy from it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ..opening import AssistantHolder
from ..page.conversation import PageConversation
from ..page.layout import Parts
from ..render.sources import AWAITED, looked_up_html, sources_html
from .files import Made, made
from .papers import cited_papers, listed_papers


class TalkActions:
    """The handlers of one page; the conversation comes from the browser with each click."""

    def __init__(self, holder: AssistantHolder, parts: Parts) -> None:
        self._holder = holder
        self._on = parts

    def overrule(self, kept: Any, event: gr.EventData) -> dict[Any, Any]:
        """Keep a reader's verdict; the row has shown it already."""
        conversation, number = PageConversation.read(kept), int(event.turn)
        if not 1 <= number <= len(conversation.turns):
            return {self._on.talk: gr.skip()}
        conversation = conversation.overruling(number, str(event.paper), str(event.value))
        return {self._on.talk: conversation.stored()}

    def look_up(self, kept: Any, event: gr.EventData) -> dict[Any, Any]:
        """Show the abstract of a paper that a table lists and nothing cites, the other sources behind it."""
        turns = PageConversation.read(kept).turns
        paper = listed_papers(self._holder, turns).get(str(event.paper))
        answers = [turn.answer for turn in turns]
        others = sources_html(answers, cited_papers(self._holder, turns), awaited=True).removeprefix(AWAITED)
        return {self._on.sources: looked_up_html(paper) + others}

    def export(self, kept: Any, event: gr.EventData) -> Made:
        """Return a file for the browser to save, or a text for it to copy."""
        turns = PageConversation.read(kept).corrected
        papers = cited_papers(self._holder, turns) | listed_papers(self._holder, turns)
        return made(str(event.kind), turns, papers, int(getattr(event, "turn", 0)))
