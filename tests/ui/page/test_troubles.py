"""What the page says when things are not as they should be: no server, no model, no index yet, a long line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant import Assistant, Settings, Stage
from tests.support.browsing import Reader, needs_browser
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Text
from tests.support.page.relay import relaying
from tests.support.serving import serving
from ui.opening import AssistantHolder
from ui.page.head import head_html

pytestmark = needs_browser


@pytest.fixture
def window(browser: Any) -> Iterator[Any]:
    """A browser context, closed in the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def test_a_server_that_is_gone_is_told_and_the_page_recovers_by_itself(
    window: Any, seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    fake_openai.respond = lambda asked: "CuBERT is a model of source code. [1]"
    with Assistant(settings) as assistant:
        with serving(AssistantHolder(assistant)) as behind, relaying(behind) as url:
            reader = Reader(window, url)
            reader.ask("What is CuBERT?")
            fake_openai.respond = lambda asked: Text("It reads code. " + "Word " * 900, pause=0.05)
            reader.type("How does CuBERT read code?")
            reader.page.wait_for_selector("#pa-live >> text=It reads code")
            reader.page.fill("#pa-box textarea", "And text?")
        reader.page.wait_for_selector("text=Connection to the server was lost")
        fake_openai.respond = lambda asked: "It was trained on 7.4M files. [1]"
        with serving(AssistantHolder(assistant), port=int(url.rpartition(":")[2])):
            reader.page.wait_for_selector(".pa-toast >> text=Its question is back in the box")
            reader.typed("How does CuBERT read code?\nAnd text?")
            assert "CuBERT is a model of source code" in reader.exchange(1).inner_text()
            reader.page.press("#pa-box textarea", "Enter")
            assert "trained on 7.4M files" in reader.exchange(2).inner_text()


def refused(route: Any) -> None:
    route.fulfill(status=404, json={"detail": "Not Found"})


def ended_early(route: Any) -> None:
    route.fulfill(content_type="text/event-stream", body="")


def ended_by_the_server(route: Any) -> None:
    told = '{"msg": "unexpected_error", "event_id": null, "message": "Server stopped unexpectedly."}'
    route.fulfill(content_type="text/event-stream", body=f"data: {told}\n\n")


@each_row("broken", [refused, ended_early, ended_by_the_server])
def test_a_question_whose_answer_cannot_come_is_told_and_asked_again_by_a_click(
    reader: Reader, broken: Callable[[Any], None]
) -> None:
    number = reader.page.locator("#pa-log article").count() + 1
    reader.page.route("**/queue/data?*", broken, times=1)
    reader.type("How many PET/CT exams were used?")
    note = reader.page.locator(".pa-toast >> text=What you typed is back in the box")
    note.wait_for()
    reader.typed("How many PET/CT exams were used?")
    note.get_by_role("button", name="Ask").click()
    assert "25,578" in reader.exchange(number).inner_text()


def test_a_model_that_cannot_be_reached_is_told_until_it_answers(
    window: Any, seed_copy: Path, fake_openai: FakeOpenAI
) -> None:
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    fake_openai.api_keys = {"another"}
    with Assistant(settings) as assistant, serving(AssistantHolder(assistant)) as url:
        reader = Reader(window, url)
        answer = reader.ask("How many PET/CT exams were used?")
        assert "25,578" in answer.inner_text()
        assert "key" in answer.locator(".pa-warnings").inner_text()
        head = reader.page.locator("#pa-head")
        reader.page.wait_for_selector("#pa-head >> text=does not answer: it refused the key (status 401)")
        shown = reader.page.inner_text("body")
        assert shown.count("could not be used") == 1  # in the answer, once
        fake_openai.api_keys = None
        fake_openai.respond = lambda asked: "It used 25,578 exams. [1]"
        reader.ask("How many exams were used in PET/CT?")
        assert "does not answer" not in head.inner_text()
        assert "fake-model" in head.inner_text()


def test_while_the_papers_are_prepared_the_page_says_how_far_it_is(
    window: Any, page_shelf: Assistant
) -> None:
    holder = AssistantHolder()
    holder.stage = Stage("embedding", 5, 38)
    with serving(holder) as url:
        reader = Reader(window, url)
        reader.page.wait_for_selector("#pa-head >> text=Indexing: 5 of 38")
        reader.type("How many PET/CT exams were used?")
        reader.page.wait_for_selector("#pa-live >> text=Indexing: 5 of 38")
        holder._assistant = page_shelf  # what opening ends with
        assert "25,578" in reader.exchange(1).inner_text()
        reader.page.wait_for_selector("#pa-head >> text=39 papers")


def test_those_who_wait_see_their_place_in_line(
    browser: Any, seed_copy: Path, fake_openai: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.page.actions.ANSWERS_AT_ONCE", 1)
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    fake_openai.respond = lambda asked: Text("Slowly. " + "Word " * 900, pause=0.05)
    people = [browser.new_context() for _ in range(2)]
    with Assistant(settings) as assistant, serving(AssistantHolder(assistant)) as url:
        first, second = (Reader(context, url) for context in people)
        first.type("What is CuBERT?")
        first.page.wait_for_selector("#pa-live >> text=Slowly")
        second.type("What is ELECTRA?")
        second.page.wait_for_selector("#pa-live >> text=In line: 1 question before yours")
        fake_openai.respond = lambda asked: "A model. [1]"
        first.page.click("#pa-box .stop-button")
        assert "A model" in second.exchange(1).inner_text()
        assert "stopped" in first.exchange(1).inner_text()
    for context in people:
        context.close()


def test_indexing_beside_the_answers_is_told(page_shelf: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work = SimpleNamespace(done=3, total=900, remaining_s=130.0, failed=None)
    monkeypatch.setattr(Assistant, "indexing", at_work)
    holder = AssistantHolder(page_shelf)
    assert "Indexing their meaning: 3 of 900 papers, about 2 min left." in head_html(holder)
    monkeypatch.setattr(at_work, "failed", "no room")
    assert "Indexing their meaning" not in head_html(holder)
