"""The rows of a table, carried from a thread of their own without holding anyone up; one that is given up is closed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator

from assistant import AssistantError, Row, Table

from ..opening import AssistantHolder

_HEARTBEAT_S = 1.0
_Item = Row | AssistantError | None


async def rows_of(table: Table, holder: AssistantHolder) -> AsyncGenerator[Row | None, None]:
    """Yield the rows as they come, and None each second meanwhile; raises what reading them raised."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[_Item] = asyncio.Queue()
    given_up = threading.Event()

    def tell(item: _Item) -> None:
        if not given_up.is_set():
            loop.call_soon_threadsafe(queue.put_nowait, item)

    def work() -> None:
        broken = AssistantError(
            "The table broke off because of a fault in this program; see the server's log."
        )
        try:
            with table:
                for row in table:
                    if given_up.is_set():
                        return
                    tell(row)
            tell(None)
        except AssistantError as error:
            tell(error)
        except BaseException:
            tell(broken)
            raise

    # A daemon, so that a model that does not answer cannot keep the server from ending.
    threading.Thread(target=work, name="table", daemon=True).start()
    try:
        with holder.at_work():
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
        given_up.set()
        table.close()
