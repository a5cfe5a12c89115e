"""Whoever is slow, sends too much or asks too often is refused, and holds nobody else up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from assistant import Assistant
from tests.support.page.raw_http import GUESS, LOCKED, LOGIN, connected, head, healthy, rest
from tests.support.serving import http, serving
from ui.doors import connections, front, logins, routes
from ui.http import body
from ui.opening import AssistantHolder


@pytest.fixture(scope="module")
def unlocked(shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(shelf)) as address:
        yield address


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


def test_the_head_of_a_later_request_must_come_in_time(guarded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.3)
    with connected(guarded, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") as opened:
        assert healthy(opened)
        opened.sendall(b"GET /heal")
        assert rest(opened) == b""


def test_a_request_that_takes_longer_than_a_head_may_is_answered(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEADERS_S", 0.2)
    with connected(
        guarded, head("POST", "/login", len(GUESS), "Connection: close\r\n") + GUESS[:-1]
    ) as opened:
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


def test_one_address_cannot_take_every_place(guarded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST_OF_ONE", 5)
    with ExitStack() as stack:
        for _ in range(5):
            begun = head("POST", "/login", len(GUESS), "X-Forwarded-For: 192.0.2.1\r\n")
            stack.enter_context(connected(guarded, begun))
        latest = time.monotonic() + 10
        elsewhere = {"X-Forwarded-For": "192.0.2.1"}
        while httpx.get(f"{guarded}/healthz", headers=elsewhere).status_code != 429:
            assert time.monotonic() < latest
        assert httpx.get(f"{guarded}/healthz", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 200


def test_beyond_the_limit_the_connection_that_waited_longest_makes_room(
    guarded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 20)
    asked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as stack:
        held = []
        for _ in range(20):  # each was answered once, and then holds half a request
            held.append(stack.enter_context(connected(guarded, asked)))
            assert healthy(held[-1])
            held[-1].sendall(b"GET /heal")
        assert httpx.get(f"{guarded}/healthz").status_code == 200
        assert rest(held[0]) == b""
        held[-1].sendall(b"thz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert healthy(held[-1])
