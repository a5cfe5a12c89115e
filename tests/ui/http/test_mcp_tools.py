"""The tools as MCP's own client sees them, and the bound on what they return."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant import Answer, Assistant, Citation, Settings, Verdict
from tests.support.answers import markers
from tests.support.each_row import each_row
from tests.support.serving import serving
from tests.support.tiny import partly_damaged
from ui.http.mcp_tools import MOST_CHARACTERS, fitted
from ui.opening import AssistantHolder

PET = "How many PET/CT exams were used?"


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def server(shelf: Assistant) -> Iterator[str]:
    with serving(AssistantHolder(shelf)) as address:
        yield f"{address}/gradio_api/mcp/"


def with_session(server: str, work: Callable[[ClientSession], Awaitable[Any]]) -> Any:
    """Return what ``work`` returns, given a session."""

    async def run() -> Any:
        async with (
            streamable_http_client(server) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await work(session)

    return asyncio.run(run())


def call(server: str, tool: str, **arguments: Any) -> tuple[bool, str]:
    """Return whether a call failed, and its text."""

    async def work(session: ClientSession) -> tuple[bool, str]:
        result = await session.call_tool(tool, arguments)
        return result.isError, "".join(part.text for part in result.content if part.type == "text")

    result: tuple[bool, str] = with_session(server, work)
    return result


def test_exactly_three_tools_are_listed_with_what_a_model_needs_to_know(server: str) -> None:
    async def work(session: ClientSession) -> list[Any]:
        return list((await session.list_tools()).tools)

    tools = {tool.name: tool for tool in with_session(server, work)}
    assert set(tools) == {"ask_papers", "search_papers", "list_papers"}
    for tool in tools.values():
        assert len(tool.description) > 100
        assert all(field["description"] for field in tool.inputSchema["properties"].values())
    assert tools["ask_papers"].inputSchema["required"] == ["question"]
    assert tools["search_papers"].inputSchema["properties"]["k"]["default"] == 5


def test_asking_gives_the_answer(server: str, shelf: Assistant) -> None:
    failed, text = call(server, "ask_papers", question=PET)
    told = Answer.model_validate_json(text)
    assert not failed
    assert told.model_copy(update={"timings": shelf.ask(PET).timings}).citations == shelf.ask(PET).citations
    assert "25,578" in told.text


def test_searching_gives_hits(server: str, shelf: Assistant) -> None:
    _, text = call(server, "search_papers", query="byte-level models", k=2)
    wanted = [hit.paper.id for hit in shelf.search("byte-level models", 2)]
    assert [hit["paper_id"] for hit in json.loads(text)["hits"]] == wanted


def test_listing_goes_page_by_page(server: str, shelf: Assistant) -> None:
    titles: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = json.loads(call(server, "list_papers", offset=offset, limit=20)[1])
        titles += [paper["title"] for paper in page["papers"]]
        offset = page["next_offset"]
    assert titles == [paper.title for paper in shelf.papers()]


def test_a_page_of_the_list_reads_no_other_paper(home: Path) -> None:
    with partly_damaged(home) as assistant, serving(AssistantHolder(assistant)) as address:
        _, text = call(f"{address}/gradio_api/mcp/", "list_papers", offset=2, limit=2)
    found = json.loads(text)
    assert [paper["paper_id"] for paper in found["papers"]] == ["p2", "p3"]
    assert (found["total"], found["next_offset"]) == (6, 4)


@each_row(
    ("tool", "arguments", "said"),
    [
        ("ask_papers", {"question": " "}, "empty"),
        ("ask_papers", {}, "required"),
        ("search_papers", {"query": "bytes", "k": 21}, "between 1 and 20"),
        ("list_papers", {"offset": -1}, "0 or more"),
        ("list_papers", {"limit": 201}, "between 1 and 200"),
    ],
)
def test_a_wrong_call_says_what_to_do(server: str, tool: str, arguments: dict[str, Any], said: str) -> None:
    failed, text = call(server, tool, **arguments)
    assert failed
    assert said in text


def large(papers: int, matching: int) -> Answer:
    """An answer about so many papers, the first of which match and are cited a line each."""
    cited = tuple(
        Citation(number=n, paper_id=f"p{n}", title=f"Paper {n}", quote="word " * 40, start=0, end=200)
        for n in range(1, matching + 1)
    )
    return Answer(
        question="Which?",
        standalone="Which?",
        kind="set",
        status="answered",
        text="".join(f"- Paper {n} does it [{n}].\n" for n in range(1, matching + 1)),
        citations=cited,
        verdicts=tuple(
            Verdict(
                paper_id=f"p{n}",
                title=f"Paper {n}",
                verdict="match" if n <= matching else "no",
                reason="r" * 80,
            )
            for n in range(1, papers + 1)
        ),
    )


def test_a_small_answer_is_not_touched() -> None:
    answer = large(20, 3)
    assert fitted(answer) == answer.model_dump(mode="json")


def test_verdicts_on_other_papers_go_first() -> None:
    told = Answer.model_validate(fitted(large(400, 3)))
    assert [verdict.paper_id for verdict in told.verdicts] == ["p1", "p2", "p3"]
    assert len(told.citations) == 3
    assert "verdicts on papers that do not match" in told.warnings[0]


def test_however_large_it_stays_bounded_and_every_marker_resolves() -> None:
    told = Answer.model_validate(fitted(large(400, 400)))
    assert len(json.dumps(told.model_dump(mode="json"))) <= MOST_CHARACTERS
    assert markers(told.text) == [citation.number for citation in told.citations]
    assert 10 < len(told.citations) < 400
    assert told.status == "partial"
    assert len(told.warnings) == 2


def test_the_tools_work_below_a_prefix_of_another_application(shelf: Assistant) -> None:
    with serving(AssistantHolder(shelf), prefix="/papers") as address:
        for _ in range(2):  # the second session finds begun what the first one began
            failed, told = call(f"{address}/gradio_api/mcp/", "list_papers", limit=1)
            assert not failed
            assert json.loads(told)["total"] == 38
