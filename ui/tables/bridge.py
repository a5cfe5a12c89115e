"""The rows of a table, carried from a thread of their own without holding anyone up; one that is given up is closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable

from assistant import AssistantError, Row, Table

from ..from_thread import made_on_thread
from ..opening import AssistantHolder

_HEARTBEAT_S = 1.0
_Item = Row | AssistantError | None


async def rows_of(table: Table, holder: AssistantHolder) -> AsyncGenerator[Row | None, None]:
    """Yield the rows as they come, and None each second meanwhile; raises what reading them raised."""

    def work(put: Callable[[_Item], None], given_up: Callable[[], bool]) -> None:
        broken = AssistantError(
            "The table broke off because of a fault in this program; see the server's log."
        )
        try:
            with table:
                for row in table:
                    if given_up():
                        return
                    put(row)
            put(None)
        except AssistantError as error:
            put(error)
        except BaseException:
            put(broken)
            raise

    try:
        with made_on_thread(work, "table") as queue, holder.at_work():
            while True:
                try:
                    item = await asyncio.wait_for(queue.get(), _HEARTBEAT_S)
                except TimeoutError:
                    yield None
                    continue
                if item is None:
                    return
                if isinstance(item, AssistantError):
                    raise item
                yield item
    finally:
        table.close()
