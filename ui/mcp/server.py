"""The MCP server: tools listed with their schemas, called in our words, over stdio or HTTP."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from assistant import AssistantError, Stage, inert_json

from ..http.errors import error_reply
from ..opening import AssistantHolder
from .schemas import input_schema
from .tools import PaperTool, Telling, Tools

NAME = "paper-assistant"
_ABOUT = (
    "Answers questions about one shelf of research papers from their titles and abstracts; every claim is cited to "
    "the exact sentence. Ask with ask_papers; look at passages with search_papers; see what there is with list_papers; "
    "compare many papers in a table with table_of_papers."
)
_READS = types.ToolAnnotations(
    readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False
)
_TELL_S = 0.5  # seconds between two reports of progress
_log = logging.getLogger("assistant.mcp")


def make_server(holder: AssistantHolder) -> Server[Any, Any]:
    """Return the server of the tools over the shelf of ``holder``."""
    server: Server[Any, Any] = Server(NAME, version("paper-assistant"), _ABOUT)
    tools = Tools(holder).all()

    async def listed() -> list[types.Tool]:
        return [_described(tool) for tool in tools.values()]

    async def called(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        return await call(tools, name, arguments, _teller(server))

    # Called, not used as decorators: those of the library tell no types. We check arguments ourselves, in our words.
    list_tools: Callable[..., Any] = server.list_tools
    call_tool: Callable[..., Any] = server.call_tool
    list_tools()(listed)
    call_tool(validate_input=False)(called)
    return server


async def call(
    tools: dict[str, PaperTool], name: str, arguments: dict[str, Any], report: Telling
) -> types.CallToolResult:
    """Call a tool; what goes wrong is a result too, that says what to do."""
    tool = tools.get(name)
    if tool is None:
        return _failed(f"There is no tool {name!r}; there are {', '.join(tools)}.")
    try:
        given = {key: value for key, value in arguments.items() if value is not None}
        result = await tool.run(tool.arguments.model_validate(given), report)
    except ValidationError as error:
        return _failed(_explained(tool, error))
    except AssistantError as error:
        return _failed(str(error))
    except Exception as error:
        _log.error("a tool failed", exc_info=error)
        return _failed(f"A fault in this program ({type(error).__name__}); the server's log says more.")
    # As text too, for clients that read no structured content; some show it in a terminal.
    text = inert_json(json.dumps(result, ensure_ascii=False))
    return types.CallToolResult(content=[_text(text)], structuredContent=result, isError=False)


class HttpMcp:
    """The server over streamable HTTP: each request stands alone, so no session is kept and none can be lost."""

    def __init__(self, holder: AssistantHolder) -> None:
        self._sessions = StreamableHTTPSessionManager(make_server(holder), stateless=True)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve within the block; once only."""
        async with self._sessions.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; nothing is told outside of one, so only POST is taken."""
        if scope["method"] != "POST":
            message = "This address takes POST: each request of MCP is answered in its own reply."
            refusal = error_reply(
                405, message, "invalid_request_error", "method_not_allowed", {"Allow": "POST"}
            )
            await refusal(scope, receive, send)
            return
        await self._sessions.handle_request(scope, receive, send)


def _described(tool: PaperTool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        inputSchema=input_schema(tool.arguments),
        outputSchema=tool.result.model_json_schema(mode="serialization"),
        annotations=_READS.model_copy(update={"title": tool.title}),
    )


def _teller(server: Server[Any, Any]) -> Callable[[Stage], Awaitable[None]]:
    """Return what tells the client how far its call is, if it asked for that."""
    context = server.request_context
    token = context.meta.progressToken if context.meta else None
    last_told = 0.0
    count = 0

    async def report(stage: Stage) -> None:
        nonlocal last_told, count
        if token is None or time.monotonic() - last_told < _TELL_S:
            return
        last_told, count = time.monotonic(), count + 1
        place = f"{stage.name}: {stage.done} of {stage.total}" if stage.total else stage.name
        left = f", {stage.left}" if stage.left else ""
        # It must grow from report to report, over all stages: so it counts them.
        await context.session.send_progress_notification(
            token, float(count), message=place + left, related_request_id=str(context.request_id)
        )

    return report


def _explained(tool: PaperTool, error: ValidationError) -> str:
    """Say which argument does not fit, what was expected, and what there is; never what was sent."""
    fields = tool.arguments.model_fields
    sentences = []
    for problem in error.errors(include_url=False, include_input=False)[:3]:
        place = ".".join(str(step) for step in problem["loc"]) or "the arguments"
        if problem["type"] == "extra_forbidden":
            sentences.append(f"There is no argument {place}; there are {', '.join(fields)}.")
        elif problem["type"] == "missing":
            sentences.append(
                f"The argument {place} is required: {fields[place].description}"
                if place in fields
                else f"{place} is required."
            )
        else:
            sentences.append(f"{place}: {_expected(tool, place, problem['msg'])}.")
    return f"{tool.name} could not be called. {' '.join(sentences)}"


def _expected(tool: PaperTool, place: str, message: str) -> str:
    schema = input_schema(tool.arguments)["properties"].get(place, {})
    least, most = schema.get("minimum"), schema.get("maximum")
    if schema.get("type") == "integer":
        bounds = f"between {least} and {most}" if most is not None else f"of {least} or more"
        return f"expected a whole number {bounds}"
    if schema.get("minLength"):
        return "expected words, found none" if "at least" in message else "expected text"
    return message[:1].lower() + message[1:]


def _failed(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[_text(inert_json(message))], isError=True)


def _text(text: str) -> types.TextContent:
    return types.TextContent(type="text", text=text)
