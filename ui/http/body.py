"""The body of a request, read whole or passed on, never more than so many bytes nor for longer than so long."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.types import Message, Receive

READ_S = 60.0  # seconds in which a body must have come
UPLOAD_S = 600.0  # seconds for an upload: 51 MiB at 0.7 Mbit/s


class TooLarge(Exception):
    """A body has more bytes than are taken."""


class TooSlow(Exception):
    """A body did not come within the time for it."""


def check_length(headers: Headers, most: int) -> None:
    """Raise TooLarge when the request itself says that its body has more than ``most`` bytes."""
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise TooLarge


async def read(headers: Headers, receive: Receive, most: int) -> bytes:
    """Return the whole body of at most ``most`` bytes; raises TooLarge and TooSlow."""
    check_length(headers, most)
    body = bytearray()
    receive = counted(receive, most, READ_S)
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a receive that gives ``body`` once, then what comes after it (the client's leaving)."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def counted(receive: Receive, most: int, seconds: float) -> Receive:
    """Return a receive that raises TooLarge beyond ``most`` bytes, TooSlow for a body not whole in ``seconds``."""
    left, whole, latest = most, False, asyncio.get_running_loop().time() + seconds

    async def measured() -> Message:
        nonlocal left, whole
        if whole:  # what comes now is that the client leaves, for which there is no time
            return await receive()
        try:
            async with asyncio.timeout_at(latest):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        whole = not message.get("more_body", False)
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLarge
        return message

    return measured
