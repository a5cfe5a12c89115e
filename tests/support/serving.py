"""The page's server in a thread, and the clients that tests speak to it with."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from ui.doors.connections import ImpatientProtocol
from ui.http.access import Access
from ui.opening import AssistantHolder
from ui.server import make_app


@contextmanager
def serving(
    holder: AssistantHolder,
    login: tuple[str, str] | None = None,
    port: int = 0,
    access: Access | None = None,
    prefix: str = "",
) -> Iterator[str]:
    """Serve the page of ``holder`` in a thread, below ``prefix`` of another application; gives its address."""

    def application() -> FastAPI:
        with _no_spare_applications():
            page = make_app(holder, login, access)
        if not prefix:
            return page
        outer = FastAPI()
        outer.mount(prefix, page)
        return outer

    with socket.create_server(("127.0.0.1", port)) as listening:
        server = uvicorn.Server(
            uvicorn.Config(
                application,
                factory=True,
                log_level="warning",
                timeout_graceful_shutdown=0.2,  # type: ignore[arg-type]  # who still listens then is cut off
                http=ImpatientProtocol,
            )
        )
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.05)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}{prefix}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _no_spare_applications() -> Iterator[None]:
    """Spare the applications that Gradio makes of a page before it is mounted, which nobody is served from."""
    import gradio.blocks  # takes seconds, and conftest imports this module for everyone

    real = gradio.blocks.App.create_app

    def mounted(blocks: Any, *given: Any, **options: Any) -> Any:
        blocks.app = real(blocks, *given, **options)
        return blocks.app

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gradio.blocks.App, "create_app", staticmethod(mounted))
        none_yet = SimpleNamespace(create_app=lambda blocks, **options: getattr(blocks, "app", None))
        patch.setattr("gradio.blocks.App", none_yet)
        yield


@contextmanager
def http(url: str, **headers: str) -> Iterator[httpx.Client]:
    """A client for the routes at ``url``."""
    with httpx.Client(base_url=url, headers=headers, timeout=30) as client:
        yield client
