"""From the page: a model is fetched after it was said what it takes, and answers that are there are judged in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings, bundled_papers
from tests.support.browsing import Reader, needs_browser
from tests.support.fakes import FakeOpenAI
from tests.support.models.mirrors import CONTENT, FILE, in_catalogue, tiny_model
from tests.support.models.stand_in import StandIn
from tests.support.scripted import judge, only
from tests.support.serving import serving
from ui.opening import AssistantHolder

QUESTION = "Which papers avoid subword tokenizers?"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, fake_openai: FakeOpenAI) -> Iterator[StandIn]:
    in_catalogue(monkeypatch, tiny_model())
    monkeypatch.setattr("assistant.answering.model.keeper.can_run", lambda: True)
    fake_openai.respond = judge(only(*(paper.title for paper in bundled_papers()[3:6])))
    there = StandIn(monkeypatch, fake_openai.url)
    yield there
    there.free()


@pytest.fixture
def assistant(seed_copy: Path, tmp_path: Path, stand_in: StandIn) -> Iterator[Assistant]:
    """The bundled papers, no model, and a mirror that has one."""
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / FILE).write_bytes(CONTENT)
    settings = Settings(home=seed_copy, model_mirror=str(tmp_path / "mirror"))
    with Assistant(settings, background=True) as opened:
        yield opened


@needs_browser
def test_a_model_is_fetched_from_the_page_and_judges_an_answer_in_its_place(
    browser: Any, assistant: Assistant, stand_in: StandIn
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    with serving(AssistantHolder(assistant)) as url:
        reader = Reader(context, url)
        page = reader.page
        first = reader.ask(QUESTION)
        assert "none was judged" in first.inner_text()
        assert not page.locator("[data-act=judge]").is_visible()  # nothing is there that could
        page.click(".pa-model-open")
        told = page.inner_text("#pa-model .pa-model-local")
        for fact in ("10.2 kB", "Apache-2.0", "0.5 GB", "a blink for each paper", "F1 0.5 on 2 questions"):
            assert fact in told
        page.click("#pa-model [data-model-do=local]")
        page.wait_for_selector("#pa-model [data-model-progress] >> text=tiny.q4 is being loaded")
        page.click("#pa-model [data-model-do=cancel]")
        page.wait_for_selector("#pa-model >> text=What has been fetched is kept")
        page.click("#pa-model [data-model-do=local]")
        page.wait_for_selector("#pa-head >> text=tiny.q4 is being loaded")
        page.keyboard.press("Escape")
        assert "papers’ own sentences until tiny.q4 is ready" in page.inner_text("#pa-head")
        assert "25,578" in reader.ask("How many PET/CT exams were used?").inner_text()  # meanwhile
        stand_in.may_load.set()
        page.wait_for_selector("#pa-head >> text=It has read 1 of 38 papers in advance")
        page.click("#pa-log article[data-turn='1'] [data-act=judge]")
        page.wait_for_selector("#pa-log article[data-turn='1'] >> text=3 of 38 papers judged match")
        assert page.locator("#pa-log article").count() == 2
        assert "25,578" in page.inner_text("#pa-log article[data-turn='2']")
        assert not page.locator("[data-act=judge]").count()
        page.click("#pa-log article[data-turn='1'] a.pa-cite >> nth=0")
        assert reader.highlighted()
        stand_in.free()
        page.wait_for_selector("#pa-head >> text=tiny.q4 answers from the papers")
        assert "in advance" not in page.inner_text("#pa-head")
        page.reload()
        reader.opened()
        assert "3 of 38 papers judged match" in reader.exchange(2).locator("xpath=..").inner_text()
        assert "3 of 38 papers judged match" in reader.ask(f"{QUESTION} Please.").inner_text()
        assert reader.faults == []
    context.close()


@needs_browser
def test_judging_that_is_stopped_leaves_the_answer_as_it_was(
    browser: Any, assistant: Assistant, stand_in: StandIn
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    with serving(AssistantHolder(assistant)) as url:
        assistant.use_local_model("tiny")
        reader = Reader(context, url)
        before = reader.ask(QUESTION).locator(".pa-verdicts").inner_text()
        reader.page.click("#pa-log [data-act=judge]")
        reader.page.wait_for_selector("#pa-live >> text=Waiting for the model")
        reader.page.click("#pa-box .stop-button")
        reader.page.wait_for_selector("#pa-live article", state="detached")
        assert reader.exchange(1).locator(".pa-verdicts").inner_text() == before
        assert reader.page.input_value("#pa-box textarea") == ""
        stand_in.free()
        assert reader.faults == []
    context.close()
