"""The door before everything: what is served, to whom, and what a call may hold."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant, Settings
from tests.support.processes import ROOT
from tests.support.serving import http, serving
from ui.doors import connections, listeners, logins, routes
from ui.doors.uploads import Uploads
from ui.http.access import Access
from ui.opening import AssistantHolder

PAGE = "https://notes.example"
JOIN = routes.JOIN


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def url(shelf: Assistant) -> Iterator[str]:
    access = Access(pages=frozenset({PAGE}), hosts=frozenset({"papers.example"}))
    with serving(AssistantHolder(shelf), access=access) as address:
        yield address


@pytest.fixture
def visitor(url: str) -> Iterator[httpx.Client]:
    """A client that has opened the page."""
    with http(url) as client:
        assert client.get("/").status_code == 200
        yield client


def call(data: list[Any], index: int = 0, session: str = "s", **more: Any) -> dict[str, Any]:
    return {"data": data, "fn_index": index, "session_hash": session, **more}


def functions(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/config").json()["dependencies"]
    return found


def upload_index(client: httpx.Client) -> int:
    config = client.get("/config").json()
    [box] = [part["id"] for part in config["components"] if part["type"] == "uploadbutton"]
    return next(fn["id"] for fn in config["dependencies"] if fn["inputs"][:1] == [box])


def files(path: str) -> list[Any]:
    """The shapes in which a path has been told to Gradio."""
    plain = {"path": path, "meta": {"_type": "gradio.FileData"}}
    return [
        plain,
        {"path": path},
        [plain],
        {"a": [{"b": plain}]},
        {"file": {"path": path}},
        {"_type": "gradio.X"},
    ]


@pytest.mark.parametrize("route", [JOIN, routes.RUN, routes.CHAT])
def test_no_function_takes_a_file_from_the_servers_disk(
    visitor: httpx.Client, route: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the key of the server")
    found = functions(visitor)
    assert len(found) > 20
    for function in found if route == JOIN else found[:2]:  # the door is the same one on each route
        for shape in files(str(secret)):
            for body in (call([shape], function["id"]), call([], function["id"], event_data=shape)):
                reply = visitor.post(route, json=body)
                assert reply.status_code == 403, (function["id"], shape)
                assert "upload" in reply.json()["error"]["message"]


def test_the_upload_box_takes_only_what_this_visitor_uploaded(url: str, visitor: httpx.Client) -> None:
    path = visitor.post(routes.UPLOAD, files={"files": ("mine.ris", b"TY  - JOUR")}).json()[0]
    box = upload_index(visitor)
    mine = call([{"path": path, "meta": {"_type": "gradio.FileData"}}], box)
    with http(url) as other:
        other.get("/")
        assert other.post(JOIN, json=mine).status_code == 403
    assert visitor.post(JOIN, json=call([{"path": "/etc/hostname"}], box)).status_code == 403
    assert visitor.post(JOIN, json=mine).status_code == 200


def test_of_several_files_each_must_be_this_visitors_own(url: str, visitor: httpx.Client) -> None:
    def uploaded(client: httpx.Client, name: str) -> dict[str, Any]:
        path = client.post(routes.UPLOAD, files={"files": (name, name.encode())}).json()[0]
        return {"path": path, "meta": {"_type": "gradio.FileData"}}

    def status(given: list[Any], told: Any = None) -> int:
        return visitor.post(
            JOIN, json=call([given, told, None, None, None], upload_index(visitor))
        ).status_code

    mine = [uploaded(visitor, "one.ris"), uploaded(visitor, "two.bib")]
    with http(url) as other:
        other.get("/")
        theirs = uploaded(other, "three.pdf")
    assert status([mine[0], theirs]) == 403
    assert status([*mine, {"path": "/etc/hostname"}]) == 403
    assert status([*mine, [mine[0]]]) == 403
    assert status(mine, mine[0]) == 403
    assert status(mine, {"target": "my-papers", "first": True}) == 200


def test_a_pipe_or_link_in_the_upload_folder_is_no_upload(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/hostname")
    (tmp_path / "file").write_text("x")
    uploads.add("me", [str(tmp_path / name) for name in ("pipe", "link", "file")])
    assert [uploads.holds("me", str(tmp_path / name)) for name in ("pipe", "link", "file", "gone")] == [
        False, False, True, False,
    ]  # fmt: skip


def test_a_visitor_has_so_many_uploads_at_once(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    for number in range(20):
        assert uploads.full("me") == ""
        (tmp_path / str(number)).write_text("x")
        uploads.add("me", [str(tmp_path / str(number))])
    assert "20 files" in uploads.full("me")
    assert uploads.full("you") == ""
    (tmp_path / "0").unlink()  # as when it was read
    assert uploads.full("me") == ""


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


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/v1/models", "/healthz"])
@pytest.mark.parametrize(
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


@pytest.mark.parametrize("caller", ["anonymous", "logged in", "keyed"])
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
