"""Keys, who is let in without one, and how much one caller may have done at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant, Settings, SettingsError
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Slow
from tests.support.serving import http, serving
from ui.http.access import Access, api_keys, is_loopback
from ui.opening import AssistantHolder

KEYS = "first-secret, second-secret"
PET = {"question": "How many PET/CT exams were used?"}
MCP = "/gradio_api/mcp/"
LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def access(loopback: bool = True, login: bool = False, **settings: Any) -> Access:
    return Access.of(Settings(**settings), has_login=login, loopback=loopback)


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def locked(shelf: Assistant) -> Iterator[httpx.Client]:
    """A client of a server with two keys."""
    with serving(AssistantHolder(shelf), access=access(api_keys=KEYS)) as url, http(url) as client:
        yield client


@pytest.fixture(scope="module")
def unlocked(shelf: Assistant) -> Iterator[httpx.Client]:
    """A client of a server without keys."""
    with serving(AssistantHolder(shelf)) as url, http(url) as client:
        yield client


def mcp_headers(**more: str) -> dict[str, str]:
    return {"Accept": "application/json, text/event-stream", **more}


@each_row("path", ["/api/search", "/v1/chat/completions", "/api/nowhere", MCP])
@each_row(
    "told", ["", "Bearer", "Bearer wrong-secret", "Basic first-secret", "Bearer first-secret, second-secret"]
)
def test_without_a_good_key_nothing_is_answered(locked: httpx.Client, path: str, told: str) -> None:
    reply = locked.post(path, json=PET, headers={"Authorization": told})
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == "invalid_api_key"
    assert reply.headers["WWW-Authenticate"] == "Bearer"


@each_row("key", ["first-secret", "second-secret"])
def test_each_key_opens_routes_and_tools(locked: httpx.Client, key: str) -> None:
    told = {"Authorization": f"Bearer {key}"}
    assert locked.get("/v1/models", headers=told).status_code == 200
    assert locked.post("/api/ask", json=PET, headers=told).json()["status"] == "answered"
    tools = locked.post(MCP, json=LISTING, headers=mcp_headers(**told))
    assert "ask_papers" in tools.text


def test_health_and_the_page_need_no_key(locked: httpx.Client) -> None:
    assert locked.get("/healthz").json()["papers"] == 38
    assert locked.get("/").status_code == 200
    assert "HTTPBearer" in locked.get("/openapi.json").text


def test_with_a_login_but_no_keys_the_api_is_closed(shelf: Assistant) -> None:
    guarded = access(login=True)
    with serving(AssistantHolder(shelf), ("ada", "word"), access=guarded) as url, http(url) as client:
        for reply in (client.post("/api/ask", json=PET), client.post(MCP, json=LISTING)):
            assert reply.status_code == 401
            assert "ASSISTANT_API_KEYS" in reply.json()["error"]["message"]


@each_row(
    ("host", "origin", "status"),
    [
        ("localhost:7860", None, 200),
        ("[::1]:7860", "http://[::1]:7860", 200),
        ("[::1]:7860", "http://localhost:3000", 403),
        ("rebound.example:7860", None, 403),
        ("localhost", "https://other.example", 403),
        ("localhost", "null", 403),
    ],
)
def test_pages_of_other_sites_cannot_use_an_open_api(
    unlocked: httpx.Client, host: str, origin: str | None, status: int
) -> None:
    headers = {"Host": host, **({"Origin": origin} if origin else {})}
    assert unlocked.get("/v1/models", headers=headers).status_code == status


def test_one_caller_has_so_many_requests_at_work_and_another_is_not_held_up(
    seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    fake_openai.respond = lambda asked: Slow(60)
    settings = Settings(
        home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0, api_keys=KEYS
    )
    two = Access.of(settings.replace(api_parallel=2), has_login=False, loopback=True)
    with Assistant(settings) as assistant, serving(AssistantHolder(assistant), access=two) as url:
        first, second = ({"Authorization": f"Bearer {key}"} for key in KEYS.split(", "))
        with ThreadPoolExecutor(2) as pool:
            for number in range(2):
                question = {"question": f"How many PET/CT exams were used in {number}?"}
                pool.submit(httpx.post, f"{url}/api/ask", json=question, headers=first, timeout=60)
            while len(fake_openai.chats) < 2:
                threading.Event().wait(0.02)
            refused = httpx.post(f"{url}/api/ask", json=PET, headers=first)
            other = httpx.post(f"{url}/api/search", json={"query": "bytes"}, headers=second)
            fake_openai.stopping.set()
        after = httpx.post(f"{url}/api/search", json={"query": "bytes"}, headers=first)
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many_requests"
    assert int(refused.headers["Retry-After"]) >= 1
    assert (other.status_code, after.status_code) == (200, 200)


def test_as_many_are_worked_on_as_the_limit_says(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    together = threading.Barrier(20, timeout=60)  # breaks unless twenty meet

    def respond(asked: dict[str, Any]) -> str:
        together.wait()
        return "It took 25,578 exams. [1]"

    fake_openai.respond = respond
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    with (
        Assistant(settings) as assistant,
        serving(AssistantHolder(assistant), access=Access(parallel=20)) as url,
    ):
        questions = [{"question": f"How many PET/CT exams were used in {number}?"} for number in range(20)]
        with ThreadPoolExecutor(20) as pool:
            asked = [pool.submit(httpx.post, f"{url}/api/ask", json=each, timeout=90) for each in questions]
            assert {each.result().json()["text"] for each in asked} == {"It took 25,578 exams. [1]"}


@each_row("keys", [",", "short", "long enough,with a space", "schlüssel-mit-ü"])
def test_unusable_keys_are_refused_without_being_shown(keys: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_API_KEYS") as caught:
        api_keys(Settings(api_keys=keys))
    assert keys == "," or keys not in str(caught.value)


@each_row(
    ("host", "here"),
    [
        *[(host, True) for host in ("127.0.0.1", "127.9.9.9", "::1", "localhost", "app.localhost")],
        *[(host, False) for host in ("0.0.0.0", "192.0.2.1", "localhost.example", "")],
    ],
)
def test_only_loopback_is_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here
