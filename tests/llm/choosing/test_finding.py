"""What a server offers, and whether a model of it answers: the true error of each, in one sentence."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from assistant import AssistantError, ModelChoice, Settings, SettingsError
from assistant.llm.choosing.choice import checked, same_server, settings_with
from assistant.llm.choosing.finding import check, find_models, try_model
from assistant.llm.choosing.health import Health, brief, on_the_page
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Html, Raw, Slow, Status

KEY = "sk-right-key-0123456789"


def asked(fake: FakeOpenAI, **values: Any) -> Settings:
    return settings_with(Settings(), checked(ModelChoice(address=fake.url, key=KEY, **values)))


def entries(*names: str) -> dict[str, Any]:
    return {"data": [{"id": name} for name in names]}


def test_models_to_talk_to_are_listed_those_the_server_calls_so_first(fake_openai: FakeOpenAI) -> None:
    fake_openai.models = [
        *entries("text-embedding-3-small", "mystery-7b", "bge-reranker-base", "whisper-1")["data"],
        {"id": "llama-3", "type": "chat"},
    ]
    found = find_models(asked(fake_openai))
    assert (found.names, found.others) == (("llama-3", "mystery-7b"), 3)


def test_an_address_without_its_path_is_completed(fake_openai: FakeOpenAI) -> None:
    host = fake_openai.root.removeprefix("http://")
    choice = checked(ModelChoice(address=host))
    assert choice.address == f"http://{host}/v1"
    assert find_models(settings_with(Settings(), choice)).names == ("fake-model",)
    fake_openai.pages["/models"] = entries("at-the-root")
    fake_openai.pages["/v1/models"] = Raw((b"<html>Welcome</html>",), "text/html")
    found = find_models(settings_with(Settings(), choice))
    assert (found.names, found.address) == (("at-the-root",), f"http://{host}/")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("key", "refused"),
        ("html", "sent a web page"),
        ("empty", "lists none"),
        ("embedding", "which does not chat"),
        ("closed", "cannot be reached"),
    ],
)
def test_a_list_that_does_not_come_is_told_as_it_is(fake_openai: FakeOpenAI, fault: str, words: str) -> None:
    settings = asked(fake_openai)
    if fault == "key":
        fake_openai.api_keys = {"another"}
    elif fault == "html":
        fake_openai.pages["/v1/models"] = Raw((b"<html>Log in</html>",), "text/html")
    elif fault == "empty":
        fake_openai.models = []
    elif fault == "embedding":
        fake_openai.models = entries("nomic-embed-text")["data"]
    else:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = settings.replace(openai_base_url=f"http://127.0.0.1:{port}/v1")
    with pytest.raises(AssistantError, match=words) as caught:
        find_models(settings)
    assert KEY not in str(caught.value)


def test_a_slow_server_is_given_up(fake_openai: FakeOpenAI) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes the connection, and says nothing
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        settings = asked(fake_openai, name="m").replace(openai_base_url=url, timeout_s=0.3)
        for ask in (find_models, try_model):
            with pytest.raises(AssistantError, match="seconds, but it did not"):
                ask(settings)


def test_a_try_is_one_small_request_and_tells_its_seconds(fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: Slow(0.2)
    tried = try_model(asked(fake_openai))
    assert (tried.name, tried.host) == ("fake-model", fake_openai.root.removeprefix("http://"))
    assert tried.seconds >= 0.2
    assert len(fake_openai.chats) == 1


@pytest.mark.parametrize(
    ("reply", "words"),
    [(Status(401), "refused"), (Status(404), "answered 404"), (Html(), "cannot be read"), ("", "was empty")],
)
def test_a_try_that_fails_tells_why(fake_openai: FakeOpenAI, reply: Any, words: str) -> None:
    fake_openai.respond = lambda asked: reply
    with pytest.raises(AssistantError, match=words) as caught:
        try_model(asked(fake_openai))
    told = on_the_page(str(caught.value))
    assert not {"OPENAI", "ASSISTANT"} & set(told.replace("_", " ").split())
    assert brief(str(caught.value)) in str(caught.value).replace("refused it", "refused the key")


def test_a_check_notes_whether_the_endpoint_is_there(fake_openai: FakeOpenAI) -> None:
    health, settings = Health(), asked(fake_openai)
    check(settings, health)
    assert (health.status, health.name) == ("answers", "fake-model")
    fake_openai.api_keys = {"another"}
    check(settings, health)
    assert health.status == "fails"
    assert brief(health.why) == "it refused the key (status 401)"
    unknown = Health()
    fake_openai.api_keys = None
    check(settings.replace(openai_base_url=f"{fake_openai.root}/nowhere"), unknown)
    assert unknown.status == "unasked"  # it may do without a list, and answer all the same


@each_row(
    "address",
    [
        "file:///etc/passwd",
        "http://",
        "ftp://x/v1",
        "http://a b/v1",
        "http://h:0/v1",
        "http://h:99999",
        "http://[::1",
        "gopher://x",
        "http://ada:word@h/v1",
        "http://h/v1?key=1",
        "http://h/v1#x",
        "http://h/\r\nX: y",
    ],
)
def test_what_is_no_address_of_a_server_is_refused(address: str) -> None:
    with pytest.raises(SettingsError):
        checked(ModelChoice(address=address))


def test_a_key_belongs_to_one_server() -> None:
    assert same_server("https://h/v1", "https://H:443/other")
    assert not same_server("https://h/v1", "http://h/v1")
    assert not same_server("http://h:1/v1", "http://h:2/v1")
    assert not same_server("https://h.example/v1", "https://h.example.evil/v1")
    with pytest.raises(SettingsError, match="key of letters"):
        checked(ModelChoice(address="http://h/v1", key="a\r\nX: y"))
