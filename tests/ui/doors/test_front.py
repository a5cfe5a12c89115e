"""The door before everything: what is served, and to whom."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from assistant import Assistant, Settings
from tests.support.each_row import each_row
from tests.support.page.page_calls import JOIN, PAGE, call, functions
from tests.support.processes import ROOT
from tests.support.serving import http, serving
from ui.doors import connections, listeners, logins, routes
from ui.http.access import Access
from ui.opening import AssistantHolder


@pytest.mark.parametrize(
    "path",
    [
        "file=/etc/hostname", "file=http://127.0.0.1:9/x", "file/etc/hostname", "proxy=http://127.0.0.1:9/x",
        "stream/a/b/1/playlist.m3u8", "custom_component/1/a/b/c", "component_server", "vibe-code", "runs",
        "deep_link", "dev/reload", "process_recording", "run/chat", "api/predict", "call/v2/chat",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(visitor: httpx.Client, path: str) -> None:
    for method in ("GET", "POST"):
        assert visitor.request(method, f"{routes.GRADIO}/{path}").status_code == 404


def test_private_functions_are_for_who_opened_the_page(url: str) -> None:
    with http(url) as client:
        told = {fn["id"]: fn["api_name"] for fn in functions(client)}
        for index, name in told.items():
            status = client.post(JOIN, json=call(["", None, None], index, f"x{index}")).status_code
            assert (status == 403) == (name != "chat"), (index, name)


@each_row("path", ["/", "/config", "/gradio_api/info", "/v1/models", "/healthz"])
@each_row(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "["}, 400),
        ({"Host": "a b"}, 400),
        ({"Host": "127.0.0.1:x"}, 400),
        ({"Host": "papers.example"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 400),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 200),
    ],
)
def test_a_strange_host_or_origin_is_refused_on_every_path(
    url: str, path: str, headers: dict[str, str], status: int
) -> None:
    with http(url) as client:
        assert client.get(path, headers=headers).status_code == status


@pytest.mark.parametrize("path", [JOIN, routes.UPLOAD, "/login", "/v1/chat/completions", "/api/ask"])
def test_forms_of_other_sites_are_refused_without_a_preflight(visitor: httpx.Client, path: str) -> None:
    for told in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        reply = visitor.post(path, content="{}", headers={"Content-Type": "text/plain", **told})
        assert reply.status_code == 403


def test_a_named_page_may_use_the_api_and_nothing_else(url: str) -> None:
    with http(url, Origin=PAGE) as client:
        asked = client.options("/api/ask", headers={"Access-Control-Request-Method": "POST"})
        assert asked.status_code == 204
        assert asked.headers["Access-Control-Allow-Origin"] == PAGE
        assert client.get("/v1/models").headers["Access-Control-Allow-Origin"] == PAGE
        assert "Access-Control-Allow-Origin" not in client.get("/config").headers


def test_a_body_that_is_too_large_is_refused_at_once(visitor: httpx.Client) -> None:
    question = "x" * (60 * 2**20)
    assert visitor.post(JOIN, json=call([question, None, None])).status_code == 413

    def pieces() -> Iterator[bytes]:
        for _ in range(60):
            yield b"x" * 2**20

    with suppress(httpx.TransportError):  # the server may hang up on one that goes on sending
        assert visitor.post(JOIN, content=pieces()).status_code == 413


def test_cookies_stay_with_this_site(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf), ("ada", "word")) as url, http(url) as client:
        told = client.get("/").headers.get_list("set-cookie")
        told += client.post("/login", data={"username": "ada", "password": "word"}).headers.get_list(
            "set-cookie"
        )
        # What follows a token's name is drawn by lot.
        names = [re.sub("(access-token(-unsecure)?)-.*", r"\1", cookie.partition("=")[0]) for cookie in told]
        assert names == ["paper_assistant_visitor", "access-token", "access-token-unsecure"]
        assert all("SameSite=Lax" in cookie and "HttpOnly" in cookie for cookie in told)


def test_so_many_failed_logins_a_minute(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf), ("ada", "word")) as url, http(url) as client:
        wrong = {"username": "ada", "password": "guess"}
        statuses = [client.post("/login", data=wrong).status_code for _ in range(logins.MOST + 1)]
        assert statuses == [400] * logins.MOST + [429]


def test_sessions_that_nobody_listens_to_are_bounded(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf)) as url, http(url) as client:
        client.get("/")
        chat = next(fn["id"] for fn in functions(client) if fn["api_name"] == "chat")
        statuses = [
            client.post(JOIN, json=call(["", None, None], chat, f"u{n}")).status_code
            for n in range(listeners.MOST_UNHEARD + 5)
        ]
        assert statuses.count(200) <= listeners.MOST_UNHEARD
        assert statuses[-1] in (429, 503)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\n"])
def test_a_connection_that_asks_nothing_is_closed(
    url: str, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.05)
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=5) as idle:
        idle.sendall(begun)
        assert idle.recv(100) == b""


def test_the_table_of_routes_is_the_one_in_the_docs() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (open|page|api) \| ([A-Z, ]+) \|", text, re.MULTILINE)
    told = {(path, guard, methods) for path, guard, methods in rows}
    assert told == {
        (
            row.path,
            row.guard,
            "any".upper() if row.guard == "api" else ", ".join(sorted(row.methods - {"HEAD"})),
        )
        for row in routes.SERVED
    }


@each_row("caller", ["anonymous", "logged in", "keyed"])
def test_every_route_lets_in_who_the_table_says(shelf: Assistant, caller: str) -> None:
    access = Access.of(Settings(api_keys="first-secret"), has_login=True, loopback=True)
    keyed = {"Authorization": "Bearer first-secret"} if caller == "keyed" else {}
    with serving(AssistantHolder(shelf), ("ada", "word"), access=access) as url, http(url, **keyed) as client:
        client.get("/")
        if caller == "logged in":
            client.post("/login", data={"username": "ada", "password": "word"})
        allowed = {"open": True, "page": caller == "logged in", "api": caller == "keyed"}
        for row in routes.SERVED:
            if row.path in (
                routes.LISTEN,
                f"{routes.GRADIO}/heartbeat/*",
                f"{routes.GRADIO}/upload_progress",
            ):
                continue  # streams, which do not end
            if row.path == "/logout":
                continue  # it would end the login that is tried here
            method = "GET" if "GET" in row.methods else "POST"
            path = row.path.replace("*", "models" if row.path == "/v1/*" else "papers")
            with client.stream(method, path, json={} if method == "POST" else None) as reply:
                status = reply.status_code
            if row.path in (f"{routes.GRADIO}/cancel", f"{routes.GRADIO}/reset"):
                continue  # take an event's own unguessable number
            assert (status == 401) == (not allowed[row.guard]), (row.path, status)


def test_1200_idle_connections_do_not_hold_up_a_question(url: str) -> None:
    connections.allow_many()
    port = int(url.rpartition(":")[2])
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(1200)]
    try:
        with http(url) as client:
            assert client.get("/healthz").json()["papers"] == 38
    finally:
        for each in idle:
            each.close()
