"""The tools as MCP's own client sees them, over stdio and HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from assistant import Answer, Assistant, AssistantError, Settings
from tests.support.each_row import each_row
from tests.support.processes import ROOT
from tests.support.serving import serving
from ui.http.access import Access
from ui.mcp.server import call
from ui.mcp.tools import Tools
from ui.opening import AssistantHolder

PET = "How many PET/CT exams were used?"
PET_ID = "vision-language-modeling-in-pet-ct-for-visual-grounding-of-positive-findings"
Work = Callable[[ClientSession, Any], Awaitable[Any]]


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def url(shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(shelf)) as address:
        yield address


def session(streams: AbstractAsyncContextManager[Any], work: Work) -> Any:
    """Return what ``work`` returns, given a session and what the server told of itself."""

    async def run() -> Any:
        async with streams as (reading, writing, *_), ClientSession(reading, writing) as opened:
            return await work(opened, await opened.initialize())

    return asyncio.run(run())


def ask(holder: AssistantHolder, name: str, **arguments: Any) -> Any:
    """Call a tool without a transport."""

    async def quiet(stage: Any) -> None: ...

    return asyncio.run(call(Tools(holder).all(), name, arguments, quiet))


async def everything(opened: ClientSession, told: Any) -> dict[str, Any]:
    """Do what a client does: look at the server, list its tools, call each."""
    seen: list[Any] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        seen.append(message)

    tools = (await opened.list_tools()).tools
    asked = await opened.call_tool("ask_papers", {"question": PET}, progress_callback=progress)
    found = await opened.call_tool("search_papers", {"query": "bytes", "k": "2"})
    page = await opened.call_tool("list_papers", {"offset": None, "limit": 3.0})
    table = await opened.call_tool("table_of_papers", {"columns": ["sample size"], "papers": [PET_ID]})
    wrong = await opened.call_tool("search_papers", {"query": "bytes", "k": 21})
    return {
        "server": told.serverInfo,
        "tools": {tool.name: tool for tool in tools},
        "results": {
            "ask_papers": asked,
            "search_papers": found,
            "list_papers": page,
            "table_of_papers": table,
        },
        "wrong": wrong,
        "progress": seen,
    }


def check(seen: dict[str, Any], shelf: Assistant) -> None:
    """Hold what a client saw to what every transport gives."""
    assert (seen["server"].name, seen["server"].version) == ("paper-assistant", version("paper-assistant"))
    names = {"ask_papers", "search_papers", "list_papers", "table_of_papers"}
    assert set(seen["tools"]) == set(seen["results"]) == names
    for name, tool in seen["tools"].items():
        result = seen["results"][name]
        assert tool.annotations.readOnlyHint
        assert tool.annotations.destructiveHint is False
        assert not result.isError
        jsonschema.validate(result.structuredContent, tool.outputSchema)
        assert json.loads(result.content[0].text) == result.structuredContent
    answer = Answer.model_validate(seen["results"]["ask_papers"].structuredContent)
    assert answer.citations == shelf.ask(PET).citations
    hits = seen["results"]["search_papers"].structuredContent["hits"]
    assert [hit["paper_id"] for hit in hits] == [hit.paper.id for hit in shelf.search("bytes", 2)]
    page = seen["results"]["list_papers"].structuredContent
    assert (len(page["papers"]), page["total"], page["next_offset"]) == (3, 38, 3)
    [row] = seen["results"]["table_of_papers"].structuredContent["rows"]
    assert row["cells"]["sample size"]["value"] == 25578
    assert seen["wrong"].isError
    assert "expected a whole number between 1 and 20" in seen["wrong"].content[0].text
    assert seen["progress"]


def test_over_http_beside_the_page(url: str, shelf: Assistant) -> None:
    check(session(streamable_http_client(f"{url}/mcp"), everything), shelf)


def test_over_stdio_nothing_but_the_protocol_is_on_stdout(seed_copy: Path, shelf: Assistant) -> None:
    # A library that prints is what would break the protocol.
    script = (
        "import sys, ui.opening as opening; from assistant.cli.command import main\n"
        "real = opening._opened\n"
        "def printing(*given):\n"
        "    print('a library prints', flush=True)\n"
        "    return real(*given)\n"
        "opening._opened = printing\n"
        "sys.exit(main(['mcp', '--home', sys.argv[1]]))"
    )
    told = StdioServerParameters(
        command=sys.executable,
        args=["-c", script, str(seed_copy)],
        cwd=ROOT,
        env={**os.environ, "ASSISTANT_TRACE": "0"},
    )
    with (seed_copy.parent / "errors").open("w+") as errors:
        check(session(stdio_client(told, errlog=errors), everything), shelf)
        errors.seek(0)
        assert errors.read() == "a library prints\n"


def test_the_schemas_tell_bounds_and_describe_every_argument(shelf: Assistant) -> None:
    async def tools(opened: ClientSession, told: Any) -> Any:
        return (await opened.list_tools()).tools

    with serving(
        AssistantHolder(shelf), prefix="/papers"
    ) as address:  # below a prefix of another application, too
        listed = {tool.name: tool for tool in session(streamable_http_client(f"{address}/mcp"), tools)}
    for tool in listed.values():
        assert len(tool.description) > 100
        assert all(field["description"] for field in tool.inputSchema["properties"].values())
        jsonschema.Draft202012Validator.check_schema(tool.inputSchema)
    k = listed["search_papers"].inputSchema["properties"]["k"]
    assert (k["type"], k["minimum"], k["maximum"], k["default"]) == ("integer", 1, 20, 5)
    assert listed["ask_papers"].inputSchema["required"] == ["question"]


@each_row(
    ("tool", "arguments", "said"),
    [
        ("ask_papers", {}, "The argument question is required"),
        ("ask_papers", {"question": None}, "The argument question is required"),
        ("ask_papers", {"question": " "}, "empty"),
        ("ask_papers", {"question": 7}, "question: expected text"),
        (
            "ask_papers",
            {"question": PET, "q": 1},
            "There is no argument q; there are question, within, filters, waived",
        ),
        ("ask_papers", {"question": PET, "within": ["nothing"]}, "is one of those in within"),
        (
            "ask_papers",
            {"question": PET, "filters": [{"field": "year", "op": "near", "value": 1}]},
            "filters.0.year.op: ",
        ),
        ("ask_papers", {"question": PET, "waived": "since 2020"}, "waived: "),
        ("search_papers", {"query": "bytes", "k": "many"}, "whole number between 1 and 20"),
        ("list_papers", {"offset": -1}, "whole number of 0 or more"),
        ("list_papers", {"limit": 201}, "between 1 and 200"),
        (
            "read_papers",
            {},
            "There is no tool 'read_papers'; there are ask_papers, search_papers, list_papers",
        ),
    ],
)
def test_a_wrong_call_says_what_to_do(
    shelf: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    result = ask(AssistantHolder(shelf), tool, **arguments)
    assert result.isError
    assert said in result.content[0].text


def test_a_question_can_be_limited(shelf: Assistant) -> None:
    [only] = [hit.paper.id for hit in shelf.search("MonoByte", 1)]
    answer = ask(
        AssistantHolder(shelf), "ask_papers", question="Which papers work on bytes?", within=[only]
    ).structuredContent
    assert {citation["paper_id"] for citation in answer["citations"]} == {only}
    given = {"field": "abstract", "op": "is", "value": True}
    hits = ask(
        AssistantHolder(shelf), "search_papers", query="bytes", k=5, filters=[given]
    ).structuredContent["hits"]
    assert len(hits) == 5
    named = "Which papers with an abstract work on bytes?"
    free = ask(AssistantHolder(shelf), "ask_papers", question=named, waived=[given]).structuredContent
    assert (free["filters"], free["waived"]) == ([], [{**given, "text": "with an abstract"}])


def test_a_shelf_that_cannot_be_opened_is_told_in_the_reply() -> None:
    holder = AssistantHolder()
    holder.error = AssistantError("The index is damaged.")
    result = ask(holder, "list_papers")
    assert (result.isError, result.content[0].text) == (True, "The index is damaged.")


def test_keys_guard_it_and_only_posts_are_taken(shelf: Assistant) -> None:
    access = Access.of(Settings(api_keys="first-secret"), has_login=False, loopback=True)
    with serving(AssistantHolder(shelf), access=access) as address:
        assert httpx.post(f"{address}/mcp", json={}).status_code == 401
        keyed = {"Authorization": "Bearer first-secret"}
        for method in ("GET", "DELETE"):
            reply = httpx.request(method, f"{address}/mcp", headers=keyed)
            assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
        hostile = {**keyed, "Origin": "https://evil.example"}
        assert httpx.post(f"{address}/mcp", json={}, headers=hostile).status_code == 403
