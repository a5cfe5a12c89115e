"""The clients that are tried: what to install of each, and the script that uses it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Client:
    """``packages`` are of pip, or of npm where ``node`` is set; the first one's version is told."""

    packages: tuple[str, ...]
    script: str
    node: bool = False


CLIENTS = {
    "openai (Python)": Client(("openai",), "openai_chat.py"),
    "openai (npm)": Client(("openai",), "openai_chat.mjs", node=True),
    "LangChain": Client(("langchain-openai",), "langchain_chat.py"),
    "litellm": Client(("litellm",), "litellm_chat.py"),
    "AI SDK": Client(("ai", "@ai-sdk/openai-compatible"), "ai_sdk.mjs", node=True),
    "llm": Client(("llm",), "llm_chat.py"),
    "mcp 1": Client(("mcp<2",), "mcp_tools.py"),
    "mcp 2": Client(("mcp>=2,<3",), "mcp_tools.py"),
    "fastmcp": Client(("fastmcp",), "fastmcp_tools.py"),
    "MCP Inspector": Client(("@modelcontextprotocol/inspector",), "inspector.py", node=True),
    "gradio_client": Client(("gradio_client",), "gradio_chat.py"),
    "schemathesis": Client(("schemathesis",), "schema.py"),
}
