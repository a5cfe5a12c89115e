"""Stands before the HTTP routes, behind the door: keys, sizes, and how much one caller may have done at once."""

from __future__ import annotations

import math
import time
from collections import Counter

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..opening import AssistantHolder
from .access import Access
from .body import TooLarge, read, replayed
from .errors import error_reply, shutting_down
from .paths import route_path

MAX_BODY = 4 * 1024 * 1024  # bytes; a conversation of a hundred long answers fits
MCP = "/gradio_api/mcp"
_GUARDED = ("/v1", "/api", "/mcp", MCP)
# MCP's older transport works outside of the request that asked, where no limit could hold.
_WITHDRAWN = (f"{MCP}/sse", f"{MCP}/messages")
_SMOOTHING = 0.2  # weight of the newest request in the running mean of seconds a request takes


class ApiGuard:
    """ASGI middleware over the guarded paths; all others pass untouched."""

    def __init__(self, app: ASGIApp, access: Access, holder: AssistantHolder) -> None:
        self._app = app
        self._access = access
        self._holder = holder
        self._working: Counter[str] = Counter()
        self._mean_s = 1.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it in the one shape of errors."""
        path = route_path(scope) if scope["type"] == "http" else ""
        if not _under(path, _GUARDED):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        caller = self._access.caller(headers.get("authorization", ""))
        refusal = self._refused(path, caller)
        if refusal is None and scope["method"] == "POST":
            try:
                body = await read(headers, receive, MAX_BODY)
            except TooLarge:
                await _too_large()(scope, receive, send)
                return
            if self._working[caller or ""] >= self._access.parallel:
                refusal = self._busy()
            else:
                await self._work(caller or "", scope, replayed(body, receive), send)
                return
        await (refusal or self._app)(scope, receive, send)

    async def _work(self, caller: str, scope: Scope, receive: Receive, send: Send) -> None:
        begun = time.monotonic()
        self._working[caller] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._working[caller] -= 1
            self._mean_s += _SMOOTHING * (time.monotonic() - begun - self._mean_s)

    def _refused(self, path: str, caller: str | None) -> JSONResponse | None:
        if caller is None:
            return _unknown(bool(self._access.keys))
        if _under(path, _WITHDRAWN):
            message = f"This transport is not served; connect to {MCP}/ (streamable HTTP)."
            return error_reply(404, message, "invalid_request_error", "not_found")
        if self._holder.closing:
            return shutting_down()
        return None

    def _busy(self) -> JSONResponse:
        # A place is free, on average, after one request's time divided by the requests at work.
        wait = max(1, math.ceil(self._mean_s / self._access.parallel))
        message = (
            f"{self._access.parallel} requests of this caller are being worked on, which is the limit "
            f"(ASSISTANT_API_PARALLEL). Try again in {wait} s."
        )
        return error_reply(429, message, "rate_limit_error", "too_many_requests", {"Retry-After": str(wait)})


def _under(path: str, prefixes: tuple[str, ...]) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)


def _unknown(has_keys: bool) -> JSONResponse:
    message = (
        "Expected the header Authorization: Bearer KEY with one of this server's keys."
        if has_keys
        else "The HTTP API is closed: this server has a login but no keys. Set ASSISTANT_API_KEYS there."
    )
    code = "invalid_api_key" if has_keys else "no_keys_set"
    return error_reply(401, message, "authentication_error", code, {"WWW-Authenticate": "Bearer"})


def _too_large() -> JSONResponse:
    message = f"A request may have {MAX_BODY // 2**20} MiB. Send a shorter history."
    return error_reply(413, message, "invalid_request_error", "too_large", {"Connection": "close"})
