"""What a handler raises is told in its own words, whatever kind of handler it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant import AssistantError
from ui.page.shown_errors import show_errors

WHY = "The disk is full. Free some."


def plain(event: gr.EventData) -> None:
    raise AssistantError(WHY)


async def awaited(event: gr.EventData) -> None:
    raise AssistantError(WHY)


ended: list[bool] = []


async def steps(event: gr.EventData) -> AsyncIterator[int]:
    try:
        yield 1
        raise AssistantError(WHY)
    finally:
        ended.append(True)


def wrapped(handler: Any) -> Any:
    page: Any = SimpleNamespace(fns={0: SimpleNamespace(fn=handler), 1: SimpleNamespace(fn=None)})
    show_errors(page)
    return page.fns[0].fn


async def taken(handler: Any, most: int) -> list[int]:
    found, running = [], handler(None)
    for _ in range(most):
        found.append(await anext(running))
    await running.aclose()
    return found


def test_the_reader_is_told() -> None:
    with pytest.raises(gr.Error, match=WHY):
        wrapped(plain)(None)
    with pytest.raises(gr.Error, match=WHY):
        asyncio.run(wrapped(awaited)(None))
    with pytest.raises(gr.Error, match=WHY):
        asyncio.run(taken(wrapped(steps), 2))


def test_what_is_stopped_stops_at_once() -> None:
    ended.clear()

    async def stopped() -> list[bool]:
        await taken(wrapped(steps), 1)
        return list(ended)

    assert asyncio.run(stopped()) == [True]


def test_gradio_still_sees_what_a_handler_takes() -> None:
    from gradio.helpers import special_args

    for handler in (plain, awaited, steps):
        assert special_args(wrapped(handler), [], event_data=gr.EventData(None, {}))[2] == 0
