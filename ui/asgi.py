"""The page and the API as an application that another server or framework runs."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant import Assistant, Settings, SettingsError

from .doors.logins import read_login
from .http.access import Access
from .http.errors import error_reply
from .opening import AssistantHolder


class Application:
    """An ASGI application: the page, the HTTP API and MCP, as ``paper-assistant chat`` serves them.

    It is made when the first request or the server's beginning comes, in the event loop that serves it; until the
    shelf is open, answers are 503. Without keys and login only callers on this machine are answered, unless
    ``insecure``.
    """

    def __init__(
        self,
        assistant: Assistant | Settings | None = None,
        *,
        root_path: str = "",
        keys: Sequence[str] = (),
        cors_origins: Sequence[str] = (),
        hosts: Sequence[str] = (),
        auth: str | None = None,
        insecure: bool = False,
    ) -> None:
        """Serve ``assistant``, or the shelf that settings (default: the environment's) name, opened on demand.

        ``root_path`` is the prefix that a proxy before it takes away; a framework that mounts it tells its own.
        ``keys``, ``cors_origins``, ``hosts`` and ``auth`` ("USER:PASSWORD") are those of the settings where left out.
        Raises SettingsError for values that cannot be.
        """
        given = assistant.settings if isinstance(assistant, Assistant) else assistant or Settings()
        changes = {"api_keys": keys, "cors_origins": cors_origins, "hosts": hosts}
        settings = given.replace(**{name: ",".join(value) for name, value in changes.items() if value})
        if root_path and (not root_path.startswith("/") or root_path.endswith("/")):
            raise SettingsError(
                f"root_path must begin with a slash and end without one: /papers, not {root_path!r}."
            )
        self._login = read_login(auth or (settings.auth.get_secret_value() if settings.auth else None))
        self._access = Access.of(settings, has_login=self._login is not None, loopback=True)
        self._only_here = self._access.open and self._login is None and not insecure
        self._root = root_path
        self._settings = settings
        self._assistant = assistant if isinstance(assistant, Assistant) else None
        self._holder: AssistantHolder | None = None
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or begin and end with the server."""
        if self._app is None:
            self._app = self._made()
        if scope["type"] == "lifespan":
            try:
                await self._app(scope, receive, send)
            finally:
                await asyncio.to_thread(self.close)
            return
        if scope["type"] == "http":
            if self._only_here and not _is_here(scope):
                await _not_here()(scope, receive, send)
                return
            scope = _below(scope, self._root)
        await self._app(scope, receive, send)

    def close(self) -> None:
        """Close the shelf if this opened it; for frameworks that tell an application within them of no end."""
        if self._holder is not None and self._assistant is None:
            self._holder.close()

    def _made(self) -> ASGIApp:
        from .server import make_app

        self._holder = (
            AssistantHolder(self._assistant)
            if self._assistant
            else AssistantHolder.opening(self._settings, lambda: None)
        )
        return make_app(self._holder, self._login, self._access)


def _is_here(scope: Scope) -> bool:
    """Whether the caller is on this machine; one without an address (a pipe, a test) is."""
    try:
        return ipaddress.ip_address((scope.get("client") or ("",))[0]).is_loopback
    except ValueError:
        return True


def _not_here() -> ASGIApp:
    message = (
        "This server answers its own machine only: no keys and no login are set. Set keys=… or auth=… there."
    )
    return error_reply(403, message, "permission_error", "not_this_machine")


def _below(scope: Scope, root: str) -> Scope:
    """Return ``scope`` with the prefix that a proxy took away, or left, told in ``root_path``."""
    if not root or scope.get("root_path"):
        return scope
    path: str = scope["path"]
    whole = path if path == root or path.startswith(f"{root}/") else root + path
    return {**scope, "root_path": root, "path": whole}
