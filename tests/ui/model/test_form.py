"""A model is chosen on the page, by those who may, and its key is told to nobody."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import Assistant, ModelChoice, Settings
from tests.support.browsing import Reader, needs_browser
from tests.support.fakes import FakeOpenAI
from tests.support.serving import http, serving
from tests.support.shelves.copies import copied
from ui.doors.routes import RUN
from ui.http.access import Access
from ui.opening import AssistantHolder

KEY = "sk-page-key-0123456789"


@pytest.fixture(scope="module")
def home(seed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(seed_home, tmp_path_factory.mktemp("form") / "home")


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    (home / "model.json").unlink(missing_ok=True)
    with Assistant(Settings(home=home, retries=0)) as opened:
        yield opened


def filled(reader: Reader, **values: str) -> None:
    for name, value in values.items():
        reader.page.fill(f"#pa-model [name={name}]", value)


def pressed(reader: Reader, button: str, then: str) -> None:
    reader.page.click(f"#pa-model [data-model-do={button}]")
    reader.page.wait_for_selector(f"#pa-model [data-model-said] >> text={then}")


@needs_browser
def test_a_model_is_found_tried_used_and_put_away(
    browser: Any, assistant: Assistant, fake_openai: FakeOpenAI, home: Path
) -> None:
    fake_openai.api_keys = {KEY}
    fake_openai.models = [{"id": name} for name in ("text-embedding-3-small", "chatty-70b", "other-8b")]
    fake_openai.respond = lambda asked: "It used 25,578 exams. [1]"
    context = browser.new_context(viewport={"width": 390, "height": 800})
    with serving(AssistantHolder(assistant)) as url:
        reader = Reader(context, url)
        page = reader.page
        page.focus(".pa-model-open")
        page.keyboard.press("Enter")
        page.wait_for_selector("#pa-model[open]")
        assert page.evaluate("document.activeElement.name") == "address"
        filled(reader, address=fake_openai.root, key="sk-wrong-key")
        pressed(reader, "find", "refused it (status 401). Check the key.")
        filled(reader, key=KEY)
        pressed(reader, "find", "2 models to choose from; 1 for other tasks left out")
        assert page.locator("#pa-model [data-model-name]").all_inner_texts() == ["chatty-70b", "other-8b"]
        assert page.input_value("#pa-model [name=address]") == fake_openai.url
        page.click("#pa-model [data-model-name=other-8b]")
        pressed(reader, "test", "other-8b at 127.0.0.1")
        assert assistant.composer == "extractive"  # nothing is in force yet
        pressed(reader, "use", "In force")
        assert page.input_value("#pa-model [name=key]") == ""
        assert "A key is kept" in str(page.get_attribute("#pa-model [name=key]", "placeholder"))
        small = page.evaluate(
            "[...document.querySelectorAll('#pa-model :is(button, input, summary)')].map(each =>"
            " each.getBoundingClientRect()).filter(box => box.width && (box.width < 24 || box.height < 24)).length"
        )
        assert small == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.className").endswith("pa-model-open")
        page.wait_for_selector("#pa-head >> text=other-8b at 127.0.0.1")
        page.wait_for_selector("#pa-head >> text=answers from the papers")
        assert "25,578" in reader.ask("How many PET/CT exams were used?").inner_text()
        assert assistant.composer == "other-8b"
        fake_openai.api_keys = {"another"}
        reader.ask("How many exams were used in PET/CT?")
        page.wait_for_selector("#pa-head >> text=does not answer: it refused the key")
        fake_openai.api_keys = {KEY}
        page.click(".pa-model-open")
        pressed(reader, "test", "answered in")  # with the key that is kept
        pressed(reader, "none", "In force")
        page.click("#pa-model [data-model-close]")
        page.wait_for_selector("#pa-head >> text=no language model is used")
        assert KEY not in (home / "model.json").read_text("utf-8")
        assert reader.faults == []
    context.close()


def called(visitor: Any, do: str, *, origin: str = "", **values: str) -> Any:
    """Call the function behind the form as a program would; returns the response."""
    functions = visitor.get("/config").json()["dependencies"]
    [act] = [each for each in functions if any(target[1] == "model" for target in each["targets"])]
    body = {"data": [], "event_data": {"do": do, **values}, "fn_index": act["id"], "session_hash": "s"}
    return visitor.post(RUN, json=body, headers={"origin": origin} if origin else {})


@pytest.mark.parametrize(
    ("login", "access", "headers", "allowed"),
    [
        (None, Access(), {}, True),
        (None, Access(local=False), {}, False),
        (None, Access(), {"x-forwarded-for": "203.0.113.9"}, False),
        (None, Access(hosts=frozenset({"papers.example"})), {"host": "papers.example"}, False),
        (("ada", "lovelace"), Access(open=False, local=False), {}, True),
    ],
)
def test_only_who_sits_here_or_has_logged_in_may_choose(
    assistant: Assistant,
    fake_openai: FakeOpenAI,
    login: tuple[str, str] | None,
    access: Access,
    headers: dict[str, str],
    allowed: bool,
) -> None:
    with serving(AssistantHolder(assistant), login, access=access) as url, http(url, **headers) as visitor:
        visitor.get("/")
        if login:
            visitor.post("/login", data={"username": login[0], "password": login[1]})
        opened = called(visitor, "open").text
        assert ("data-model-form" in opened) is allowed
        assert ("behind a login" in opened) is not allowed
        for do in ("find", "test", "use", "local", "none", "settings", "cancel"):
            called(visitor, do, address=fake_openai.url, name="tiny")
    assert bool(fake_openai.requests) is allowed
    assert (assistant.settings.home / "model.json").exists() is False  # the last ones took it back


def test_a_page_of_another_site_cannot_choose(assistant: Assistant, fake_openai: FakeOpenAI) -> None:
    with serving(AssistantHolder(assistant)) as url, http(url) as visitor:
        assert called(visitor, "use", address=fake_openai.url).status_code == 403  # it never opened the page
        visitor.get("/")
        for origin in ("https://evil.example", "null", url.replace("127.0.0.1", "localhost")):
            reply = called(visitor, "use", address=fake_openai.url, origin=origin)
            assert reply.status_code == 403, origin
    assert assistant.composer == "extractive"
    assert not fake_openai.requests


def test_the_key_is_told_to_nobody(
    assistant: Assistant, fake_openai: FakeOpenAI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake_openai.api_keys = {"another"}
    with serving(AssistantHolder(assistant)) as url, http(url) as visitor:
        visitor.get("/")
        replies = [
            called(visitor, do, address=fake_openai.url, key=KEY, name="m").text
            for do in ("find", "test", "use", "look", "open", "test")
        ]
        assert assistant.model_state.has_key
        replies += [visitor.get(path).text for path in ("/", "/config", "/gradio_api/info", "/healthz")]
        asked = visitor.post("/api/ask", json={"question": "How many PET/CT exams were used?"})
    told = "".join([*replies, asked.text, caplog.text, repr(assistant.settings), repr(assistant.model_state)])
    assert KEY not in told
    assert "refused" in asked.json()["warnings"][0]
    assistant.use_model(ModelChoice())
