"""The assistant behind LlamaIndex's interfaces, inside LlamaIndex's own engines and agents."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from llama_index.core.agent.workflow import FunctionAgent, ReActAgent
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.llms.types import ChatMessage, ToolCallBlock
from llama_index.core.base.response.schema import AsyncStreamingResponse, StreamingResponse
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index.core.query_engine import RetrieverQueryEngine, RouterQueryEngine, SubQuestionQueryEngine
from llama_index.core.question_gen import LLMQuestionGenerator
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.selectors import LLMSingleSelector
from llama_index.core.vector_stores.types import FilterOperator, MetadataFilter, MetadataFilters
from llama_index.llms.openai_like import OpenAILike

from assistant import Answer, Assistant, Settings, SettingsError
from tests.support.fakes import Cut, FakeOpenAI

TEXT = FilterOperator.TEXT_MATCH_INSENSITIVE
PET = "How many PET/CT exams were used?"
BROKEN_OFF = "It used many PET/CT exams [1]. So they say of what was done and found there [1]."
# LlamaIndex's agents use what pydantic, and LlamaIndex's own workflows, have deprecated.
agents = pytest.mark.filterwarnings(
    "ignore::pydantic.warnings.PydanticDeprecationWarning", "ignore:is_running called:DeprecationWarning"
)


@pytest.fixture(scope="module")
def shelf(seed_home: Path) -> Iterator[Assistant]:
    with Assistant(Settings(home=seed_home, trace=False)) as assistant:
        yield assistant


@pytest.fixture
def llm(fake_openai: FakeOpenAI) -> Iterator[OpenAILike]:
    """LlamaIndex's own model at the fake server; its connections are closed after each reply."""
    once = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(limits=once) as client:
        yield OpenAILike(
            model="fake-model",
            api_base=fake_openai.url,
            api_key="k",
            is_chat_model=True,
            max_retries=0,
            http_client=client,
            async_http_client=httpx.AsyncClient(limits=once),
        )


def timeless(metadata: Any) -> dict[str, Any]:
    return {**metadata["answer"], "timings": None}


def test_a_query_gives_the_answer_and_its_sentences_as_nodes(shelf: Assistant) -> None:
    response = shelf.as_query_engine().query(PET)
    wanted = shelf.ask(PET)
    assert isinstance(shelf.as_query_engine(), BaseQueryEngine)
    assert str(response) == wanted.text
    assert timeless(response.metadata) == timeless({"answer": wanted.model_dump(mode="json")})
    papers = {paper.id: paper for paper in shelf.papers()}
    for node, citation in zip(response.source_nodes, wanted.citations, strict=True):
        told = node.metadata
        paper = papers[told["paper_id"]]
        assert paper.abstract[told["start"] : told["end"]] == told["quote"] == node.text == citation.quote
        assert (told["title"], told["number"]) == (paper.title, citation.number)


def test_asynchronously_the_same(shelf: Assistant) -> None:
    response = asyncio.run(shelf.as_query_engine().aquery(PET))
    assert str(response) == shelf.ask(PET).text


def test_a_stream_fills_nodes_and_answer_once_it_is_read(shelf: Assistant) -> None:
    response = shelf.as_query_engine(streaming=True).query(PET)
    assert isinstance(response, StreamingResponse)
    assert response.source_nodes == []
    pieces = list(response.response_gen)
    assert len(pieces) > 1
    assert "".join(pieces) == shelf.ask(PET).text
    cited = Answer.model_validate(response.metadata["answer"]).citations
    assert [node.text for node in response.source_nodes] == [citation.quote for citation in cited] != []


def test_a_stream_can_be_read_asynchronously(shelf: Assistant) -> None:
    async def read() -> tuple[str, AsyncStreamingResponse]:
        response = await shelf.as_query_engine(streaming=True).aquery(PET)
        assert isinstance(response, AsyncStreamingResponse)
        return "".join([piece async for piece in response.async_response_gen()]), response

    text, response = asyncio.run(read())
    assert text == shelf.ask(PET).text
    assert response.metadata["answer"]["status"] == "answered"
    assert response.source_nodes


def test_a_stream_that_begins_anew_says_so(seed_copy: Path, fake_openai: FakeOpenAI) -> None:
    fake_openai.respond = lambda asked: Cut(
        12, "It used many PET/CT exams [1]. So they say of what was done and found there [1]."
    )
    settings = Settings(home=seed_copy, openai_base_url=fake_openai.url, openai_api_key="k", retries=0)
    with Assistant(settings) as assistant:
        response = assistant.as_query_engine(streaming=True).query(PET)
        before, announced, after = str(response).partition("the answer begins anew._\n\n")
    assert before
    assert announced
    assert after == response.metadata["answer"]["text"]


def test_the_retriever_gives_passages(shelf: Assistant) -> None:
    nodes = shelf.as_retriever(k=3).retrieve("byte-level models")
    hits = shelf.search("byte-level models", 3)
    assert [node.metadata["paper_id"] for node in nodes] == [hit.paper.id for hit in hits]
    assert [node.text for node in nodes] == [hit.passage.text for hit in hits]
    assert asyncio.run(shelf.as_retriever(k=1).aretrieve("byte-level models"))[0].score == hits[0].score


def test_the_retriever_serves_llamaindexs_own_query_engine(
    shelf: Assistant, llm: OpenAILike, fake_openai: FakeOpenAI
) -> None:
    fake_openai.enqueue("Bytes, they say.")
    engine = RetrieverQueryEngine.from_args(shelf.as_retriever(k=2), llm=llm)
    assert str(engine.query("byte-level models")) == "Bytes, they say."
    assert shelf.search("byte-level models", 1)[0].passage.text in json.dumps(
        fake_openai.chats[-1], ensure_ascii=False
    )


def test_a_router_chooses_it(shelf: Assistant, llm: OpenAILike, fake_openai: FakeOpenAI) -> None:
    fake_openai.enqueue('[{"choice": 1, "reason": "papers"}]')
    router = RouterQueryEngine(
        selector=LLMSingleSelector.from_defaults(llm=llm), query_engine_tools=[shelf.as_tool()], llm=llm
    )
    response = router.query(PET)
    assert response.metadata["answer"]["text"] == str(response) == shelf.ask(PET).text
    assert "which papers" in json.dumps(fake_openai.chats[0])


def test_sub_questions_are_asked_of_it(shelf: Assistant, llm: OpenAILike, fake_openai: FakeOpenAI) -> None:
    subs = [{"sub_question": each, "tool_name": "ask_papers"} for each in (PET, "What is CuBERT?")]
    fake_openai.enqueue(json.dumps({"items": subs}), "Both were answered.")
    engine = SubQuestionQueryEngine.from_defaults(
        query_engine_tools=[shelf.as_tool()],
        llm=llm,
        question_gen=LLMQuestionGenerator.from_defaults(llm=llm),
        response_synthesizer=get_response_synthesizer(llm=llm),
        use_async=False,
        verbose=False,
    )
    response = engine.query("PET exams, and CuBERT?")
    assert str(response) == "Both were answered."
    asked = json.dumps(fake_openai.chats[-1], ensure_ascii=False)
    assert "25,578" in asked
    quoted = {node.metadata.get("paper_id") for node in response.source_nodes}
    assert {citation.paper_id for citation in shelf.ask(PET).citations} <= quoted


def test_the_tool_tells_the_agents_model_what_its_markers_point_to(shelf: Assistant) -> None:
    output = shelf.as_tool()(input=PET)
    citation = shelf.ask(PET).citations[0]
    assert f"[1] {citation.title}: “{citation.quote}”" in output.content
    assert output.raw_output.metadata["answer"]["status"] == "answered"
    assert "Sources:" not in shelf.as_tool().call("hello").content


@agents
def test_a_function_calling_agent_uses_the_tool(shelf: Assistant) -> None:
    def script(messages: Sequence[ChatMessage], **_: Any) -> ChatMessage:
        last = messages[-1]
        if last.role == "tool":
            return ChatMessage(role="assistant", content=f"I read: {last.content}")
        call = ToolCallBlock(tool_call_id="1", tool_name="ask_papers", tool_kwargs={"input": PET})
        return ChatMessage(role="assistant", blocks=[call])

    agent = FunctionAgent(
        tools=[shelf.as_tool()], llm=MockFunctionCallingLLM(response_generator=script, is_chat_model=True)
    )
    said = asyncio.run(_run(agent))
    assert "25,578" in str(said)
    [used] = said.tool_calls
    assert (used.tool_name, used.tool_output.is_error) == ("ask_papers", False)
    assert "Sources:" in str(said)


@agents
def test_a_reasoning_agent_uses_the_tool(shelf: Assistant, llm: OpenAILike, fake_openai: FakeOpenAI) -> None:
    fake_openai.enqueue(
        f'Thought: I need the tool.\nAction: ask_papers\nAction Input: {{"input": "{PET}"}}',
        "Thought: I can answer without using any more tools.\nAnswer: 25,578 exams.",
    )
    agent = ReActAgent(tools=[shelf.as_tool()], llm=llm, streaming=False)
    assert str(asyncio.run(_run(agent))) == "25,578 exams."
    assert "From 25,578 PET/CT exams" in json.dumps(fake_openai.chats[-1], ensure_ascii=False)


async def _run(agent: Any) -> Any:
    return await agent.run(user_msg=PET)


def test_an_apps_filters_limit_the_papers_that_are_asked_and_found(seed_home: Path, tmp_path: Path) -> None:
    filters = MetadataFilters(filters=[MetadataFilter(key="title", value="pixel", operator=TEXT)])
    with Assistant(Settings(home=seed_home, trace=False)) as assistant:
        wanted = set(assistant.where(filters))
        nodes = assistant.as_retriever(10, filters=filters).retrieve("language models")
        response = assistant.as_query_engine(filters=filters).query("Which papers are about images?")
    assert 0 < len(wanted) < 5
    assert {node.metadata["paper_id"] for node in nodes} == wanted
    assert {node.metadata["paper_id"] for node in response.source_nodes} <= wanted
    assert response.metadata["answer"]["judged"]["of"] == len(wanted)


def test_filters_that_leave_no_paper_are_told(shelf: Assistant) -> None:
    filters = MetadataFilters(filters=[MetadataFilter(key="year", value=1987)])
    with pytest.raises(SettingsError, match="None of the papers"):
        shelf.as_query_engine(filters=filters).query(PET)
