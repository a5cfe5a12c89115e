"""The page's server as programs see it: routes, Gradio's client, logins, addresses, several people at once."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from assistant import Answer, Assistant, IndexUnavailable, Settings, SettingsError, Turn
from tests.support.fakes import FakeOpenAI, Slow
from tests.support.serving import serving
from ui import serve
from ui.opening import AssistantHolder
from ui.page.feedback import record

pytestmark = pytest.mark.timeout(300)
ROOT = Path(__file__).parents[2]


def get(url: str) -> tuple[int, Any]:
    """Return status and JSON of a GET."""
    try:
        with urllib.request.urlopen(url, timeout=20) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def connect(url: str, **options: Any) -> Client:
    """Return a client of Gradio's that reports to nobody."""
    return Client(url, verbose=False, analytics_enabled=False, **options)


@pytest.fixture(autouse=True)
def _quiet_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep Gradio's client from asking the Hugging Face hub who runs it."""
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def page(shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(shelf)) as url:
        yield url


@pytest.fixture
def client(page: str) -> Iterator[Client]:
    made = connect(page)
    yield made
    made.close()


def test_no_click_that_carries_something_is_dropped_or_told_twice(page: str) -> None:
    """Gradio drops an event while one of its kind is on its way ("once"), or sends the first again ("always_last")."""
    status, config = get(f"{page}/config")
    assert status == 200
    modes: dict[str, set[str]] = {}
    for function in config["dependencies"]:
        for _, event in function["targets"]:
            modes.setdefault(event, set()).add(function["trigger_mode"])
    each = (
        "rate note overrule abstract export limit complete library alter remove addtext allow model pull halt"
    )
    assert set().union(*(modes[event] for event in each.split())) == {"multiple"}
    # These carry nothing: what they ask for is read from the page when they are sent.
    assert {event for event, of in modes.items() if "always_last" in of} == {"change", "narrow", "select"}


def test_health_says_what_answers(page: str) -> None:
    assert get(f"{page}/healthz") == (200, {"status": "ok", "papers": 38, "composer": "extractive"})


def test_health_gives_the_reason_while_the_papers_are_prepared() -> None:
    with serving(AssistantHolder()) as url:
        status, body = get(f"{url}/healthz")
    assert status == 503
    assert "being indexed" in body["error"]["message"]


def test_the_client_gets_the_answer_with_its_sources(client: Client) -> None:
    answer = client.predict("How many PET/CT exams were used?", api_name="/chat")
    text, _, sources = answer.partition("Sources:")
    assert "25,578" in text
    assert "[1]" in text
    assert "- [1] Vision-Language Modeling in PET/CT" in sources


def test_the_clients_follow_up_is_understood(client: Client, page: str) -> None:
    client.predict("Which papers avoid subword tokenizers?", api_name="/chat")
    narrowed = client.predict("Of those, which train on bytes?", api_name="/chat")
    assert "MonoByte" in narrowed
    stranger = connect(page)
    assert stranger.predict("Of those, which train on bytes?", api_name="/chat") != narrowed
    stranger.close()


@pytest.mark.parametrize(("question", "why"), [("", "empty"), ("x" * 20_000, "20,000 characters")])
def test_an_unusable_question_is_refused_in_a_sentence(client: Client, question: str, why: str) -> None:
    with pytest.raises(AppError, match=why):
        client.predict(question, api_name="/chat")


def test_many_people_at_once_all_get_their_own_answer(page: str) -> None:
    asked = {
        "How many PET/CT exams were used?": "25,578",
        "How many Python files was CuBERT pre-trained on?": "7.4M",
    }

    def ask(question: str) -> tuple[str, str]:
        person = connect(page)
        try:
            return question, person.predict(question, api_name="/chat")
        finally:
            person.close()

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(ask, list(asked) * 4))
    assert [asked[question] in answer for question, answer in answers] == [True] * 8


def test_a_slow_answer_holds_nobody_else_up(seed_home: Path, fake_openai: FakeOpenAI) -> None:
    settings = Settings(home=seed_home, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    fake_openai.respond = lambda asked: (
        Slow(30, "late") if "slow" in json.dumps(asked["messages"][-1]) else "It learned from 7.4M files. [1]"
    )
    with Assistant(settings) as assistant, serving(AssistantHolder(assistant)) as url:
        slow, quick = connect(url), connect(url)
        waiting = slow.submit("Is CuBERT slow?", api_name="/chat")
        assert quick.predict("Is CuBERT quick?", api_name="/chat").startswith("It learned")
        assert not waiting.done()
        fake_openai.stopping.set()
        waiting.cancel()
        slow.close()
        quick.close()


def test_a_login_is_asked_for(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf), ("ada", "pass:word")) as url:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{url}/config", timeout=20)
        refused.value.close()
        assert refused.value.code == 401
        with pytest.raises(Exception, match="Could not login"):
            connect(url, auth=("ada", "wrong"))
        friend = connect(url, auth=("ada", "pass:word"))
        assert "25,578" in friend.predict("How many PET/CT exams were used?", api_name="/chat")
        friend.close()


def test_a_busy_port_is_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"Port {port} .* --port"):
            serve(Settings(home=home), port=port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_other_machines_are_not_served_without_a_login(home: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="--auth USER:PASSWORD"):
        serve(Settings(home=home), host=host, port=0)


@pytest.mark.parametrize("auth", ["nocolon", ":secret", "user:"])
def test_a_malformed_login_is_refused(home: Path, auth: str) -> None:
    with pytest.raises(SettingsError, match="USER:PASSWORD"):
        serve(Settings(home=home), port=0, auth=auth)


def test_the_page_ends_with_the_reason_when_the_shelf_cannot_be_opened(home: Path) -> None:
    (home / "shelves").write_text("in the way")
    with pytest.raises(IndexUnavailable):
        serve(Settings(home=home), port=0)


def test_the_module_exits_with_2_on_a_busy_port(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "ui", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("paper-assistant: Port ")
    assert done.stderr.count("\n") == 1


def test_feedback_is_one_line_of_json_each(home: Path) -> None:
    answer = Answer(question="b", standalone="b", kind="lookup", status="answered", text="B.")
    turns = [Turn(question=name, answer=answer.model_copy(update={"question": name})) for name in "ab"]
    record(home, turns, 1)
    record(home, turns, -1, " two\nlines ")
    lines = [json.loads(line) for line in (home / "feedback.jsonl").read_text("utf-8").splitlines()]
    assert [line["rating"] for line in lines] == [1, -1]
    assert lines[1]["note"] == "two\nlines"
    assert (lines[0]["question"], lines[0]["turns"]) == ("b", ["a"])
    assert Answer.model_validate(lines[0]["answer"]) == turns[1].answer
