"""Faults of an endpoint: retried where that can help, then one clear sentence without the key."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from assistant.errors import BadReply, ModelUnavailable
from assistant.llm.chat import open_model
from assistant.settings import Settings
from tests.support.asking import ASK, KEY, Opener, ask, fails
from tests.support.fakes import Cut, Empty, FakeOpenAI, Garbage, Html, Slow, Status, Text


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("streaming", [False, True])
def test_a_wrong_key(fake_openai: FakeOpenAI, opened: Opener, streaming: bool) -> None:
    model = opened(model="m", context_window=4096)
    fake_openai.api_keys = {"another"}
    error = fails(model, ModelUnavailable, streaming=streaming)
    assert "OPENAI_API_KEY" in str(error)
    assert not getattr(error, "retryable", True)
    assert len(fake_openai.requests) == 1, "the same key will be refused again"


def test_a_wrong_key_is_told_when_opening(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.api_keys = {"another"}
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY") as caught:
        opened()
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("streaming", [False, True])
def test_an_unknown_model(fake_openai: FakeOpenAI, opened: Opener, streaming: bool) -> None:
    fake_openai.enqueue(Status(404, error={"code": "model_not_found", "message": "no such model"}))
    error = fails(opened(model="gpt-99"), ModelUnavailable, streaming=streaming)
    assert "gpt-99" in str(error)
    assert "ASSISTANT_MODEL" in str(error)


@pytest.mark.parametrize("streaming", [False, True])
def test_passing_trouble_is_waited_out(fake_openai: FakeOpenAI, opened: Opener, streaming: bool) -> None:
    fake_openai.enqueue(Status(429), Status(503), "Here again.")
    assert ask(opened(retries=2), streaming=streaming) == "Here again."


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_lasting_trouble_ends_after_the_retries(
    fake_openai: FakeOpenAI, opened: Opener, streaming: bool, status: int
) -> None:
    fake_openai.enqueue(*[Status(status)] * 9)
    error = fails(opened(retries=2), ModelUnavailable, streaming=streaming)
    assert str(status) in str(error)
    assert getattr(error, "retryable", False)
    assert len(fake_openai.chats) == 3


def test_a_quota_used_up_is_not_worth_waiting_for(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Status(429, error={"code": "insufficient_quota", "message": "pay"}))
    error = fails(opened(retries=0), ModelUnavailable, streaming=False)
    assert "quota" in str(error)
    assert not getattr(error, "retryable", True)


def test_nobody_listens() -> None:
    url = f"http://127.0.0.1:{unused_port()}/v1"
    with pytest.raises(ModelUnavailable, match="OPENAI_BASE_URL") as caught:
        open_model(Settings(openai_base_url=url, openai_api_key=KEY, retries=0))
    assert caught.value.retryable
    assert "127.0.0.1" in str(caught.value)


@pytest.mark.parametrize("streaming", [False, True])
def test_a_server_that_goes_away(fake_openai: FakeOpenAI, streaming: bool) -> None:
    with FakeOpenAI() as gone:
        model = open_model(Settings(openai_base_url=gone.url, retries=0))
    error = fails(model, ModelUnavailable, streaming=streaming)
    model.close()
    assert "cannot be reached" in str(error)
    assert getattr(error, "retryable", False)


@pytest.mark.parametrize("streaming", [False, True])
def test_a_server_that_is_too_slow(fake_openai: FakeOpenAI, opened: Opener, streaming: bool) -> None:
    model = opened(timeout_s=0.05, retries=0, model="m", context_window=4096)
    fake_openai.enqueue(Slow(30))
    error = fails(model, ModelUnavailable, streaming=streaming)
    assert "0.05 seconds" in str(error)
    assert "ASSISTANT_TIMEOUT_S" in str(error)
    assert getattr(error, "retryable", False)


def test_a_stream_that_stalls(fake_openai: FakeOpenAI, opened: Opener) -> None:
    model = opened(
        timeout_s=1, retries=0, model="m", context_window=4096
    )  # a busy machine's first word is late
    fake_openai.enqueue(Text("one two three", pause=30))
    stream = model.stream(ASK, max_tokens=9)
    assert next(stream) == "one"
    with pytest.raises(ModelUnavailable, match="ASSISTANT_TIMEOUT_S"):
        next(stream)


@pytest.mark.parametrize("reply", [Cut(3), Text("one two three", finish=None)], ids=["cut", "no end"])
def test_a_stream_cut_in_the_middle(fake_openai: FakeOpenAI, opened: Opener, reply: Cut | Text) -> None:
    fake_openai.enqueue(reply)
    stream = opened().stream(ASK, max_tokens=9)
    assert [next(stream), next(stream), next(stream)] == ["one", " two", " three"]
    with pytest.raises(ModelUnavailable, match="broke off") as caught:
        next(stream)
    assert caught.value.retryable
    assert stream.reply is None
    assert len(fake_openai.chats) == 1, "what was said cannot be taken back, so it is not asked again"


def test_a_stream_cut_before_the_first_word_is_asked_again(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Cut(0), "fine now")
    stream = opened().stream(ASK, max_tokens=9)
    assert "".join(stream) == "fine now"
    assert stream.usage.requests == 2


def test_a_reply_cut_in_the_middle_is_asked_again(
    fake_openai: FakeOpenAI, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0)
    fake_openai.enqueue(Cut(0), "fine now")
    assert opened().complete(ASK, max_tokens=9).text == "fine now"


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("fault", [Empty(), Garbage(), Html(), Text(" \n ")], ids=lambda fault: repr(fault))
def test_an_empty_or_malformed_reply(
    fake_openai: FakeOpenAI, opened: Opener, streaming: bool, fault: Any
) -> None:
    model = opened()
    fake_openai.enqueue(fault, "fine now")
    assert ask(model, streaming=streaming).strip() == "fine now"
    fake_openai.enqueue(fault, fault, "too late")
    fails(model, BadReply, streaming=streaming)


def test_a_prompt_too_long_says_which_setting_helps(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Status(400, error={"code": "context_length_exceeded", "param": "messages"}))
    assert "ASSISTANT_CONTEXT_WINDOW" in str(fails(opened(), ModelUnavailable, streaming=False))
    # The shape of llama.cpp: a number as code, the reason as type.
    fake_openai.enqueue(Status(400, error={"code": 400, "type": "exceed_context_size_error"}))
    assert "ASSISTANT_CONTEXT_WINDOW" in str(fails(opened(), ModelUnavailable, streaming=True))
    assert len(fake_openai.chats) == 2


def test_what_a_server_says_of_a_refusal_is_quoted_without_the_key(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    said = f"Bad role\nfor {KEY}" + " again" * 200
    fake_openai.enqueue(Status(400, error={"code": "invalid", "param": "messages", "message": said}))
    error = fails(opened(), ModelUnavailable, streaming=False)
    assert "Bad role for ***" in str(error)
    assert len(str(error)) < 500
