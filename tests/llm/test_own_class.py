"""An LLM class of an app's own that fails, and what the log tells of requests that are sent again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.llms.openai_like import OpenAILike

from assistant import Assistant, ModelUnavailable, Settings
from assistant.llm.chat import wrap_model
from tests.support.asking import ASK, KEY, Opener
from tests.support.each_row import each_row
from tests.support.fakes import Empty, FakeOpenAI, Status

SET = "Which papers avoid subword tokenizers?"
LOOKUP = "How many PET/CT exams were used?"


class QuotaGoneError(RuntimeError):
    """What an app's own client might raise."""


class Failing(CustomLLM):
    """An app's own model, out of order."""

    error: Any = QuotaGoneError("the plan of team 7 is used up (key sk-abcdefgh12345678)")

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="mine-70b", context_window=32_000)

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        raise self.error

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        raise self.error


@pytest.mark.parametrize("question", [SET, LOOKUP])
def test_its_exception_is_told_in_its_own_words_or_raised(question: str, seed_copy: Path) -> None:
    with Assistant(Settings(home=seed_copy), llm=Failing()) as assistant:
        answer = assistant.ask(question)
    assert answer.composer == "extractive"
    told = " ".join(answer.warnings)
    assert "your Failing raised QuotaGoneError: the plan of team 7 is used up" in told
    assert "OPENAI" not in told
    assert "sk-abc" not in told
    strict = Assistant(Settings(home=seed_copy), llm=Failing(), strict=True)
    with strict, pytest.raises(ModelUnavailable, match="QuotaGoneError") as caught:
        strict.ask(question)
    cause: BaseException | None = caught.value
    while cause is not None and not isinstance(cause, QuotaGoneError):
        cause = cause.__cause__
    assert cause is not None


@each_row("error", [ValueError("no template"), KeyError("choices"), TypeError("'NoneType'")])
def test_a_mistake_in_it_is_not_called_an_unreadable_reply(error: Exception) -> None:
    with pytest.raises(ModelUnavailable, match=f"raised {type(error).__name__}") as caught:
        wrap_model(Failing(error=error)).complete(ASK, max_tokens=9)
    assert "OPENAI_BASE_URL" not in str(caught.value)


def test_a_class_on_openais_wire_is_told_of_its_own_address(fake_openai: FakeOpenAI) -> None:
    llm = OpenAILike(
        model="m",
        api_base=fake_openai.url,
        api_key=KEY,
        is_chat_model=True,
        max_retries=0,
        context_window=4096,
    )
    fake_openai.enqueue(Status(404))
    with pytest.raises(ModelUnavailable, match="the api_base of your OpenAILike") as caught:
        wrap_model(llm).complete(ASK, max_tokens=9)
    assert "OPENAI_BASE_URL" not in str(caught.value)


def test_the_log_tells_what_was_asked_again_and_why_and_never_the_key(
    fake_openai: FakeOpenAI, opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Status(400, error={"message": f"json_schema? not with {KEY}", "param": "response_format"})
    fake_openai.enqueue(refusal, Empty(), "{}")
    with caplog.at_level(logging.INFO, logger="assistant"):
        opened().complete(ASK, max_tokens=9, json={"name": "a", "schema": {}, "strict": True})
    refused, again = (record.getMessage() for record in caplog.records if record.name == "assistant")
    assert "without response_format: json_schema? not with ***" in refused
    assert again.startswith("asked again: Expected a reply of")
    assert KEY not in caplog.text
    assert [chat["response_format"]["type"] for chat in fake_openai.chats] == [
        "json_schema",
        "json_object",
        "json_object",
    ]
