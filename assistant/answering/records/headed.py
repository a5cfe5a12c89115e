"""A line above an answer that streams: which papers were asked, in which order they are listed."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.composing.draft import Draft, Responding
from assistant.events import Stage, Token


def headed(line: str, responding: Responding) -> Responding:
    """Put ``line`` above an answer, and again where its text begins anew."""
    due = bool(line)
    try:
        while True:
            event = next(responding)
            due = due or (bool(line) and isinstance(event, Stage) and event.name == "compose")
            if due and isinstance(event, Token):
                due = False
                yield Token(line)
            yield event
    except StopIteration as stop:
        draft: Draft = stop.value
        return replace(draft, text=line + draft.text)
    finally:
        responding.close()
