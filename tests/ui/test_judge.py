"""From the page: a model is fetched after it was said what it takes, and answers that are there are judged in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, Settings, bundled_papers
from tests.support.browsing import Reader, needs_browser
from tests.support.fakes import FakeOpenAI
from tests.support.mirrors import CONTENT, FILE, in_catalogue, tiny_model
from tests.support.scripted import judge, only
from tests.support.serving import http, serving
from tests.support.stand_in import StandIn
from ui.doors.routes import RUN
from ui.http.access import Access
from ui.opening import AssistantHolder
from ui.page.head import head_html

QUESTION = "Which papers avoid subword tokenizers?"
OFFER = "#pa-head .pa-offer"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, fake_openai: FakeOpenAI) -> Iterator[StandIn]:
    in_catalogue(monkeypatch, tiny_model())
    monkeypatch.setattr("assistant.answering.model_keeper.can_run", lambda: True)
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
        page.click(f"{OFFER} summary")
        told = page.inner_text(f"{OFFER} .pa-pop")
        for fact in ("10.2 kB", "Apache-2.0", "0.5 GB", "a blink for each paper", "F1 0.5 on 2 questions"):
            assert fact in told
        page.click(f"{OFFER} [data-act=fetch]")
        page.wait_for_selector("#pa-head >> text=tiny.q4 is being loaded")
        assert not page.locator(OFFER).count()
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
        page.wait_for_selector("#pa-head >> text=Answers are written by tiny.q4")
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


def test_only_who_sits_here_or_has_logged_in_may_have_one_fetched(assistant: Assistant) -> None:
    offered = {}
    for name, login, access in [
        ("this machine", None, Access()),
        ("a login", ("ada", "lovelace"), Access(open=False, local=False)),
        ("anyone", None, Access(local=False)),
    ]:
        holder = AssistantHolder(assistant)
        with serving(holder, login, access=access):
            offered[name] = "Get a judge" in head_html(holder)
    assert offered == {"this machine": True, "a login": True, "anyone": False}


@pytest.mark.parametrize("allowed", [True, False])
def test_the_function_behind_the_button_asks_who_calls_it(
    assistant: Assistant, stand_in: StandIn, allowed: bool
) -> None:
    """Where the button is not shown its function does nothing for who calls it all the same."""
    stand_in.free()
    with serving(AssistantHolder(assistant), access=Access(local=allowed)) as url, http(url) as visitor:
        visitor.get("/")
        functions = visitor.get("/config").json()["dependencies"]
        [fetch] = [each for each in functions if any(target[1] == "fetch" for target in each["targets"])]
        body = {"data": [], "event_data": {"name": "tiny"}, "fn_index": fetch["id"], "session_hash": "s"}
        assert visitor.post(RUN, json=body).status_code == 200
    assert assistant.settings.local_model == ("tiny" if allowed else None)
