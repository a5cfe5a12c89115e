"""Shelves that are looked in for what one does not say: which were asked, which were not and why."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant import Assistant, Listed, Paper, Settings
from tests.support.answers import HashedWords
from tests.support.browsing import HOSTILE
from ui.guide import look_in as looking
from ui.guide.elsewhere_html import elsewhere_html
from ui.guide.look_in import LookedIn, look_in, other_shelves
from ui.opening import AssistantHolder
from ui.shelves import Shelves

QUESTION = "How many roofs does moss cover?"
MOSS = Paper(
    id="moss", title=f"Roofs of moss {HOSTILE}", abstract="Moss covers 77 roofs in Oslo. It is green."
)
BEES = Paper(id="bees", title="On bees", abstract="We counted bees in hives of straw.")


def said(shelves: Shelves, wait_s: float = 20) -> dict[str, LookedIn]:
    async def all_of_them() -> list[LookedIn]:
        return [each async for each in look_in(shelves, other_shelves(shelves, "main"), QUESTION, wait_s)]

    return {each.shelf.name: each for each in asyncio.run(all_of_them())}


def test_each_other_shelf_is_asked_or_told_why_not(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=home, shelf="main", create=True, trace=False)
    for name, paper in {"moss": MOSS, "bees": BEES, "nothing": None}.items():
        with Assistant(settings.replace(shelf=name), embedding=HashedWords()) as assistant:
            assistant.add([paper] if paper else [])
    with Assistant(settings, embedding=HashedWords()) as main:
        shelves = Shelves(AssistantHolder(main))
        slow = AssistantHolder()
        monkeypatch.setattr(shelves, "begun", lambda name: slow)
        waiting = said(shelves, wait_s=0)
        assert {name: each.state for name, each in waiting.items()} == {"moss": "waits", "bees": "waits"}
        monkeypatch.setattr(looking, "MOST", 1)
        assert said(shelves, wait_s=0)["moss"].state == "left"
        shown = elsewhere_html(QUESTION, tuple(waiting.values()), 2)
        assert "Not ready yet: Bees (Opening the index), Moss (Opening the index)." in shown
        assert "Look again" in shown
        shelves.close()


def test_what_a_shelf_says_is_shown_with_its_sentence(home: Path) -> None:
    with Assistant(
        Settings(home=home, shelf="moss", create=True, trace=False), embedding=HashedWords()
    ) as moss:
        moss.add([MOSS])
        answer = moss.own_words(QUESTION)
        assert answer is not None
        assert moss.own_words("How many whales sang in Lima?") is None
    moss_shelf, bees = Listed("moss", 1, 1), Listed("bees", 1, 1)
    found = (LookedIn(moss_shelf, "says", answer), LookedIn(bees, "silent"))
    shown = elsewhere_html(QUESTION, found, 2)
    assert "One says something on this: all 2 other shelves were asked." in shown
    assert "Moss covers 77 roofs in Oslo." in shown
    assert "Not in: Bees." in shown
    assert "<script>" not in shown
    assert "(1 done)" in elsewhere_html(QUESTION, found[:1], 2)
