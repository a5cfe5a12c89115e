"""The application inside a server and a framework of an app's own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant import Assistant, Settings, SettingsError, web
from tests.support.each_row import each_row

PAGE = "https://notes.example"


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home, trace=False)) as assistant:
        yield assistant


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application that was made outside of the event loop."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started and thread.is_alive():
            thread.join(0.05)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def test_it_runs_in_a_server_of_ones_own_behind_a_proxys_prefix(shelf: Assistant) -> None:
    app = web.app(
        shelf, root_path="/papers", keys=["first-secret"], cors_origins=[PAGE], hosts=["papers.example"]
    )
    with served(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        keyed = {"Authorization": "Bearer first-secret", "Origin": PAGE, "Host": "papers.example"}
        assert client.post("/api/search", json={"query": "bytes"}).status_code == 401
        for prefix in ("", "/papers"):  # taken away by the proxy, or left
            reply = client.post(f"{prefix}/api/search", json={"query": "bytes", "k": 1}, headers=keyed)
            assert len(reply.json()["hits"]) == 1
            assert reply.headers["Access-Control-Allow-Origin"] == PAGE
        assert '/papers"' in client.get("/").text  # what the page loads is below the prefix
    assert shelf.size == 38  # it was not opened by the application, and stays open


def test_it_is_mounted_in_a_framework_and_opens_the_shelf_of_its_settings(seed_copy: Path) -> None:
    outer = FastAPI()
    papers = web.app(Settings(home=seed_copy, trace=False))
    outer.mount("/papers", papers)
    with served(outer) as url, httpx.Client(base_url=url, timeout=60) as client:
        while (reply := client.get("/papers/healthz")).status_code == 503:
            assert reply.json()["error"]["code"] == "not_ready"
        assert reply.json()["papers"] == 38
    papers.close()


def test_without_keys_it_answers_its_own_machine_only(shelf: Assistant) -> None:
    with served(web.app(shelf)) as url:
        elsewhere = {"X-Forwarded-For": "192.0.2.1"}
        assert httpx.get(f"{url}/healthz", timeout=60).status_code == 200
        refused = httpx.get(f"{url}/healthz", headers=elsewhere)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_this_machine")


@each_row(
    "wrong", [{"root_path": "papers/"}, {"keys": ["short"]}, {"cors_origins": ["*"]}, {"hosts": ["http://x"]}]
)
def test_what_cannot_be_is_told_when_it_is_made(shelf: Assistant, wrong: Any) -> None:
    with pytest.raises(SettingsError):
        web.app(shelf, **wrong)
