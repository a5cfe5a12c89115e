"""Who may choose the model: nobody whom a proxy on this machine lets in, whatever it tells of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.support.each_row import each_row
from ui.model.who import why_not


def allowed(
    headers: dict[str, str], *, client: str = "127.0.0.1", http: str = "1.1", username: str = ""
) -> bool:
    holder: Any = SimpleNamespace(
        ready=True, may_fetch=True, assistant=SimpleNamespace(model_state=SimpleNamespace(can_choose=True))
    )
    request: Any = SimpleNamespace(
        username=username or None,
        client=SimpleNamespace(host=client),
        headers={"host": "localhost:7860", **headers},
        request=SimpleNamespace(scope={"http_version": http}),
    )
    return not why_not(holder, request)


def test_who_sits_at_the_machine_or_has_logged_in_may() -> None:
    assert allowed({})
    assert allowed({"X-Forwarded-For": "203.0.113.5"}, client="203.0.113.5", username="me")


@each_row(
    "name",
    [
        "Forwarded",
        "Via",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "x-forwarded-proto",
        "X-Real-IP",
        "CF-Connecting-IP",
    ],
)
def test_who_comes_through_a_proxy_may_not(name: str) -> None:
    assert not allowed({name: "x"})


def test_nor_who_comes_from_elsewhere_under_another_name_or_by_what_only_proxies_speak() -> None:
    assert not allowed({}, client="192.0.2.1")
    assert not allowed({"host": "papers.example"})
    assert not allowed({"host": "[::1"})
    assert not allowed({}, http="1.0")
