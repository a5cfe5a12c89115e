"""The query engine as a tool of LlamaIndex's agents."""

from __future__ import annotations

import re
from typing import Any

from llama_index.core.tools import QueryEngineTool, ToolMetadata, ToolOutput

from assistant.answering.query_engine import PaperQueryEngine
from assistant.errors import SettingsError

# What OpenAI's wire takes as the name of a function, and so do the models behind it.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOOL = "ask_papers"
_ABOUT = (
    "Answers questions about a shelf of research papers from their titles and abstracts, with citations. "
    "Ask for a fact, for all papers that do something ('which papers ...'), or for a comparison. "
    "Says so when the papers do not hold the answer. Input: one plain question."
)


class PaperTool(QueryEngineTool):
    """The query engine as a tool whose output lists, below the answer, the sentences that its markers point to."""

    def call(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Answer the question; the response, with its nodes, is in ``raw_output``."""
        return _with_sources(super().call(*args, **kwargs))

    async def acall(self, *args: Any, **kwargs: Any) -> ToolOutput:
        """Answer the question without holding up the event loop."""
        return _with_sources(await super().acall(*args, **kwargs))


def query_tool(
    engine: PaperQueryEngine, name: str | None = None, description: str | None = None
) -> PaperTool:
    """Return the query engine as a tool that an agent's model can choose by its name and description.

    A ``description`` says what the papers are about; how to ask is added to it. Raises SettingsError.
    """
    if name is not None and not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise SettingsError(
            f"Expected the name of a tool to be 1 to 64 letters, digits, hyphens or underscores, found {name!r}."
        )
    if description is not None and not (isinstance(description, str) and description.strip()):
        raise SettingsError(
            "Expected the description of a tool to say what the papers are about, found nothing."
        )
    about = f"{description.strip()} {_ABOUT}" if description else _ABOUT
    return PaperTool(engine, ToolMetadata(description=about, name=name or _TOOL))


def _with_sources(output: ToolOutput) -> ToolOutput:
    """Add the cited sentences to what the agent's model reads: a bare [1] would tell it nothing."""
    lines = [
        f"[{node.metadata['number']}] {node.metadata['title']}: “{node.text}”"
        for node in output.raw_output.source_nodes
    ]
    if lines:
        output.content = "\n".join([output.content, "", "Sources:", *lines])
    return output
