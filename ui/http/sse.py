"""Answers for HTTP: whole, or as OpenAI's stream of events; a client that leaves stops the work."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from starlette.requests import Request

from assistant import BEGINS_ANEW, Answer, AssistantError, Done, Event, Stage, Token

from .errors import error_body, wire_error
from .history import Recent
from .openai.chat_reply import Completion, event
from .openai.limits import Cut
from .openai.responses_wire import Written

Batches = AsyncGenerator[list[Event], None]

_EARLY = ("plan", "retrieve")  # the stages in which a question is found unusable, or the embedding model down


class ClientLeft(Exception):
    """The client hung up before its answer was ready."""


async def whole(batches: Batches, request: Request) -> Answer:
    """Return the answer; raises ClientLeft, and what ``Assistant.stream`` raises."""
    try:
        async for batch in batches:
            if batch and isinstance(batch[-1], Done):
                return batch[-1].answer
            if await request.is_disconnected():
                raise ClientLeft
    finally:
        await batches.aclose()
    raise AssertionError("a stream of events ends with Done")


async def begun(batches: Batches) -> Batches:
    """Return the events once the papers are found; what fails until then is raised here, for a status to tell."""
    held: list[list[Event]] = []
    try:
        async for batch in batches:
            held.append(batch)
            if any(not isinstance(item, Stage) or item.name not in _EARLY for item in batch):
                break
    except BaseException:
        await batches.aclose()
        raise
    return _after(held, batches)


async def _after(held: list[list[Event]], batches: Batches) -> Batches:
    try:
        for batch in held:
            yield batch
        async for batch in batches:
            yield batch
    finally:
        await batches.aclose()


async def events(
    batches: Batches, completion: Completion, recent: Recent, *, wants_usage: bool
) -> AsyncGenerator[str, None]:
    """Yield an answer as server-sent events: text as it grows, at last the Answer object.

    Progress goes out as comments, which clients skip and which keep the connection alive. An error in the
    middle is an event of its own, after which the stream ends without ``[DONE]``.
    """
    yield event(completion.piece({"role": "assistant", "content": ""}, usage=wants_usage))
    try:
        async for part in _parts(batches):
            if isinstance(part, Answer):
                recent.add(part)
                for chunk in completion.ending(part, wants_usage=wants_usage):
                    yield event(chunk)
            elif isinstance(part, Stage):
                yield f": {part.name} {part.done} of {part.total}\n\n"
            else:
                if told_now := completion.cut.feed(part):
                    yield event(completion.piece({"content": told_now}, usage=wants_usage))
    except AssistantError as error:
        _, kind, code = wire_error(error)
        yield event(error_body(str(error), kind, code))
        return
    yield "data: [DONE]\n\n"


async def response_events(
    batches: Batches, written: Written, cut: Cut, recent: Recent
) -> AsyncGenerator[str, None]:
    """Yield an answer as the events of OpenAI's responses wire; an error is the event "error", and the last."""
    number, text = 0, ""

    def numbered(data: dict[str, Any]) -> str:
        nonlocal number
        number += 1
        return f"event: {data['type']}\n" + event({**data, "sequence_number": number - 1})

    for opening in written.opening():
        yield numbered(opening)
    try:
        async for part in _parts(batches):
            if isinstance(part, Answer):
                recent.add(part)
                if rest := cut.rest():
                    text += rest
                    yield numbered(written.piece(rest))
                for ending in written.ending(part, text, cut.finish if cut.ended else "stop"):
                    yield numbered(ending)
            elif isinstance(part, Stage):
                yield f": {part.name} {part.done} of {part.total}\n\n"
            elif piece := cut.feed(part):
                text += piece
                yield numbered(written.piece(piece))
    except AssistantError as error:
        _, _, code = wire_error(error)
        yield numbered({"type": "error", "code": code, "message": str(error), "param": None})


async def native_events(batches: Batches, recent: Recent) -> AsyncGenerator[str, None]:
    """Yield the engine's own events: stage, token, at last done with the Answer object, or error."""
    try:
        async for batch in batches:
            for item in batch:
                match item:
                    case Token():
                        yield f"event: token\n{event({'text': item.text})}"
                    case Done():
                        recent.add(item.answer)
                        yield f"event: done\n{event(item.answer.model_dump(mode='json'))}"
                    case Stage():
                        place = {
                            "name": item.name,
                            "done": item.done,
                            "total": item.total,
                            "left_s": item.left_s,
                        }
                        yield f"event: stage\n{event(place)}"
            if not batch:
                yield ": working\n\n"
    except AssistantError as error:
        _, kind, code = wire_error(error)
        yield f"event: error\n{event(error_body(str(error), kind, code))}"
    finally:
        await batches.aclose()


async def _parts(batches: Batches) -> AsyncIterator[Any]:
    """Yield text, progress and the answer; text that begins anew is announced, as nothing can be taken back."""
    text_sent = False
    try:
        async for batch in batches:
            for item in batch or [Stage("working")]:
                match item:
                    case Token():
                        text_sent = True
                        yield item.text
                    case Done():
                        yield item.answer
                    case Stage(name="compose") if text_sent:
                        text_sent = False
                        yield BEGINS_ANEW
                    case Stage():
                        yield item
    finally:
        await batches.aclose()
