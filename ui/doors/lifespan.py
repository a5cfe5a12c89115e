"""The beginning and the end of the application, also where the one that it is mounted in does not tell it of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any


class Lifespan:
    """Enters ``context`` once: when a server tells the application to begin, else at the first request.

    A framework passes its own beginning to no application mounted in it, and without it MCP sessions are not
    kept. Used within one event loop.
    """

    def __init__(self, context: Callable[[Any], AbstractAsyncContextManager[Any]]) -> None:
        self._context = context
        self._begun: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def entered(self, app: Any) -> AsyncIterator[Any]:
        """The context, for a server that tells the application when to begin and end."""
        begun = self._begun = asyncio.get_running_loop().create_future()
        try:
            async with self._context(app) as state:
                begun.set_result(None)
                yield state
        finally:
            begun.cancel()  # for requests that wait for a beginning that failed; nothing once it has begun

    async def begin(self, app: Any) -> None:
        """Return when the application has begun; raises what went wrong with that."""
        if self._begun is None:
            begun = self._begun = asyncio.get_running_loop().create_future()
            # In a task of its own: what it enters must be left by the same task, which is when the loop ends.
            self._task = asyncio.ensure_future(self._run(app, begun))
        if not self._begun.done():
            await asyncio.wait([self._begun])
        self._begun.result()

    async def _run(self, app: Any, begun: asyncio.Future[None]) -> None:
        try:
            async with self._context(app):
                begun.set_result(None)
                await asyncio.Event().wait()
        except Exception as error:
            if begun.done():
                raise
            begun.set_exception(error)
