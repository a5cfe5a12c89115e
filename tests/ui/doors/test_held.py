"""The door as a real server holds it: below a prefix, against many at once, and against what never ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from assistant import Assistant, Settings, SettingsError
from tests.support.fakes import FakeOpenAI, Slow
from tests.support.processes import ROOT
from tests.support.scripted import prompt
from tests.support.serving import http, serving
from ui import server
from ui.address import check_reach
from ui.doors import connections, front, logins, routes
from ui.doors.uploads import upload_folder
from ui.http import body
from ui.http.access import Access
from ui.opening import AssistantHolder

PAGE = "https://notes.example"
LOCKED = Access.of(Settings(api_keys="first-secret", cors_origins=f"{PAGE}/"), has_login=True, loopback=True)
LOGIN = ("ada", "word")
GUESS = b"username=ada&password=guess"


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def url(shelf: Assistant) -> Iterator[str]:
    """A server with keys and a login, shared by tests that leave it as it was."""
    with serving(AssistantHolder(shelf), LOGIN, access=LOCKED) as address:
        yield address


@pytest.fixture(scope="module")
def below(shelf: Assistant) -> Iterator[str]:
    """The same below a prefix."""
    with serving(AssistantHolder(shelf), LOGIN, access=LOCKED, prefix="/papers") as address:
        yield address


@pytest.fixture(scope="module")
def unlocked(shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(shelf)) as address:
        yield address


@pytest.fixture(scope="module", params=[LOGIN, None], ids=["login", "no login"])
def for_others(shelf: Assistant, request: pytest.FixtureRequest) -> Iterator[str]:
    access = Access(open=False, local=False, hosts=frozenset({"papers.example"}))
    with serving(AssistantHolder(shelf), request.param, access=access) as address:
        yield address


def connected(url: str, begun: bytes = b"") -> socket.socket:
    split = urlsplit(url)
    opened = socket.create_connection((str(split.hostname), split.port or 80), timeout=10)
    opened.sendall(begun)
    return opened


def head(method: str, path: str, length: int, more: str = "") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def healthy(opened: socket.socket) -> bool:
    """Read one whole answer of /healthz; head and body may come apart."""
    told = b""
    while not told.endswith(b"}"):
        told += opened.recv(65536) or b" closed}"
    return b'"papers":38' in told


def rest(opened: socket.socket) -> bytes:
    """Read until the server closes; fails after ten seconds."""
    told = b""
    while piece := opened.recv(65536):
        told += piece
    return told


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/models"), ("GET", "/api/papers"), ("POST", "/api/search"), ("POST", routes.MCP + "/")],
)
def test_keys_are_asked_for_below_a_prefix_too(below: str, method: str, path: str) -> None:
    asked = {"query": "bytes"}
    assert httpx.request(method, below + path, json=asked).status_code == 401
    assert httpx.get(below + "/healthz", headers={"Host": "evil.example"}).status_code == 403


def test_a_key_opens_what_lies_below_a_prefix(below: str) -> None:
    keyed = {"Authorization": "Bearer first-secret"}
    assert httpx.post(below + "/api/search", json={"query": "bytes"}, headers=keyed).status_code == 200


def test_guesses_made_at_the_same_time_are_counted_too(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf), LOGIN, access=LOCKED) as url, ExitStack() as stack:
        guesses = [stack.enter_context(connected(url)) for _ in range(40)]
        for each in guesses:
            each.sendall(head("POST", "/login", len(GUESS), "Connection: close\r\n") + GUESS[:-1])
        for each in guesses:
            each.sendall(GUESS[-1:])
        statuses = [rest(each)[9:12] for each in guesses]
    assert statuses.count(b"400") == logins.MOST
    assert statuses.count(b"429") == len(guesses) - logins.MOST


def test_the_head_of_a_later_request_must_come_in_time(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.3)
    with connected(url, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as opened:
        assert healthy(opened)
        opened.sendall(b"GET /heal")
        assert rest(opened) == b""


def test_a_request_that_takes_longer_than_a_head_may_is_answered(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.2)
    with connected(url, head("POST", "/login", len(GUESS), "Connection: close\r\n") + GUESS[:-1]) as opened:
        time.sleep(0.5)
        opened.sendall(GUESS[-1:])
        assert rest(opened)[9:12] == b"400"


@pytest.mark.parametrize("path", ["/api/ask", "/login", routes.UPLOAD])
def test_a_body_must_come_in_time(unlocked: str, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(body, "READ_S", 0.3)
    monkeypatch.setattr(body, "UPLOAD_S", 0.3)
    with connected(unlocked) as opened:
        begun = head("POST", path, 500, "Cookie: paper_assistant_visitor=a\r\n")
        opened.sendall(
            begun.replace(b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=B")
        )
        opened.sendall(b"--B\r\n")
        told = rest(opened)
    assert told[9:12] == b"408"
    assert b'"too_slow"' in told


def test_an_upload_beyond_the_limit_is_refused_in_the_one_shape(
    shelf: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "MOST_UPLOAD", 100_000)
    part = b'--B\r\nContent-Disposition: form-data; name="files"; filename="a.ris"\r\n\r\n' + b"x" * 60_000
    with serving(AssistantHolder(shelf)) as url, http(url) as client:
        client.get("/")
        for many, status in ((1, 200), (2, 413)):
            sent = iter([*[part + b"\r\n"] * many, b"--B--\r\n"])  # in chunks, without a length
            told = {"Content-Type": "multipart/form-data; boundary=B"}
            reply = client.post(routes.UPLOAD, content=sent, headers=told)
            assert reply.status_code == status
        assert reply.json()["error"]["code"] == "too_large"


def test_one_address_cannot_take_every_place(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST_OF_ONE", 5)
    with ExitStack() as stack:
        for _ in range(5):
            begun = head("POST", "/login", len(GUESS), "X-Forwarded-For: 192.0.2.1\r\n")
            stack.enter_context(connected(url, begun))
        latest = time.monotonic() + 10
        elsewhere = {"X-Forwarded-For": "192.0.2.1"}
        while httpx.get(f"{url}/healthz", headers=elsewhere).status_code != 429:
            assert time.monotonic() < latest
        assert httpx.get(f"{url}/healthz", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 200


def test_beyond_the_limit_the_connection_that_waited_longest_makes_room(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    asked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as stack:
        held = []
        for _ in range(20):  # each was answered once, and then holds half a request
            held.append(stack.enter_context(connected(url, asked)))
            assert healthy(held[-1])
            held[-1].sendall(b"GET /heal")
        assert httpx.get(f"{url}/healthz").status_code == 200
        assert rest(held[0]) == b""
        held[-1].sendall(b"thz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert healthy(held[-1])


def test_a_named_page_may_send_any_header_and_read_refusals(url: str) -> None:
    asking = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-stainless-os",
        "Access-Control-Request-Private-Network": "true",
    }
    told = httpx.options(f"{url}/v1/chat/completions", headers=asking)
    assert told.status_code == 204
    assert "x-stainless-os" in told.headers["Access-Control-Allow-Headers"]
    assert told.headers["Access-Control-Allow-Private-Network"] == "true"
    for path, status in (("/v1/models", 401), ("/api/ask", 401), ("/healthz/x", 404)):
        reply = httpx.get(url + path, headers={"Origin": PAGE})
        assert (reply.status_code, reply.headers["Access-Control-Allow-Origin"]) == (status, PAGE)
        assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    assert (
        httpx.options(f"{url}/v1/models", headers={**asking, "Origin": "https://x.example"}).status_code
        == 403
    )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("cors_origins", "*"),
        ("cors_origins", "notes.example"),
        ("cors_origins", "https://notes.example/page"),
        ("hosts", "https://papers.example"),
        ("hosts", "papers.example:8443"),
        ("hosts", "*"),
    ],
)
def test_a_host_or_origin_that_could_never_fit_is_named(setting: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"ASSISTANT_{setting.upper()} must hold"):
        Access.of(Settings(**{setting: value}), has_login=False, loopback=True)


def test_a_server_whose_loop_is_held_up_ends_when_told_to(seed_copy: Path) -> None:
    script = (
        "import sys, time, ui.server as server; from assistant import Settings\n"
        "async def held(scope, receive, send):\n"
        "    if scope.get('path') == '/robots.txt': print('held', flush=True); time.sleep(100)\n"
        "server.make_app, server._STUCK_S = lambda *given: held, 0.5\n"
        "server.serve(Settings(home=sys.argv[1], trace=False), port=0, ready=lambda url: print(url, flush=True))"
    )
    command = [sys.executable, "-c", script, str(seed_copy)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            with connected(
                process.stdout.readline().strip(), b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            ):
                assert process.stdout.readline() == "held\n"
                process.terminate()
                assert process.wait(10) == 1
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("host", "status"),
    [("papers.example", 200), ("192.0.2.1", 200), ("evil.example", 403), ("evil.example:7860", 403)],
)
def test_a_server_for_others_answers_to_addresses_and_named_hosts_only(
    for_others: str, host: str, status: int
) -> None:
    assert httpx.get(f"{for_others}/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("given", ["", "w", "word2", "w\0ord", "é" * 1000])
def test_only_the_whole_login_fits(given: str) -> None:
    fits = logins.checker("ada", "word")
    assert fits("ada", "word")
    assert not fits("ada", given)
    assert not fits(given, "word")


def test_whoever_opens_a_server_to_others_is_told_which_names_it_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for hosts, told in (("", True), ("papers.example", False)):
        check_reach("192.0.2.1", True, False, hosts)
        assert ("ASSISTANT_HOSTS" in capsys.readouterr().err) == told
    check_reach("127.0.0.1", False, False, "")
    assert capsys.readouterr().err == ""


def test_answers_and_connections_are_waited_for_as_long_as_the_docs_say() -> None:
    told = re.search(r"given, for (\d+) seconds at most", (ROOT / "docs" / "http.md").read_text("utf-8"))
    assert told
    assert server._FINISH_S + server._FLUSH_S < server._END_S == float(told[1])


def test_a_server_that_is_told_to_end_finishes_its_answers_and_waits_for_none_that_never_comes(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = lambda asked: (
        Slow(60) if "CuBERT" in prompt(asked) else Slow(0.3, "It took 25,578 exams. [1]")
    )
    script = (
        "import sys, ui.server as server; from assistant import Settings\n"
        "server._FINISH_S, server._FLUSH_S = 3.0, 1\n"
        "settings = Settings(home=sys.argv[1], openai_base_url=sys.argv[2], openai_api_key='k', model='m')\n"
        "server.serve(settings, port=0, ready=lambda url: print(url, flush=True))"
    )
    command = [sys.executable, "-c", script, str(seed_copy), fake_openai.url]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            while httpx.get(f"{url}/healthz").status_code != 200:
                time.sleep(0.1)
            with ThreadPoolExecutor(2) as pool:
                slow, never = (
                    pool.submit(httpx.post, f"{url}/api/ask", json={"question": question}, timeout=60)
                    for question in ("How many PET/CT exams were used?", "What is CuBERT?")
                )
                while len(fake_openai.chats) < 2:
                    time.sleep(0.02)
                process.terminate()
                assert slow.result().json()["text"] == "It took 25,578 exams. [1]"
                assert never.result().json()["error"]["code"] == "shutting_down"
            assert (
                process.wait(30) == -signal.SIGTERM
            )  # by itself; it is ended with 1 when that takes too long
        finally:
            process.kill()


def test_uploads_of_killed_servers_are_removed_and_those_of_living_ones_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = "import time; from ui.doors.uploads import upload_folder; print(upload_folder(), flush=True); time.sleep(60)"
    living, killed = (
        subprocess.Popen(
            [sys.executable, "-c", made],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        for _ in range(2)
    )
    with living, killed:
        try:
            folders = [Path(str(each.stdout and each.stdout.readline().strip())) for each in (living, killed)]
            killed.kill()
            killed.wait()
            for folder in folders:
                (folder / "papers.ris").write_text("TY  - JOUR")
                os.utime(folder, (0, 0))
            (tmp_path / "paper-assistant-of-another").mkdir()
            own = Path(upload_folder.__wrapped__())
            assert own.stat().st_mode & 0o777 == 0o700
            assert [folder.exists() for folder in folders] == [True, False]
            assert (tmp_path / "paper-assistant-of-another").exists()
        finally:
            living.kill()
            killed.kill()
