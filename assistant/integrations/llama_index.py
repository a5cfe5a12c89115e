"""The query engine as a tool of LlamaIndex's agents."""

from __future__ import annotations

from typing import Any

from llama_index.core.tools import QueryEngineTool, ToolMetadata, ToolOutput

from assistant.answering.query_engine import PaperQueryEngine

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


def query_tool(engine: PaperQueryEngine) -> PaperTool:
    """Return the query engine as a tool that an agent's model can choose by its description."""
    return PaperTool(engine, ToolMetadata(description=_ABOUT, name=_TOOL))


def _with_sources(output: ToolOutput) -> ToolOutput:
    """Add the cited sentences to what the agent's model reads: a bare [1] would tell it nothing."""
    lines = [
        f"[{node.metadata['number']}] {node.metadata['title']}: “{node.text}”"
        for node in output.raw_output.source_nodes
    ]
    if lines:
        output.content = "\n".join([output.content, "", "Sources:", *lines])
    return output
