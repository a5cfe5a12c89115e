"""References that were pasted: whether they may be looked up, at which hosts, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant import AssistantError, Fetched, Settings, fetch, only_references

from ..opening import AssistantHolder


def refusal(holder: AssistantHolder, text: str) -> str:
    """Return why nothing may be looked up for those who see this page; "" where it may, after a question.

    Addresses are opened only where the server's owner allows it: a reader must not send the server anywhere.
    """
    try:
        online = holder.assistant.settings.online
        asked = only_references(text)
    except AssistantError as error:
        return str(error)
    if online is False or (online is None and not holder.may_fetch):
        return (
            "This server does not look papers up. Paste them as BibTeX or RIS, or have its owner set "
            "ASSISTANT_ONLINE=1."
        )
    if not online and any(each.kind == "file" for each in asked):
        return (
            "Addresses of files are opened only where ASSISTANT_ONLINE=1 is set. Download the file and upload it, or "
            "paste the papers' DOIs or arXiv ids."
        )
    return ""


def question_html(hosts: Sequence[str], references: int) -> str:
    """Render the question whether these hosts may be asked, with the button that allows it."""
    what = "1 reference" if references == 1 else f"{references:,} references"
    first, *others = [f"<strong>{escape(each)}</strong>" for each in hosts]
    later = f", and where that lacks a paper or its abstract {' and '.join(others)}" if others else ""
    named = escape(" ".join(hosts), quote=True)
    return (
        f'<div class="pa-report" role="status"><p>Looking up {what} asks {first} over the net{later}. Only the '
        f"references are sent, and nothing has been sent yet.</p>"
        f'<p><button type="button" class="pa-act" data-act="allow" data-hosts="{named}">'
        f"Look up</button> You are asked once while this page is open.</p></div>"
    )


class LookUp:
    """One look-up, done in a thread; ``state`` says how far it is."""

    def __init__(self, text: str, settings: Settings) -> None:
        self.state = "Looking up"
        self._text = text
        self._settings = settings

    def run(self) -> Fetched | str:
        """Return what was found, or why nothing could be asked."""
        try:
            return fetch(self._text, self._settings, allowed=True, progress=self._note)
        except AssistantError as error:
            return str(error)

    def _note(self, done: int, total: int) -> None:
        self.state = f"Looking up: {done:,} of {total:,} found"
