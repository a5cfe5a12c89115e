"""The one door before everything that is served: host, origin, route, size, and what Gradio's inputs hold."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..http import body
from ..http.errors import error_reply, shutting_down
from ..http.paths import route_path
from . import cookies, payload, routes, sharing
from .listeners import Listeners
from .logins import Attempts
from .origin import Malformed, Origins
from .reply import Reply, not_served, refusal_of
from .uploads import Uploads

MOST_CALL = 16 * 2**20  # bytes; a pasted bibliography of some ten thousand papers fits
MOST_UPLOAD = 51 * 2**20  # bytes; Gradio's own limit for a file is 50 MB
MOST_OTHER = 64 * 2**10
MOST_AT_ONCE = 512  # requests; each open page holds two
MOST_OF_ONE = MOST_AT_ONCE // 2  # of one address, so that it cannot take the places of all others


class Front:
    """ASGI middleware before the whole application.

    ``takes_file`` says of a function's index whether its first input is the upload box, ``is_public`` whether
    programs may call it without having opened the page. ``begin`` waits until the application has begun.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Origins,
        uploads: Uploads,
        listeners: Listeners,
        takes_file: Callable[[Any], bool],
        is_public: Callable[[Any], bool],
        begin: Callable[[], Awaitable[None]],
    ) -> None:
        self._app = app
        self._origins = origins
        self._uploads = uploads
        self._listeners = listeners
        self._takes_file = takes_file
        self._is_public = is_public
        self._begin = begin
        self._attempts = Attempts()
        self._working: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it in the one shape of errors."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path = Headers(scope=scope), route_path(scope).rstrip("/") or "/"
        visitor, address = cookies.visitor(headers), _address(scope)
        refusal = self._refused(scope["method"], path, headers, address)
        if refusal is not None:
            if self._named(headers) and sharing.is_shared(path):
                sharing.allow(refusal.headers, headers["origin"])
            await refusal(scope, receive, send)
            return
        await self._begin()
        send = self._dressed(scope, headers, path, visitor, send)
        self._working[address] += 1
        try:
            await self._pass(scope, receive, send, path, headers, visitor)
        finally:
            self._working[address] -= 1
            self._working += Counter()  # forgets addresses that have no more requests

    def _refused(self, method: str, path: str, headers: Headers, address: str) -> Response | None:
        try:
            reason = self._origins.refuses(method, headers)
        except Malformed as error:
            return error_reply(400, str(error), "invalid_request_error", "malformed_header")
        if reason:
            return error_reply(403, reason, "permission_error", "foreign_origin")
        if method == "OPTIONS" and self._named(headers) and sharing.is_shared(path):
            return sharing.preflight(headers)
        if routes.served(method, path) is None:
            return not_served(path)
        return self._crowded(address)

    def _crowded(self, address: str) -> Response | None:
        retry = {"Retry-After": "2"}
        if self._working[address] >= MOST_OF_ONE:
            message = f"{MOST_OF_ONE} requests of one address are the limit. Try again in 2 s."
            return error_reply(429, message, "rate_limit_error", "too_many_requests", retry)
        if self._working.total() >= MOST_AT_ONCE:
            message = f"{MOST_AT_ONCE} requests are being worked on, which is the limit. Try again in 2 s."
            return error_reply(503, message, "unavailable", "too_many_requests", retry)
        return None

    async def _pass(
        self, scope: Scope, receive: Receive, send: Send, path: str, headers: Headers, visitor: str
    ) -> None:
        started = Reply(send)
        try:
            if path == routes.LISTEN:
                await self._listen(scope, receive, started)
            elif path == routes.UPLOAD:
                await self._upload(scope, receive, started, headers, visitor)
            elif path == "/login":
                await self._login(scope, receive, started, headers)
            elif path in routes.CALLS or path.startswith(routes.MCP):
                await self._call(scope, receive, started, path, headers, visitor)
            elif scope["method"] == "POST" and path.startswith(routes.GRADIO):
                read = await body.read(headers, receive, MOST_OTHER)
                await self._app(scope, body.replayed(read, receive), started)
            else:
                await self._app(scope, body.counted(receive, MOST_CALL, body.READ_S), started)
        except (body.TooLarge, body.TooSlow, payload.Refused) as error:
            await started.end(refusal_of(error), scope)
        except asyncio.CancelledError:  # the server ends, and waits no longer
            await started.end(shutting_down(), scope)
            raise

    async def _call(
        self, scope: Scope, receive: Receive, send: Send, path: str, headers: Headers, visitor: str
    ) -> None:
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        read = await body.read(headers, receive, MOST_CALL)
        # Long ones beside the event loop: nobody else is to wait for them.
        long = len(read) > MOST_OTHER
        fields = await asyncio.to_thread(payload.read, read) if long else payload.read(read)
        payload.check(fields, self._uploads, visitor, self._takes_file)
        session = fields.get("session_hash")
        if path in (routes.JOIN, routes.RUN):
            if not visitor and not self._is_public(fields.get("fn_index")):
                raise payload.Refused("This function is for the page alone. Open the page, or see /docs.")
            if path == routes.JOIN and isinstance(session, str):
                if self._listeners.crowded():
                    message = "Too many sessions wait for someone to listen to them. Try again in 30 s."
                    refusal = error_reply(429, message, "rate_limit_error", "unheard", {"Retry-After": "30"})
                    await refusal(scope, receive, send)
                    return
                self._listeners.joined(session)
        await self._app(scope, body.replayed(read, receive), send)

    async def _listen(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("session_hash", [""])[0]
        self._listeners.heard(session)
        try:
            await self._app(scope, receive, send)
        finally:
            self._listeners.left(session)

    async def _upload(
        self, scope: Scope, receive: Receive, send: Reply, headers: Headers, visitor: str
    ) -> None:
        if not visitor:
            raise payload.Refused("Open the page before uploading a file.")
        body.check_length(headers, MOST_UPLOAD)
        if reason := self._uploads.full(visitor):
            await error_reply(429, reason, "rate_limit_error", "too_many_uploads")(scope, receive, send)
            return
        reply = bytearray()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.body":
                reply.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                self._uploads.add(visitor, _paths(bytes(reply)))
            await send(message)

        left = body.counted(receive, MOST_UPLOAD, body.UPLOAD_S)

        async def measured() -> Message:
            try:
                return await left()
            except (body.TooLarge, body.TooSlow) as error:
                # Told at once: the application would tell of a fault of its own.
                await send.end(refusal_of(error), scope)
                raise

        await self._app(scope, measured, noting)

    async def _login(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        read, address = await body.read(headers, receive, MOST_OTHER), _address(scope)
        if wait := self._attempts.begin(address):
            message = f"Too many failed attempts to log in. Try again in {wait} s."
            refusal = error_reply(
                429, message, "rate_limit_error", "too_many_logins", {"Retry-After": str(wait)}
            )
            await refusal(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._attempts.succeeded(address)
            await send(message)

        await self._app(scope, body.replayed(read, receive), noting)

    def _dressed(self, scope: Scope, headers: Headers, path: str, visitor: str, send: Send) -> Send:
        """Return a send that gives cookies their limits, and names the origins that may read a reply."""
        secure = scope.get("scheme") == "https"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                kept = [cookies.limited(cookie, secure) for cookie in sent.getlist("set-cookie")]
                if path == "/" and not visitor:
                    kept.append(cookies.new_visitor(secure))
                for name in ("set-cookie", *(name for name in sent if name.startswith("access-control-"))):
                    del sent[name]
                for cookie in kept:
                    sent.append("set-cookie", cookie)
                if self._named(headers) and sharing.is_shared(path):
                    sharing.allow(sent, headers["origin"])
            await send(message)

        return sending

    def _named(self, headers: Headers) -> bool:
        return headers.get("origin") in self._origins.pages


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


def _paths(reply: bytes) -> list[str]:
    """Return the files that Gradio's reply to an upload names; none in a refusal."""
    try:
        paths = json.loads(reply)
    except ValueError:
        return []
    return [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []
