"""What an endpoint refuses is left out, and remembered."""

from __future__ import annotations

from assistant.errors import ModelUnavailable
from assistant.settings import DEFAULT_OPENAI_MODEL
from assistant.types import Usage
from tests.support.asking import ASK, Opener, fails
from tests.support.fakes import FakeOpenAI, Text


def test_a_reasoning_model_nobody_knows_is_learned_once(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.refuse = {"temperature", "max_tokens"}
    model = opened(model="deep-thought")
    assert model.complete(ASK, max_tokens=50).text == "Hello there."
    assert len(fake_openai.chats) == 3
    assert list(model.stream(ASK, max_tokens=50)) == ["Hello", " there."]
    assert len(fake_openai.chats) == 4
    assert {"temperature", "max_tokens"}.isdisjoint(fake_openai.chats[-1])
    assert fake_openai.chats[-1]["max_completion_tokens"] > 1000, "thinking counts as reply, so needs room"


def test_a_reasoning_model_that_is_known_is_asked_right_at_once(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.refuse = {"temperature", "max_tokens", "logprobs"}
    model = opened(model=DEFAULT_OPENAI_MODEL)
    assert not model.gives_logprobs
    assert model.complete(ASK, max_tokens=50, logprobs=True).text == "Hello there."
    assert len(fake_openai.chats) == 1
    assert fake_openai.chats[0]["max_completion_tokens"] > 1000


def test_a_server_that_does_not_name_what_it_refuses(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.refuse, fake_openai.names_refused = {"stream_options"}, False
    model = opened()
    for _ in range(2):
        stream = model.stream(ASK, max_tokens=50)
        assert list(stream) == ["Hello", " there."]
        assert stream.usage == Usage(requests=1)
    assert len(fake_openai.chats) == 3
    assert fake_openai.chats[-1]["temperature"] == 0, "only what few servers know was given up"


def test_a_guess_that_did_not_help_is_not_remembered(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.refuse, fake_openai.names_refused = {"messages"}, False
    model = opened()
    fails(model, ModelUnavailable, streaming=False)
    fake_openai.refuse = set()
    model.complete(ASK, max_tokens=50)
    assert {"temperature", "seed", "max_tokens"} <= fake_openai.chats[-1].keys()


def test_a_model_that_spent_its_limit_on_thinking_gets_room(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Text("", finish="length", reasoning="Let me see ..."), "Done.")
    reply = opened().complete(ASK, max_tokens=50)
    assert reply.text == "Done."
    assert reply.usage.requests == 2
    assert fake_openai.chats[1]["max_tokens"] > 1000
