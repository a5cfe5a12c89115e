"""MCP over standard input and output, the way desktop programs start a server."""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType

import anyio
from mcp.server.stdio import stdio_server

from assistant import Settings

from ..opening import AssistantHolder
from .server import make_server

_INTERRUPTED = 130


def serve_mcp(settings: Settings) -> None:
    """Serve the tools over stdin and stdout until stdin ends; the shelf is opened meanwhile.

    Nothing but the protocol reaches stdout: whatever else is printed, by a library too, goes to stderr.
    A shelf that cannot be opened is told in the reply to each call.
    """
    protocol = _only_for_us()
    signal.signal(signal.SIGINT, _end_now)
    holder = AssistantHolder.opening(settings, lambda: None)
    try:
        anyio.run(_served, holder, protocol)
    finally:
        holder.close()


async def _served(holder: AssistantHolder, protocol: io.TextIOWrapper) -> None:
    server = make_server(holder)
    async with stdio_server(stdout=anyio.wrap_file(protocol)) as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _end_now(number: int, frame: FrameType | None) -> None:
    """End as Ctrl-C asks: the thread that reads stdin would be waited for, and only its writer can end that."""
    sys.stderr.write("paper-assistant: interrupted\n")
    sys.stderr.flush()
    os._exit(_INTERRUPTED)


def _only_for_us() -> io.TextIOWrapper:
    """Return the real stdout for the protocol, and send to stderr what others write there from now on."""
    sys.stdout.flush()
    real = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return io.TextIOWrapper(io.FileIO(real, "w"), encoding="utf-8", newline="\n", write_through=True)
