"""An agent with the tools of two shelves picks the right one by name and description, and cites its papers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.agent.workflow import FunctionAgent, ReActAgent
from llama_index.core.base.llms.types import ChatMessage, ToolCallBlock
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index.core.tools import QueryEngineTool

from assistant import Assistant, Paper, Settings
from tests.support.each_row import each_row

PET = "How many PET/CT exams were used?"
BEES = "How many hives were counted?"
# LlamaIndex's agents use what pydantic, and LlamaIndex's own workflows, have deprecated.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pydantic.warnings.PydanticDeprecationWarning", "ignore:is_running called:DeprecationWarning"
)


@pytest.fixture(scope="module")
def tools(seed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[QueryEngineTool]]:
    """Of the bundled papers, and of a shelf of bees."""
    home = tmp_path_factory.mktemp("bees")
    bees = Paper(id="bees", title="On hives", abstract="We count 17 hives of bees. They stand in a meadow.")
    with (
        Assistant(Settings(home=seed_home, trace=False)) as papers,
        Assistant(Settings(home=home, shelf="bees", create=True, trace=False)) as other,
    ):
        other.add([bees])
        yield [
            papers.as_tool(
                "ask_language_papers", "Papers on language models, tokenizers and PET/CT reports."
            ),
            other.as_tool("ask_bee_papers", "Papers on bees, hives and other insects."),
        ]


def fittest(offered: dict[str, str], question: str) -> str:
    """Choose as a model does: the tool whose description shares most words with the question."""
    asked = set(re.findall(r"\w+", question.lower()))
    about = {name: set(re.findall(r"\w+", told.split(".")[0].lower())) for name, told in offered.items()}
    return max(about, key=lambda name: len(about[name] & asked))


def calling(question: str, **_: Any) -> Callable[..., ChatMessage]:
    """A model that calls the fittest of the tools that it is given, and repeats what the tool says."""

    def script(messages: Sequence[ChatMessage], tools: Sequence[Any] = (), **_: Any) -> ChatMessage:
        if messages[-1].role == "tool":
            return ChatMessage(role="assistant", content=f"I read: {messages[-1].content}")
        name = fittest({tool.metadata.name: tool.metadata.description for tool in tools}, question)
        call = ToolCallBlock(tool_call_id="1", tool_name=name, tool_kwargs={"input": question})
        return ChatMessage(role="assistant", blocks=[call])

    return script


def reasoning(question: str) -> Callable[..., ChatMessage]:
    """A model that reasons in words, over the tools that its prompt describes."""

    def script(messages: Sequence[ChatMessage], **_: Any) -> ChatMessage:
        last = str(messages[-1].content)
        if last.startswith("Observation:"):
            said = f"Thought: I can answer without using any more tools. I'll use the user's language.\nAnswer: {last}"
            return ChatMessage(role="assistant", content=said)
        told = re.findall(r"Tool Name: (\S+)\nTool Description: (.*)", str(messages[0].content))
        name = fittest(dict(told), question)
        said = f'Thought: I need a tool.\nAction: {name}\nAction Input: {{"input": "{question}"}}'
        return ChatMessage(role="assistant", content=said)

    return script


@each_row(
    ("question", "tool", "quote"),
    [
        (PET, "ask_language_papers", "From 25,578 PET/CT exams"),
        (BEES, "ask_bee_papers", "On hives: “We count 17 hives of bees.”"),
    ],
)
@each_row("kind", ["function", "react"])
def test_an_agent_with_two_shelves_asks_and_cites_the_right_one(
    tools: list[QueryEngineTool], kind: str, question: str, tool: str, quote: str
) -> None:
    script = calling(question) if kind == "function" else reasoning(question)
    llm = MockFunctionCallingLLM(response_generator=script, is_chat_model=True)

    async def run() -> Any:
        agent: Any = (
            FunctionAgent(tools=tools, llm=llm)
            if kind == "function"
            else ReActAgent(tools=tools, llm=llm, streaming=False)
        )
        return await agent.run(user_msg=question)

    said = asyncio.run(run())
    [used] = said.tool_calls
    assert (used.tool_name, used.tool_output.is_error) == (tool, False)
    assert quote in str(said)
    cited = used.tool_output.raw_output.metadata["answer"]["citations"]
    assert {citation["paper_id"] == "bees" for citation in cited} == {tool == "ask_bee_papers"}
