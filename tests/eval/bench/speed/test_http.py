"""The load test counts what goes wrong, against a real server under a small load."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import eval.bench.speed.http as bench_http
from assistant import Assistant, Settings
from eval.bench.speed.slow_model import slow_model
from tests.support.serving import serving
from ui.http.access import Access
from ui.opening import AssistantHolder


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home, trace=False)) as assistant:
        yield assistant


def test_right_answers_are_counted_as_such(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf)) as url:
        done = asyncio.run(bench_http.load(url, 4, requests=8))
    assert (len(done.seconds), done.errors, done.mixed_up, done.refused) == (8, [], [], 0)
    assert sorted(done.seconds)[-2] <= done.p95 <= max(done.seconds)


def test_an_answer_about_another_paper_is_noticed(shelf: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_http, "QUESTIONS", (("How many PET/CT exams were used?", "electra"),))
    with serving(AssistantHolder(shelf)) as url:
        done = asyncio.run(bench_http.load(url, 1, requests=2))
    assert len(done.mixed_up) == 2


def test_refusals_and_failures_are_counted_apart(seed_copy: Path) -> None:
    with slow_model(0.5) as model:
        settings = Settings(home=seed_copy, openai_base_url=model, openai_api_key="k", trace=False)
        with (
            Assistant(settings) as assistant,
            serving(AssistantHolder(assistant), access=Access(parallel=1)) as url,
        ):
            done = asyncio.run(bench_http.load(url, 3, requests=3, check=False))
        gone = asyncio.run(bench_http.load(url, 1, requests=1))
    assert len(done.seconds) + done.refused == 3
    assert done.refused >= 1
    assert len(gone.errors) == 1


def test_the_slow_model_speaks_both_forms() -> None:
    with slow_model(0) as url:
        for stream in (True, False):
            said = httpx.post(f"{url}/chat/completions", json={"messages": [], "stream": stream}).text
            assert "The abstract says so [1]." in said
            assert said.endswith("data: [DONE]\n\n") is stream
