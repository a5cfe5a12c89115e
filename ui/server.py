"""Serves the page and the HTTP routes on one port."""

from __future__ import annotations

import asyncio
import atexit
import hmac
import logging
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from assistant import Settings, SettingsError
from ui.http.access import Access, is_loopback
from ui.opening import Desk

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

_FINISH_S = 30.0  # how long a server that ends waits for the answers being given
_STUCK_S = 5.0  # seconds after which a server whose event loop does not even notice that is ended
_FLUSH_S = 2  # and then for connections, which a page's may keep open for ever


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
    login = _login(auth or (settings.auth.get_secret_value() if settings.auth else None))
    _check_reach(host, login is not None, insecure)
    access = Access.of(settings, has_login=login is not None, loopback=is_loopback(host))
    if not access.keys and not access.open:
        sys.stderr.write(
            "paper-assistant: no keys are set (ASSISTANT_API_KEYS), so the HTTP API is closed.\n"
        )
    listening = _listen(host, port)
    url = _url(host, listening.getsockname()[1])
    server: uvicorn.Server | None = None

    def stop() -> None:
        if server:
            server.should_exit = True

    desk = Desk.opening(settings, stop)
    try:
        server = _server(desk, login, access, lambda: (ready or _announce)(url))
        if desk.error is None:
            server.run(sockets=[listening])
    finally:
        listening.close()
        desk.close()
    if desk.error is not None:
        raise desk.error


def make_app(desk: Desk, login: tuple[str, str] | None = None, access: Access | None = None) -> FastAPI:
    """Return the application: the routes, and the page with its MCP tools at the root.

    Without ``access`` the API is open to this machine, and closed where there is a login.
    """
    _quiet_gradio()
    import gradio as gr

    from ui.doors.front import Front
    from ui.doors.page import behind_the_door
    from ui.http.api import add_routes
    from ui.http.app import new_app
    from ui.http.gate import Gate
    from ui.http.mcp_tools import add_tools
    from ui.page.assembly import build
    from ui.page.assets import head
    from ui.page.theme import theme

    access = access or Access(open=login is None)
    app = new_app(has_keys=bool(access.keys))
    add_routes(app, desk)
    app.add_middleware(Gate, access=access, desk=desk)
    # Who may fill the disk and the memory of this machine: who sits at it, or has its login.
    desk.may_fetch = access.local or login is not None
    page = build(desk)
    add_tools(page, desk)
    guarded = behind_the_door(page, access, has_login=login is not None)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        auth=_checker(*login) if login else None,
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
    # Added last, so that it stands before all else, Gradio's own middleware included.
    mounted.add_middleware(Front, **guarded)
    return mounted


def _quiet_gradio() -> None:
    # No telemetry, and no table of all past events made anew after each one for a dashboard that is off.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    # Uploads go where no other user of this machine can look, and leave with the process.
    if "GRADIO_TEMP_DIR" not in os.environ:
        private = tempfile.mkdtemp(prefix="paper-assistant-")
        os.environ["GRADIO_TEMP_DIR"] = private
        atexit.register(shutil.rmtree, private, ignore_errors=True)


def _login(told: str | None) -> tuple[str, str] | None:
    if not told:
        return None
    user, _, password = told.partition(":")
    if not user or not password:
        raise SettingsError(
            "A login must look like USER:PASSWORD (--auth or ASSISTANT_AUTH), with both parts."
        )
    return user, password


def _checker(user: str, password: str) -> Callable[[str, str], bool]:
    def fits(given_user: str, given_password: str) -> bool:
        given, wanted = f"{given_user}\0{given_password}", f"{user}\0{password}"
        return hmac.compare_digest(given.encode(), wanted.encode())

    return fits


def _check_reach(host: str, has_login: bool, insecure: bool) -> None:
    if has_login or is_loopback(host):
        return
    if not insecure:
        raise SettingsError(
            f"Serving {host} lets other machines in, and no login is set. "
            "Set one with --auth USER:PASSWORD, or add --insecure to serve without."
        )
    sys.stderr.write(f"paper-assistant: warning: everyone who reaches {host} can read and use this shelf.\n")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SettingsError(
            f"The host {host!r} is not an address of this machine. Use --host 127.0.0.1."
        ) from error
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"Port {port} of {host} cannot be used ({error.strerror or error}). "
            "Stop what uses it, or choose another with --port."
        ) from error
    return listening


def _url(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _announce(url: str) -> None:
    sys.stderr.write(f"paper-assistant: serving {url} (stop with Ctrl+C)\n")


def _server(
    desk: Desk, login: tuple[str, str] | None, access: Access, started: Callable[[], None]
) -> uvicorn.Server:
    """Return a server that calls ``started`` when it takes requests, and ends when its answers are given."""
    import uvicorn

    from ui.doors.connections import ImpatientProtocol, allow_many

    allow_many()

    class Patient(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                started()

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """Begin to end; a server that is held up ends all the same, at once where its event loop is."""
            if not self.should_exit:
                _later(_STUCK_S, lambda: desk.closing or os._exit(1))
                _later(_FINISH_S + 3 * _FLUSH_S, lambda: os._exit(1))
            super().handle_exit(sig, frame)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            desk.closing = True
            for listening in self.servers:
                listening.close()
            loop = asyncio.get_running_loop()
            latest = loop.time() + _FINISH_S
            while desk.answering and loop.time() < latest and not self.force_exit:
                await asyncio.sleep(0.1)
            # A page that is open anywhere holds a connection, and cutting it off would be logged as an error.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            await super().shutdown(sockets)

    # Made inside the server's event loop, because Gradio's queue takes hold of the loop that it finds.
    config = uvicorn.Config(
        lambda: make_app(desk, login, access),
        factory=True,
        log_level="warning",
        timeout_graceful_shutdown=_FLUSH_S,
        http=ImpatientProtocol,
    )
    return Patient(config)


def _later(seconds: float, action: Callable[[], object]) -> None:
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
