"""Serves the page and the HTTP routes on one port."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from assistant import Settings, inert_terminal, private_umask

from .address import announce, check_reach, listen, url_of
from .doors.logins import checker, read_login
from .doors.uploads import upload_folder
from .http.access import Access, is_loopback
from .opening import AssistantHolder
from .shelves import Shelves

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

    from .mcp.server import HttpMcp
    from .patient import PatientServer

Beginning: TypeAlias = Callable[[Any], AbstractAsyncContextManager[Any]]


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: str | None = None,
    insecure: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page at ``http://host:port`` until interrupted; port 0 takes a free one.

    The shelf is opened meanwhile: the page says how far the indexing is. ``auth`` ("USER:PASSWORD", else
    the setting) asks for a login; without one only this machine is served unless ``insecure`` is set.
    The HTTP API wants a key where some are set, and is closed where only a login is (see docs/http.md).
    ``ready`` is called with the address once requests are taken; without it the address goes to stderr.
    When it is told to end, answers being given are finished first.
    Raises SettingsError when the address cannot be served, and what ``Assistant`` raises when opening fails.
    """
    with inert_terminal(), private_umask():
        _serve(settings, host, port, auth, insecure, ready or announce)


def _serve(
    settings: Settings, host: str, port: int, auth: str | None, insecure: bool, ready: Callable[[str], None]
) -> None:
    login = read_login(auth or (settings.auth.get_secret_value() if settings.auth else None))
    check_reach(host, login is not None, insecure, settings.hosts)
    access = Access.of(settings, has_login=login is not None, loopback=is_loopback(host))
    access = replace(access, hosts=access.hosts | {host.lower()})
    if not access.keys and not access.open:
        sys.stderr.write(
            "paper-assistant: no keys are set (ASSISTANT_API_KEYS), so the HTTP API is closed.\n"
        )
    listening = listen(host, port)
    url = url_of(host, listening.getsockname()[1])
    server: PatientServer | None = None

    def stop() -> None:
        if server:
            server.should_exit = True

    holder = AssistantHolder.opening(settings, stop)
    try:
        from .patient import PatientServer

        server = PatientServer(lambda: make_app(holder, login, access), holder, lambda: ready(url))
        if holder.error is None:
            server.run(sockets=[listening])
    finally:
        listening.close()
        holder.close()
    if holder.error is not None:
        raise holder.error


def make_app(
    holder: AssistantHolder, login: tuple[str, str] | None = None, access: Access | None = None
) -> FastAPI:
    """Return the application: the routes, and the page with its MCP tools at the root.

    Without ``access`` the API is open to this machine, and closed where there is a login.
    """
    _quiet_gradio()
    from starlette.routing import Route

    from .doors.front import Front
    from .doors.lifespan import Lifespan
    from .doors.page import behind_the_door
    from .http.api import add_routes
    from .http.app import new_app
    from .http.gate import ApiGuard
    from .http.mcp_tools import add_tools
    from .mcp.server import HttpMcp
    from .page.assembly import build

    access = access or Access(open=login is None)
    app = new_app(has_keys=bool(access.keys))
    shelves = Shelves(holder)
    add_routes(app, holder, access, shelves)
    mcp = HttpMcp(holder)
    app.router.routes.append(Route("/mcp", mcp))
    app.add_middleware(ApiGuard, access=access, holder=holder)
    # Who may fill the disk and the memory of this machine: who sits at it, or has its login.
    holder.may_fetch = access.local or login is not None
    page = build(holder, shelves)
    add_tools(page, holder)
    guarded = behind_the_door(page, access)
    mounted = _mounted(app, page, login)
    lifespan = Lifespan(_with_ours(mounted.router.lifespan_context, mcp, shelves))
    mounted.router.lifespan_context = lifespan.entered
    # Added last, so that it stands before all else, Gradio's own middleware included.
    mounted.add_middleware(Front, **guarded, begin=lambda: lifespan.begin(mounted))
    return mounted


def _mounted(app: FastAPI, page: gr.Blocks, login: tuple[str, str] | None) -> FastAPI:
    """Return ``app`` with the page at its root, and MCP tools made of the page's calls."""
    import gradio as gr

    from .page.assets import head, theme

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        auth=checker(*login) if login else None,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        max_file_size="50mb",
        enable_monitoring=False,
        mcp_server=True,
        theme=theme(),
        head=head(),
    )
    page.has_launched = True  # else Gradio does not check which files its inputs name
    return mounted


def _with_ours(context: Beginning, mcp: HttpMcp, shelves: Shelves) -> Beginning:
    """Return the beginning and end of an application that serves MCP, and closes the shelves it opened."""

    @asynccontextmanager
    async def both(app: Any) -> AsyncIterator[Any]:
        async with mcp.running(), context(app) as state:
            try:
                yield state
            finally:
                shelves.close()

    return both


def _quiet_gradio() -> None:
    # No telemetry, and no table of all past events made anew after each one for a dashboard that is off.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = upload_folder()
