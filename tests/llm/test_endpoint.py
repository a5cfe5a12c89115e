"""What is asked of an endpoint when a model is opened."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import ModelUnavailable, SettingsError
from assistant.llm.chat import open_model
from assistant.settings import DEFAULT_OPENAI_MODEL, Settings
from tests.support.asking import ASK, KEY, Opener
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI


def test_the_first_listed_model_is_taken_when_none_is_named(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.models = [{"id": "first"}, {"id": "second"}]
    assert opened().name == "first"
    assert opened(model="third").name == "third"


def test_no_model_to_take(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.models = []
    with pytest.raises(ModelUnavailable, match="ASSISTANT_MODEL"):
        opened()


def test_a_server_without_a_list_needs_a_name(fake_openai: FakeOpenAI, opened: Opener) -> None:
    elsewhere = f"{fake_openai.root}/other"
    with pytest.raises(ModelUnavailable, match="ASSISTANT_MODEL"):
        opened(openai_base_url=elsewhere)
    assert opened(openai_base_url=elsewhere, model="named").name == "named"


def test_a_server_without_keys_gets_a_dummy(fake_openai: FakeOpenAI, opened: Opener) -> None:
    opened(openai_api_key=None).complete(ASK, max_tokens=9)
    assert fake_openai.requests[-1].headers["authorization"].startswith("Bearer ")


def test_a_key_alone_means_openai_and_asks_nothing_yet() -> None:
    model = open_model(Settings(openai_api_key=KEY))
    model.close()
    assert (model.name, model.endpoint) == (DEFAULT_OPENAI_MODEL, "api.openai.com")
    assert model.context_window == 400_000


def test_openai_models_newer_than_the_libraries_work() -> None:
    model = open_model(Settings(openai_api_key=KEY, model="gpt-77-nano"))
    model.close()
    assert (model.name, model.context_window) == ("gpt-77-nano", 8192)


def test_a_model_without_chat_completions_is_a_setting_that_does_not_fit() -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_MODEL"):
        open_model(Settings(openai_api_key=KEY, model="gpt-5.2-pro"))


@pytest.mark.parametrize(
    ("entry", "pages", "window"),
    [
        ({}, {}, 8192),
        ({"max_model_len": 40960}, {}, 40960),
        ({"context_length": 131072}, {}, 131072),
        ({"max_model_len": "much"}, {}, 8192),
        (
            {"meta": {"n_ctx_train": 32768}},
            {"/props": {"default_generation_settings": {"n_ctx": 2048}}},
            2048,
        ),
        ({"meta": {"n_ctx_train": 32768, "n_ctx": 16384}}, {}, 16384),
        ({"meta": {"n_ctx_train": 131072}}, {}, 8192),
        ({"meta": {"n_ctx_train": 2048}}, {}, 2048),
        ({}, {"/api/ps": {"models": []}}, 4096),
        ({}, {"/api/ps": {"models": [{"name": "m", "context_length": 32768}]}}, 32768),
    ],
    ids=[
        "untold",
        "vllm",
        "openrouter",
        "nonsense",
        "llama.cpp",
        "llama.cpp meta",
        "trained",
        "small",
        "ollama",
        "ollama ps",
    ],
)
def test_the_context_window_is_asked_of_the_endpoint(
    fake_openai: FakeOpenAI, opened: Opener, entry: dict[str, Any], pages: dict[str, Any], window: int
) -> None:
    fake_openai.models = [{"id": "another", "max_model_len": 1}, {"id": "m", **entry}]
    fake_openai.pages = pages
    assert opened(model="m").context_window == window


def test_a_context_window_that_is_set_wins(fake_openai: FakeOpenAI, opened: Opener) -> None:
    fake_openai.models = [{"id": "m", "max_model_len": 40960}]
    assert opened(context_window=2048).context_window == 2048
    assert opened(context_window=2048, model="m").context_window == 2048


@each_row("url", ["localhost:11434", "ftp://x/v1", "http://", "http://[::1/v1"])
def test_a_base_url_that_is_none(url: str) -> None:
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL"):
        open_model(Settings(openai_base_url=url))


def test_nothing_configured() -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_model(Settings())


def test_the_key_is_not_in_what_a_model_shows(opened: Opener) -> None:
    assert KEY not in repr(opened())
