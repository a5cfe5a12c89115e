"""The HTTP routes over a real socket: answers, history, errors in one shape, and clients that leave."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from assistant import Answer, Assistant, Paper, Settings
from assistant.cli.command import main
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Html, Text
from tests.support.serving import http, serving
from tests.support.tiny import partly_damaged
from ui.opening import AssistantHolder

PET = "How many PET/CT exams were used?"
SET = "Which papers avoid subword tokenizers?"


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def web(shelf: Assistant) -> Iterator[httpx.Client]:
    with serving(AssistantHolder(shelf)) as url, http(url) as client:
        yield client


def command(home: Path, *words: str) -> Any:
    """Return what a command prints with --json."""
    with redirect_stdout(StringIO()) as out:
        assert main([*words, "--json", "--home", str(home)]) == 0
    return json.loads(out.getvalue())


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "timings": None}


def error_of(reply: httpx.Response) -> dict[str, str]:
    """Return the error of a reply, which has exactly the promised fields."""
    body = reply.json()
    assert list(body) == ["error"]
    assert set(body["error"]) == {"message", "type", "code", "param"}
    error: dict[str, str] = body["error"]
    return error


def test_an_answer_is_the_one_that_the_command_gives(web: httpx.Client, seed_home: Path) -> None:
    reply = web.post("/api/ask", json={"question": PET})
    assert timeless(reply.json()) == timeless(command(seed_home, "ask", PET))
    assert Answer.model_validate(reply.json()).citations[0].quote.startswith("From 25,578 PET/CT exams")


def test_hits_are_those_that_the_command_gives(web: httpx.Client, seed_home: Path) -> None:
    reply = web.post("/api/search", json={"query": "byte-level models", "k": 3})
    assert reply.json() == command(seed_home, "search", "byte-level models", "-k", "3")


def test_papers_come_in_pages(web: httpx.Client, shelf: Assistant) -> None:
    everything = web.get("/api/papers").json()
    assert [paper["id"] for paper in everything["papers"]] == [paper.id for paper in shelf.papers()]
    page = web.get("/api/papers", params={"offset": 36, "limit": 5}).json()
    assert page == {"papers": everything["papers"][36:], "total": 38, "found": 38, "offset": 36}
    beyond = web.get("/api/papers", params={"offset": 10**30}).json()
    assert (beyond["papers"], beyond["total"]) == ([], 38)


def test_papers_can_be_asked_for_and_sorted(web: httpx.Client, shelf: Assistant) -> None:
    found = web.get("/api/papers", params={"query": "subword tokenizers", "limit": 3}).json()
    assert 0 < found["found"] < found["total"] == 38
    assert len(found["papers"]) == min(3, found["found"])
    titles = [
        paper["title"]
        for paper in web.get("/api/papers", params={"sort": "title", "limit": 1000}).json()["papers"]
    ]
    assert len(titles) == 38
    assert titles != [paper.title for paper in shelf.papers()]
    assert web.get("/api/papers", params={"abstract": "false"}).json()["papers"] == []
    assert web.get("/api/papers", params={"sort": "colour"}).status_code == 422


def test_a_page_of_papers_reads_no_other(home: Path) -> None:
    with partly_damaged(home) as assistant, serving(AssistantHolder(assistant)) as url, http(url) as client:
        page = client.get("/api/papers", params={"offset": 2, "limit": 2})
        assert [paper["id"] for paper in page.json()["papers"]] == ["p2", "p3"]
        assert page.json()["total"] == 6
        assert client.get("/api/papers").status_code == 503


def test_one_paper_is_found_by_its_id(web: httpx.Client, shelf: Assistant) -> None:
    paper = shelf.papers()[5]
    assert web.get(f"/api/papers/{paper.id}").json() == paper.model_dump(mode="json")
    assert web.get("/api/papers/nobody").status_code == 404


def test_a_papers_id_may_hold_what_an_address_may_not(home: Path) -> None:
    paper = Paper(id="cs/0112017 v2#?", title="On amber", abstract="We study amber. It is old.")
    with Assistant(Settings(home=home, shelf="mine", create=True, trace=False)) as assistant:
        assistant.add([paper])
        with serving(AssistantHolder(assistant)) as url, http(url) as client:
            asked = {"messages": [{"role": "user", "content": "Which papers study amber?"}]}
            message = client.post("/v1/chat/completions", json=asked).json()["choices"][0]["message"]
            address = message["annotations"][0]["url_citation"]["url"]
            assert client.get(address).json()["id"] == paper.id


@each_row("form", ["answer", "turn", "words"])
def test_a_follow_up_narrows_the_earlier_answer(web: httpx.Client, form: str) -> None:
    first = web.post("/api/ask", json={"question": SET}).json()
    history = {
        "answer": first,
        "turn": {"question": SET, "answer": first},
        "words": {"question": SET, "answer": first["text"]},
    }[form]
    asked = {"question": "Of those, which one works on images of text?", "history": [history]}
    narrowed = web.post("/api/ask", json=asked).json()
    assert "avoid subword tokenizers" in narrowed["standalone"]
    shown = {citation["paper_id"] for citation in first["citations"]}
    assert {citation["paper_id"] for citation in narrowed["citations"]} <= shown
    assert narrowed["citations"][0]["title"] == "Pixel Sentence Representation Learning"


@each_row(
    ("method", "path", "sent", "status", "said"),
    [
        ("POST", "/api/ask", {"json": {"question": "x" * 5000}}, 400, "5,000 characters"),
        ("POST", "/api/ask", {"json": {"question": " \x07"}}, 422, "body.question: expected words"),
        ("POST", "/api/ask", {"json": {}}, 422, "body.question: Field required"),
        ("POST", "/api/ask", {"content": "{"}, 422, "Content-Type: application/json"),
        ("POST", "/api/ask", {"content": "{", "headers": {"Content-Type": "application/json"}}, 422, "JSON"),
        ("POST", "/api/ask", {"json": {"question": "a", "history": [{"question": "b"}]}}, 422, "history"),
        ("POST", "/api/search", {"json": {"query": "a", "k": 0}}, 422, "greater than or equal to 1"),
        ("POST", "/api/search", {"json": {"query": "a", "k": "3"}}, 422, "body.k"),
        ("POST", "/v1/chat/completions", {"json": {"messages": []}}, 422, "at least 1 item"),
        ("POST", "/api/ask", {"content": b" " * 5_000_000}, 413, "4 MiB"),
        ("GET", "/v1/chat/completions", {}, 405, "takes POST"),
        ("DELETE", "/healthz", {}, 405, "takes GET"),
        ("POST", "/v1/embeddings", {"json": {}}, 404, "/docs"),
        ("GET", "/api/papers?limit=0", {}, 422, "query.limit"),
    ],
)
def test_a_refusal_says_why_in_the_one_shape(
    web: httpx.Client, method: str, path: str, sent: dict[str, Any], status: int, said: str
) -> None:
    reply = web.request(method, path, **sent)
    assert reply.status_code == status
    assert said in error_of(reply)["message"]


def test_a_body_without_a_length_is_cut_off_as_well(web: httpx.Client) -> None:
    pieces = (b" " * 100_000 for _ in range(60))
    assert web.post("/api/ask", content=pieces).status_code == 413


def test_while_the_papers_are_prepared_it_says_so() -> None:
    with serving(AssistantHolder()) as url, http(url) as client:
        for reply in (
            client.post("/api/ask", json={"question": PET}),
            client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": PET}]}),
            client.get("/healthz"),
        ):
            assert reply.status_code == 503
            assert error_of(reply)["code"] == "not_ready"
            assert int(reply.headers["Retry-After"]) > 0


def test_the_description_and_its_page_load_nothing_from_elsewhere(web: httpx.Client) -> None:
    page = web.get("/docs").text
    assert "https://" not in page
    assert "http://" not in page
    for place in ("/static-offline-docs/swagger-ui-bundle.js", "/static-offline-docs/swagger-ui.css"):
        assert place in page
        assert len(web.get(place).content) > 10_000
    assert "/v1/chat/completions" in web.get("/openapi.json").json()["paths"]


def with_model(home: Path, fake: FakeOpenAI) -> Settings:
    return Settings(home=home, openai_base_url=fake.url, openai_api_key="k", retries=0, trace=False)


def test_a_broken_embedding_endpoint_is_a_bad_gateway(seed_home: Path, fake_openai: FakeOpenAI) -> None:
    settings = Settings(
        home=seed_home.parent / "remote", embedding="openai:e", openai_base_url=fake_openai.url, retries=0
    )
    with Assistant(settings) as assistant:
        fake_openai.__exit__()
        asked = {"messages": [{"role": "user", "content": PET}], "stream": True}
        with serving(AssistantHolder(assistant)) as url, http(url) as client:
            for reply in (
                client.post("/api/ask", json={"question": PET}),
                client.post("/v1/chat/completions", json=asked),
            ):
                assert reply.status_code == 502
                assert error_of(reply)["code"] == "model_unavailable"


def test_a_model_that_fails_is_told_in_the_warnings(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: Html()
    with (
        Assistant(with_model(seed_copy, fake_openai)) as assistant,
        serving(AssistantHolder(assistant)) as url,
    ):
        answer = httpx.post(f"{url}/api/ask", json={"question": PET}, timeout=30).json()
    assert answer["warnings"]
    assert "25,578" in answer["text"]


@pytest.mark.parametrize("streaming", [True, False])
def test_a_client_that_leaves_stops_the_work(
    seed_copy: Path, fake_openai: FakeOpenAI, streaming: bool
) -> None:
    fake_openai.respond = lambda asked: Text("word " * 2000, pause=0.05)
    asked = {"messages": [{"role": "user", "content": PET}], "stream": streaming}
    body = json.dumps(asked).encode()
    with Assistant(with_model(seed_copy, fake_openai)) as assistant:
        holder = AssistantHolder(assistant)
        with serving(holder) as url:
            place = urlsplit(url)
            with socket.create_connection((place.hostname or "", place.port or 0)) as left:
                head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: {place.netloc}\r\n"
                head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                left.sendall(head.encode() + body)
                while not fake_openai.chats:
                    threading.Event().wait(0.02)
            assert fake_openai.hung_up.wait(20), "the request to the language model went on"
            assert holder.answering == 0


def test_a_look_at_its_health_needs_no_body(web: httpx.Client) -> None:
    reply = web.head("/healthz")
    assert (reply.status_code, reply.content) == (200, b"")


def test_operations_have_short_names(web: httpx.Client) -> None:
    paths = web.get("/openapi.json").json()["paths"]
    names = [way["operationId"] for path in paths.values() for way in path.values()]
    assert len(names) == len(set(names))
    assert {"ask", "search", "papers", "paper", "chat_completions", "responses", "models"} <= set(names)
    assert max(map(len, names)) < 20


def test_papers_are_not_changed_where_no_keys_are_set(web: httpx.Client) -> None:
    sent = {"papers": [{"title": "On wasps", "abstract": "We study wasps."}]}
    for reply in (web.post("/api/papers", json=sent), web.delete("/api/papers/x")):
        assert (reply.status_code, error_of(reply)["code"]) == (401, "no_keys_set")
