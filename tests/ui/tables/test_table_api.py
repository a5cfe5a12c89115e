"""``POST /api/table`` and the MCP tool: the rows that the engine gives, bounded, and broken off by who leaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant import Assistant, Paper, Settings
from tests.support.answers import HashedWords
from tests.support.each_row import each_row
from tests.support.fakes import FakeOpenAI, Text
from tests.support.serving import http, serving
from tests.ui.mcp.test_server import ask
from ui.opening import AssistantHolder

COLUMNS = ["sample size", "How many languages?", {"name": "kind", "type": "category", "choices": ["a", "b"]}]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), shelf="tables", create=True, trace=False)
    with Assistant(settings, embedding=HashedWords()) as assistant:
        assistant.add(
            Paper(id=f"p{n}", title=f"Paper {n}", abstract=f"We read {n + 2} reports. " + "It is long. " * 60)
            for n in range(60)
        )
        yield assistant


@pytest.fixture(scope="module")
def web(shelf: Assistant) -> Iterator[httpx.Client]:
    with serving(AssistantHolder(shelf)) as url, http(url) as client:
        yield client


def test_the_rows_are_those_of_the_engine_whole_or_line_by_line(web: httpx.Client, shelf: Assistant) -> None:
    asked = {"columns": COLUMNS, "papers": ["p3", "p1", "gone"]}
    told = web.post("/api/table", json=asked).json()
    rows = {row.paper.id: row.as_json() for row in shelf.table(["p1", "p3"], COLUMNS)}
    assert told["rows"] == [rows["p3"], rows["p1"]]
    assert told["rows"][0]["cells"]["sample size"]["value"] == 5
    assert (told["composer"], told["total"]) == ("extractive", 2)
    assert "1 of the ids" in told["warnings"][0]
    lines = [
        json.loads(line) for line in web.post("/api/table", json={**asked, "stream": True}).text.splitlines()
    ]
    assert [column["name"] for column in lines[0]["columns"]] == [
        "sample size",
        "How many languages?",
        "kind",
    ]
    assert sorted((line["row"] for line in lines[1:-1]), key=lambda row: row["paper_id"]) == [
        rows["p1"],
        rows["p3"],
    ]
    assert (lines[-1]["done"], lines[-1]["warnings"]) == (2, told["warnings"])
    assert len(web.post("/api/table", json={"columns": ["sample size"]}).json()["rows"]) == 60


def test_without_keys_nobody_corrects_a_cell(web: httpx.Client) -> None:
    refused = web.put("/api/table/cell", json={"paper": "p1", "column": "sample size", "value": 9})
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "no_keys_set")


@each_row(
    ("asked", "status"),
    [
        ({}, 422),
        ({"columns": []}, 422),
        ({"columns": ["x"] * 21}, 422),
        ({"columns": [{"name": "x", "size": 1}]}, 400),
        ({"columns": ["x"], "papers": ["gone"]}, 404),
        ({"columns": ["x"], "papers": ["p1"] * 1001}, 422),
        ({"columns": [{"name": "x", "question": "A?"}, {"name": "x", "question": "B?"}]}, 400),
    ],
)
def test_what_does_not_fit_is_refused_in_the_one_shape(
    web: httpx.Client, asked: dict[str, Any], status: int
) -> None:
    reply = web.post("/api/table", json=asked)
    assert reply.status_code == status, reply.text
    assert reply.json()["error"]["message"]


def test_a_client_that_leaves_stops_the_reading(tmp_path: Path, fake_openai: FakeOpenAI) -> None:
    enough = threading.Event()

    def respond(asked: dict[str, Any]) -> Any:
        enough.wait(0.3)
        return Text('{"cells": [{"column": 1, "sentence": -1, "value": ""}]}')

    fake_openai.respond = respond
    settings = Settings(
        home=tmp_path, openai_base_url=fake_openai.url, model="m", bundled=False, parallel=1, trace=False
    )
    with Assistant(settings, embedding=HashedWords()) as assistant:
        assistant.add(Paper(id=f"p{n}", title=f"Paper {n}", abstract=f"It is {n}.") for n in range(40))
        with serving(AssistantHolder(assistant)) as url, http(url) as client:
            with client.stream("POST", "/api/table", json={"columns": ["metric"], "stream": True}) as reply:
                lines = reply.iter_lines()
                next(lines), next(lines)
            sent = len(fake_openai.chats)
            enough.set()  # whatever is still sent now is sent at once
        assert sent <= len(fake_openai.chats) < 40


def test_the_tool_bounds_its_result_and_names_what_it_left_out(shelf: Assistant) -> None:
    holder = AssistantHolder(shelf)
    assert "50 are read at once" in ask(holder, "table_of_papers", columns=["metric"]).content[0].text
    ids = [f"p{n}" for n in range(50)]
    result = ask(holder, "table_of_papers", columns=COLUMNS, papers=ids)
    told = result.structuredContent
    assert len(result.content[0].text) < 24_000
    assert [row["paper_id"] for row in told["rows"]] + told["left_out"] == ids
    assert told["left_out"]
    assert "left out" in told["warnings"][-1]
    assert ask(holder, "table_of_papers", columns=[]).isError
