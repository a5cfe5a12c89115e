"""The door of a server with keys or a login, or for others: also below a prefix, and for pages elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from assistant import Assistant, Settings, SettingsError
from tests.support.each_row import each_row
from tests.support.page.page_calls import PAGE
from tests.support.page.raw_http import LOCKED, LOGIN
from tests.support.serving import serving
from ui.address import check_reach
from ui.doors import logins, routes
from ui.http.access import Access
from ui.opening import AssistantHolder


@pytest.fixture(scope="module")
def below(shelf: Assistant) -> Iterator[str]:
    """A server with keys and a login, below a prefix."""
    with serving(AssistantHolder(shelf), LOGIN, access=LOCKED, prefix="/papers") as address:
        yield address


@pytest.fixture(scope="module", params=[LOGIN, None], ids=["login", "no login"])
def for_others(shelf: Assistant, request: pytest.FixtureRequest) -> Iterator[str]:
    access = Access(open=False, local=False, hosts=frozenset({"papers.example"}))
    with serving(AssistantHolder(shelf), request.param, access=access) as address:
        yield address


@each_row(
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


def test_a_named_page_may_send_any_header_and_read_refusals(guarded: str) -> None:
    asking = {
        "Origin": PAGE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-stainless-os",
        "Access-Control-Request-Private-Network": "true",
    }
    told = httpx.options(f"{guarded}/v1/chat/completions", headers=asking)
    assert told.status_code == 204
    assert "x-stainless-os" in told.headers["Access-Control-Allow-Headers"]
    assert told.headers["Access-Control-Allow-Private-Network"] == "true"
    for path, status in (("/v1/models", 401), ("/api/ask", 401), ("/healthz/x", 404)):
        reply = httpx.get(guarded + path, headers={"Origin": PAGE})
        assert (reply.status_code, reply.headers["Access-Control-Allow-Origin"]) == (status, PAGE)
        assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
    assert (
        httpx.options(f"{guarded}/v1/models", headers={**asking, "Origin": "https://x.example"}).status_code
        == 403
    )


@each_row(
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


@each_row(
    ("host", "status"),
    [("papers.example", 200), ("192.0.2.1", 200), ("evil.example", 403), ("evil.example:7860", 403)],
)
def test_a_server_for_others_answers_to_addresses_and_named_hosts_only(
    for_others: str, host: str, status: int
) -> None:
    assert httpx.get(f"{for_others}/healthz", headers={"Host": host}).status_code == status


@each_row("given", ["", "w", "word2", "w\0ord", "é" * 1000])
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
