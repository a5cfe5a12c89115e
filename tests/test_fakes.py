"""The fake server and the guards around every test do what the other tests count on."""

from __future__ import annotations

import json
import os
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.conftest import NetworkBlockedError
from tests.support.fakes import DIMENSIONS, Cut, FakeOpenAI, Status, Text


@pytest.fixture
def client(fake_openai: FakeOpenAI) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key="k", base_url=fake_openai.url, max_retries=0) as client:
        yield client


def chat(client: openai.OpenAI, **more: Any) -> Any:
    messages: Any = [{"role": "user", "content": "Hi"}]
    return client.chat.completions.create(model="fake-model", messages=messages, **more)


def test_replies_come_in_order_then_from_the_function(fake_openai: FakeOpenAI, client: openai.OpenAI) -> None:
    fake_openai.enqueue("one", Text("two"))
    fake_openai.respond = lambda asked: f"you said {asked['messages'][0]['content']}"
    said = [chat(client).choices[0].message.content for _ in range(3)]
    assert said == ["one", "two", "you said Hi"]


def test_requests_are_kept(fake_openai: FakeOpenAI, client: openai.OpenAI) -> None:
    chat(client, max_tokens=3)
    request = fake_openai.requests[0]
    assert (request.method, request.path, request.json["max_tokens"]) == ("POST", "/v1/chat/completions", 3)
    assert request.headers["authorization"] == "Bearer k"


def test_usage_is_streamed_only_when_asked_for(client: openai.OpenAI) -> None:
    plain = list(chat(client, stream=True))
    told = list(chat(client, stream=True, stream_options={"include_usage": True}))
    assert all(chunk.usage is None for chunk in plain)
    assert told[-1].usage.completion_tokens == 2
    assert "".join(chunk.choices[0].delta.content or "" for chunk in plain) == "Hello there."


def test_errors_are_statuses(fake_openai: FakeOpenAI, client: openai.OpenAI) -> None:
    fake_openai.enqueue(Status(503))
    with pytest.raises(openai.InternalServerError):
        chat(client)


def test_a_cut_body_is_not_json(fake_openai: FakeOpenAI, client: openai.OpenAI) -> None:
    fake_openai.enqueue(Cut(0))
    with pytest.raises(openai.APIConnectionError):
        chat(client)


@pytest.mark.parametrize("how", [{}, {"encoding_format": "float"}], ids=["base64", "float"])
def test_embeddings_are_deterministic_and_near_for_like_texts(
    client: openai.OpenAI, how: dict[str, Any]
) -> None:
    texts = ["byte level models", "models at byte level", "protein folding"]
    vectors = [one.embedding for one in client.embeddings.create(model="e", input=texts, **how).data]
    again = client.embeddings.create(model="e", input=texts[0], **how).data[0].embedding

    def likeness(a: list[float], b: list[float]) -> float:
        return sum(x * y for x, y in zip(a, b, strict=True))

    assert len(vectors[0]) == DIMENSIONS
    assert again == vectors[0]
    assert likeness(vectors[0], vectors[1]) > likeness(vectors[0], vectors[2])
    assert likeness(vectors[0], vectors[0]) == pytest.approx(1)


def test_nothing_is_left_after_stopping() -> None:
    before = threading.active_count()
    with FakeOpenAI() as fake:
        address = fake.url
        fake.enqueue(Text("never said", pause=60))
        with openai.OpenAI(api_key="k", base_url=address, max_retries=0) as client:
            stream = chat(client, stream=True)
            next(iter(stream))
            stream.close()
    assert threading.active_count() == before
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}/models")


def test_the_pages_of_other_servers_can_be_added(fake_openai: FakeOpenAI) -> None:
    fake_openai.pages["/props"] = {"n": 1}
    with urllib.request.urlopen(f"{fake_openai.root}/props") as page:
        assert json.load(page) == {"n": 1}


# The guards


def test_sockets_beyond_this_machine_are_blocked(network_attempts: list[str]) -> None:
    with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        with pytest.raises(NetworkBlockedError):
            tcp.connect(("192.0.2.1", 80))
        with pytest.raises(NetworkBlockedError):
            tcp.connect_ex(("192.0.2.1", 80))
        with pytest.raises(NetworkBlockedError):
            udp.sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(NetworkBlockedError):
        socket.create_connection(("example.org", 443))
    assert network_attempts == ["192.0.2.1", "192.0.2.1", "192.0.2.1", "example.org"]
    network_attempts.clear()  # else this test fails, as any other would


def test_libraries_are_blocked_too(network_attempts: list[str]) -> None:
    with (
        openai.OpenAI(api_key="k", base_url="http://192.0.2.1/v1", max_retries=0) as client,
        pytest.raises((NetworkBlockedError, openai.APIConnectionError)),
    ):
        client.models.list()
    assert network_attempts == ["192.0.2.1"]
    network_attempts.clear()


def test_loopback_and_unix_sockets_are_free(fake_openai: FakeOpenAI) -> None:
    with urllib.request.urlopen(f"{fake_openai.url}/models") as page:
        assert json.load(page)["data"]
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"x")
        assert other.recv(1) == b"x"


def test_settings_from_outside_are_gone() -> None:
    left = [name for name in os.environ if name.startswith(("OPENAI_", "ASSISTANT_"))]
    assert left == ["ASSISTANT_TRACE"], "traces are off in tests, and nothing else is set"
    assert not (Path.cwd() / ".env").exists()
    assert list(Path.cwd().iterdir()) == []
