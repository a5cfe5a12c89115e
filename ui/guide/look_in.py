"""A question that a shelf does not answer, looked for in the others of its home, in their papers' own sentences."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from assistant import Answer, AssistantError, Listed

from ..opening import AssistantHolder
from ..render.progress import progress_text
from ..shelves import MOST_OPEN, Shelves

MOST = MOST_OPEN  # shelves that are looked in at once: so many can be open
_WAIT_S = 6.0  # seconds that shelves are given to open
_LOOK_S = 0.1
# "silent": it does not say either; "waits": it is still being opened; "left": there were too many.
State = Literal["says", "silent", "waits", "failed", "left"]


@dataclass(frozen=True, slots=True)
class LookedIn:
    """What came of one shelf: its ``answer`` if it "says" something, else ``why`` it was not asked."""

    shelf: Listed
    state: State
    answer: Answer | None = None
    why: str = ""


def other_shelves(shelves: Shelves, current: str, *, samples: bool = True) -> tuple[Listed, ...]:
    """Return the shelves beside ``current`` that hold papers, one's own before the ``samples``."""
    others = [
        each
        for each in shelves.listed()
        if each.name != current and each.papers and (samples or not each.samples)
    ]
    return tuple(sorted(others, key=lambda each: each.samples))


async def look_in(
    shelves: Shelves, others: tuple[Listed, ...], question: str, wait_s: float = _WAIT_S
) -> AsyncIterator[LookedIn]:
    """Yield what comes of each of ``others``; all are opened at first, and given ``wait_s`` seconds for it."""
    opening: list[tuple[Listed, AssistantHolder | AssistantError]] = []
    for shelf in others[:MOST]:
        opening.append((shelf, await asyncio.to_thread(_begun, shelves, shelf.name)))
    loop = asyncio.get_running_loop()
    latest = loop.time() + wait_s
    for shelf, holder in opening:
        if isinstance(holder, AssistantError):
            yield LookedIn(shelf, "failed", why=str(holder))
            continue
        while not holder.ready and holder.error is None and loop.time() < latest:
            await asyncio.sleep(_LOOK_S)
        yield await asyncio.to_thread(_asked, shelf, holder, question)
    for shelf in others[MOST:]:
        yield LookedIn(shelf, "left", why=f"at most {MOST} are looked in at once")


def _begun(shelves: Shelves, name: str) -> AssistantHolder | AssistantError:
    try:
        return shelves.begun(name)
    except AssistantError as error:
        return error


def _asked(shelf: Listed, holder: AssistantHolder, question: str) -> LookedIn:
    """Ask a shelf, if it is open; without a model, which would take minutes for several."""
    if not holder.ready and holder.error is None:
        return LookedIn(shelf, "waits", why=progress_text(holder.stage))
    try:
        with holder.at_work():
            answer = holder.assistant.own_words(question)
    except AssistantError as error:
        return LookedIn(shelf, "failed", why=str(error))
    return LookedIn(shelf, "says" if answer else "silent", answer)
