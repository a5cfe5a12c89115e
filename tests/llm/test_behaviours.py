"""The table of behaviours: each through the real client against our own server, whole and streamed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError
from assistant.llm.chat import ChatModel, Message
from assistant.llm.wrapping.cache import CachedModel, ReplyCache
from tests.support.asking import ASK, KEY, Opener
from tests.support.fakes import FakeOpenAI, Status, Text
from tests.support.models.behaviour import AGAIN, IDEA, Behaviour
from tests.support.models.behaviours import BEHAVIOURS

DOCS = Path(__file__).parents[2] / "docs" / "endpoints.md"
ROWS = [(row, mode) for row in BEHAVIOURS for mode in row.modes.split()]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ReplyCache]:
    made = ReplyCache(tmp_path)
    yield made
    made.close()


def asked(model: ChatModel, mode: str, json: Any = False) -> tuple[str, bool]:
    """Return the text of the reply, and whether it is whole."""
    if mode == "whole":
        reply = model.complete(ASK, max_tokens=50, json=json)
        return reply.text, reply.whole
    with model.stream(ASK, max_tokens=50) as stream:
        text = "".join(stream)
    assert stream.reply is not None
    assert stream.reply.text == text
    return text, stream.reply.whole


@pytest.mark.parametrize(("row", "mode"), ROWS, ids=[f"{row.name}, {mode}" for row, mode in ROWS])
def test_what_comes_of_it(
    row: Behaviour, mode: str, fake_openai: FakeOpenAI, opened: Opener, cache: ReplyCache
) -> None:
    for name, value in row.fake.items():
        setattr(fake_openai, name, value)
    model = CachedModel(opened(**row.settings), cache)
    fake_openai.enqueue(*row.replies)
    if row.error:
        with pytest.raises(AssistantError) as caught:
            asked(model, mode)
        assert row.error in str(caught.value)
        assert "127.0.0.1" in str(caught.value)
        assert KEY not in str(caught.value)
    else:
        text, whole = asked(model, mode, row.json)
        assert text.strip() == row.text or (not row.cached and text.startswith(row.text))
        assert whole == row.cached
        assert IDEA not in text
        fake_openai.enqueue(Text(AGAIN))
        assert (asked(model, mode, row.json)[0] == AGAIN) != row.cached, "what is not whole is not stored"
    assert len(fake_openai.chats) == row.chats + (not row.error and not row.cached)


def test_the_table_is_long_enough_and_told_in_the_docs() -> None:
    assert len(BEHAVIOURS) >= 40
    told = DOCS.read_text(encoding="utf-8")
    for row in BEHAVIOURS:
        shown = row.name.replace("<", "&lt;")
        assert f"| {shown} | {row.sees} |" in told


def test_a_list_without_a_model_that_chats(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.models = [{"id": "nomic-embed-text"}]
    with pytest.raises(AssistantError, match="'nomic-embed-text', which does not chat"):
        opened()


def test_room_is_given_to_a_model_that_thinks_and_kept(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.enqueue(Text("<think>So"), Text("Fine."), Text("<think>So</think>{}"))
    model = opened()
    model.complete(ASK, max_tokens=50)
    model.complete(ASK, max_tokens=50, json=True)
    assert [chat["max_tokens"] > 4000 for chat in fake_openai.chats] == [False, True, True]
    assert fake_openai.chats[-1]["reasoning_effort"] == "low"
    assert fake_openai.chats[-1]["chat_template_kwargs"]["enable_thinking"] is False


@pytest.mark.parametrize("named", [True, False])
def test_how_to_think_less_is_not_said_to_a_server_that_refuses_it(
    fake_openai: FakeOpenAI, opened: Opener, named: bool
) -> None:
    model = opened()
    fake_openai.enqueue(Text("<think>So"), Text("Fine."))
    model.complete(ASK, max_tokens=50)
    fake_openai.refuse, fake_openai.names_refused = {"chat_template_kwargs", "reasoning_effort"}, named
    for _ in range(2):
        assert model.complete(ASK, max_tokens=50, json=True).text == "Hello there."
    assert {"temperature", "seed", "response_format", "max_tokens"} <= fake_openai.chats[-1].keys()
    assert "chat_template_kwargs" not in fake_openai.chats[-1]


def test_the_system_role_is_folded_and_nothing_of_it_lost(fake_openai: FakeOpenAI, opened: Opener) -> None:
    model = opened()
    fake_openai.respond = lambda asked: Text(asked["messages"][0]["content"])
    fake_openai.enqueue(Status(400, error={"message": "System role not supported"}))
    for _ in range(2):
        assert model.complete(ASK, max_tokens=50).text == "Be brief.\n\nWhat is CuBERT?"
    assert len(fake_openai.chats) == 3
    assert [message["role"] for message in fake_openai.chats[-1]["messages"]] == ["user"]


@pytest.mark.parametrize(
    "first",
    [
        Text("<think>", top={"<think>": -0.01, "yes": -6.0, "no": -7.0}),
        Text("<|channel|>", top={"<|channel|>": -0.01}),
        Text("", top={"Okay": -0.01}, reasoning="Okay", finish="length"),
    ],
    ids=["tag", "channel", "field"],
)
def test_a_first_token_that_thinks_is_no_verdict_and_not_asked_for_again(
    fake_openai: FakeOpenAI, opened: Opener, first: Text
) -> None:
    model = opened()
    fake_openai.enqueue(first)
    assert model.complete(ASK, max_tokens=1, logprobs=True).top == {}
    assert not model.gives_logprobs


def test_yes_and_no_without_mass_are_noise_and_after_two_of_them_the_model_is_unfit(
    fake_openai: FakeOpenAI, opened: Opener, cache: ReplyCache
) -> None:
    noise = Text("The", top={"The": -0.01, "yes": -5.0, "no": -9.0})
    verdict = Text("yes", top={"yes": -0.01, "no": -5.0})
    model = CachedModel(opened(), cache)
    fake_openai.enqueue(noise, verdict, noise, noise)
    about = [[*ASK, Message("user", f"Paper {number}?")] for number in range(4)]
    tops = [model.complete(some, max_tokens=1, logprobs=True).top for some in about[:2]]
    assert [bool(top) for top in tops] == [False, True]
    assert model.gives_logprobs, "one paper alone may lead a model astray"
    for some in about[2:]:
        assert model.complete(some, max_tokens=1, logprobs=True).top == {}
    assert not model.gives_logprobs
