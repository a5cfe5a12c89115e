"""The page, the HTTP API and MCP as an ASGI application, for a server or framework of your own.

uvicorn --factory assistant.web:app
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Protocol

from assistant.assistant import Assistant
from assistant.parts import import_part
from assistant.settings import Settings

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Application(Protocol):
    """An ASGI application; ``close`` is for frameworks that do not tell it of the end."""

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None: ...
    def close(self) -> None: ...


def app(
    assistant: Assistant | Settings | None = None,
    *,
    root_path: str = "",
    keys: Sequence[str] = (),
    cors_origins: Sequence[str] = (),
    hosts: Sequence[str] = (),
    auth: str | None = None,
    insecure: bool = False,
) -> Application:
    """Return an application that serves ``assistant``, or the shelf that the settings name.

    ``root_path`` is the prefix ("/papers") that a proxy takes away; an application that mounts it tells its own.
    ``keys`` are the bearer keys of the API, ``cors_origins`` the web pages that may use it, ``hosts`` the names it
    is opened by, ``auth`` is "USER:PASSWORD" of the page; each replaces the setting of that name. Without keys and
    login only callers on this machine are answered, unless ``insecure``.
    Raises SettingsError for values that cannot be.
    """
    made: Application = import_part("ui").application(
        assistant,
        root_path=root_path,
        keys=keys,
        cors_origins=cors_origins,
        hosts=hosts,
        auth=auth,
        insecure=insecure,
    )
    return made
