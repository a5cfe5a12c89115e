"""One question, from the click to the finished exchange, as steps that the page shows."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

from assistant import Answer, AssistantError, Citation, Done, Event, Stage, Token, Turn, Verdict

from ..event_bridge import Answering
from ..filters import NO_LIMITS, Limits
from ..render.progress import error_html, live_html


@dataclass(frozen=True, slots=True)
class Step:
    """What the page shows of a question at one moment; ``answer`` or ``error`` is set in the last step.

    ``before`` counts the exchanges before it; ``found`` are the verdicts and ``citations`` those of the
    text that came so far; ``settled`` says that it has found its place among them, and
    ``again`` that its answer takes the place of one that is there.
    """

    question: str
    before: int = 0
    stage: Stage | None = None
    text: str = ""
    found: tuple[Verdict, ...] = ()
    citations: tuple[Citation, ...] = ()
    answer: Answer | None = None
    error: str = ""
    settled: bool = False
    again: bool = False
    begun: float = field(default_factory=time.monotonic)

    def html(self) -> str:
        """Render the step; a finished one shows like this only until it stands in the conversation."""
        if self.error:
            return error_html(self.question, self.error)
        return live_html(self.question, self.stage, self.text, time.monotonic() - self.begun, self.found)

    def after(self, event: Event) -> Step:
        """Return the step that follows when ``event`` has come."""
        match event:
            case Token():
                return replace(self, text=self.text + event.text, citations=event.citations or self.citations)
            case Done():
                return replace(self, answer=event.answer)
            case Stage():
                # A model that failed in the middle is followed by a text that begins anew.
                anew = event.name == "compose"
                text, citations = ("", ()) if anew else (self.text, self.citations)
                found = (*self.found, *event.verdicts)
                return replace(self, stage=event, text=text, citations=citations, found=found)


async def steps(
    answering: Answering,
    question: str,
    history: Sequence[Turn],
    limits: Limits = NO_LIMITS,
    *,
    again: bool = False,
) -> AsyncIterator[Step]:
    """Yield the steps of answering ``question``: waiting, working, and at last the answer or an error.

    ``limits`` says what it is limited to; ``again`` is for an answer that is there without the model's judgement.
    """
    step = Step(question, before=len(history), again=again)
    yield step
    batches = answering.batches(question, history, limits, wait_for_model=again)
    try:
        async for batch in batches:
            for event in batch:
                step = step.after(event)
            yield step
    except AssistantError as error:
        yield replace(step, error=str(error))
    finally:
        await batches.aclose()
