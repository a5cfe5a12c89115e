"""The chat model against a server on loopback, through the real OpenAI client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.chat import Message, wrap_model
from assistant.types import Usage
from tests.support.asking import ASK, KEY, Opener
from tests.support.fakes import FakeOpenAI, Text


def test_a_reply_comes_with_what_it_cost(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue("A model for code.")
    reply = opened().complete(ASK, max_tokens=50)
    assert reply.text == "A model for code."
    assert reply.usage == Usage(requests=1, prompt_tokens=5, completion_tokens=4)
    assert not reply.cut_short


def test_the_endpoint_sees_the_messages_the_limits_and_the_key(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    opened(model="my-model").complete(ASK, max_tokens=50)
    request = fake_openai.requests[-1]
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.json["model"] == "my-model"
    assert request.json["max_tokens"] == 50
    assert request.json["temperature"] == 0
    assert isinstance(request.json["seed"], int)
    assert request.json["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is CuBERT?"},
    ]


def test_a_stream_comes_in_pieces_with_its_cost_at_the_end(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue("A model for code.")
    stream = opened().stream(ASK, max_tokens=50)
    assert fake_openai.chats == []
    assert next(stream) == "A"
    assert stream.reply is None
    assert list(stream) == [" model", " for", " code."]
    assert stream.usage == Usage(requests=1, prompt_tokens=5, completion_tokens=4)
    assert stream.reply is not None
    assert stream.reply.text == "A model for code."


def test_closing_a_stream_stops_the_request(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Text("word " * 2000, pause=0.002))
    with opened().stream(ASK, max_tokens=50) as stream:
        assert next(stream) == "word"
    assert fake_openai.hung_up.wait(10)
    assert list(stream) == []


def test_json_is_asked_for(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue('{"verdict": "no"}')
    assert opened().complete(ASK, max_tokens=50, json=True).text == '{"verdict": "no"}'
    assert fake_openai.chats[-1]["response_format"] == {"type": "json_object"}


@pytest.mark.parametrize("streaming", [False, True])
def test_a_reply_that_reached_its_limit_says_so(
    fake_openai: FakeOpenAI, opened: Opener, streaming: bool
) -> None:
    fake_openai.enqueue(Text("A model for", finish="length"))
    model = opened()
    if streaming:
        stream = model.stream(ASK, max_tokens=3)
        list(stream)
        reply = stream.reply
    else:
        reply = model.complete(ASK, max_tokens=3)
    assert reply is not None
    assert reply.cut_short


def test_several_threads_may_ask_at_once(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.refuse = {"temperature"}
    fake_openai.respond = lambda asked: asked["messages"][-1]["content"]
    model = opened()
    questions = [f"question {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        replies = pool.map(lambda q: model.complete([Message("user", q)], max_tokens=9).text, questions)
        assert list(replies) == questions


def test_log_probabilities_of_the_first_token(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Text("Yes it does", top={"Yes": -0.1, "No": -2.4}))
    model = opened()
    reply = model.complete(ASK, max_tokens=1, logprobs=True)
    assert reply.top == {"Yes": -0.1, "No": -2.4}
    assert model.gives_logprobs


def test_log_probabilities_not_asked_for_are_not_given(fake_openai: FakeOpenAI, opened: Opener) -> None:
    reply = opened().complete(ASK, max_tokens=1)
    assert reply.top == {}
    assert "logprobs" not in fake_openai.chats[-1]


def test_an_endpoint_that_leaves_log_probabilities_out_is_not_asked_again(
    fake_openai: FakeOpenAI, opened: Opener
) -> None:
    fake_openai.gives_logprobs = False
    model = opened()
    assert model.gives_logprobs
    assert model.complete(ASK, max_tokens=1, logprobs=True).top == {}
    assert not model.gives_logprobs
    model.complete(ASK, max_tokens=1, logprobs=True)
    assert "logprobs" not in fake_openai.chats[-1]


@pytest.mark.parametrize(("names", "status"), [(True, 400), (False, 400), (False, 403), (True, 422)])
def test_an_endpoint_that_refuses_log_probabilities_still_answers(
    fake_openai: FakeOpenAI, opened: Opener, names: bool, status: int
) -> None:
    fake_openai.refuse, fake_openai.names_refused, fake_openai.refusal_status = {"logprobs"}, names, status
    model = opened()
    reply = model.complete(ASK, max_tokens=1, logprobs=True)
    assert (reply.text, reply.top) == ("Hello there.", {})
    assert not model.gives_logprobs
    assert {"logprobs", "top_logprobs"}.isdisjoint(fake_openai.chats[-1])


# A LlamaIndex LLM of the embedding app


def test_an_openai_like_llm_is_used_as_it_is(fake_openai: FakeOpenAI) -> None:
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(
        model="theirs", api_base=fake_openai.url, api_key=KEY, is_chat_model=True, context_window=5000
    )
    model = wrap_model(llm)
    fake_openai.enqueue(Text("Yes", top={"Yes": -0.1}), "A model for code.")
    assert (model.name, model.context_window) == ("theirs", 5000)
    assert model.complete(ASK, max_tokens=1, logprobs=True).top == {"Yes": -0.1}
    assert "".join(model.stream(ASK, max_tokens=50)) == "A model for code."
    assert fake_openai.chats[-1]["model"] == "theirs"


def test_any_other_llm_answers_too() -> None:
    from llama_index.core.llms import MockLLM

    model = wrap_model(MockLLM())
    reply = model.complete(ASK, max_tokens=50, logprobs=True, json=True)
    assert "CuBERT" in reply.text
    assert reply.usage.requests == 1
    assert not model.gives_logprobs
    assert model.context_window > 0
    with model.stream(ASK, max_tokens=50) as stream:
        assert "CuBERT" in "".join(stream)


def test_an_llm_that_fails_in_its_own_way() -> None:
    from llama_index.core.llms import MockLLM

    class FailingError(Exception):
        pass

    class Failing(MockLLM):
        def complete(self, *_: Any, **__: Any) -> Any:
            raise FailingError("inner words")

    with pytest.raises(ModelUnavailable, match="FailingError"):
        wrap_model(Failing()).complete(ASK, max_tokens=50)


def test_an_llm_that_cannot_tell_its_window() -> None:
    from llama_index.llms.openai import OpenAI

    with pytest.raises(SettingsError, match="context_window"):
        wrap_model(OpenAI(model="gpt-77-nano", api_key=KEY))
