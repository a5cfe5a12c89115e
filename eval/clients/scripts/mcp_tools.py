import asyncio
import json
import os
import sys
from importlib.metadata import version

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

given = json.loads(sys.argv[1])
newer = version("mcp").startswith("2")


def say(can, ok, note=""):
    print(json.dumps({"can": can, "ok": bool(ok), "note": note}), flush=True)


def read(result, name):
    """A field by the name that version 1 (camelCase) or 2 gives it."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return getattr(result, snake if hasattr(result, snake) else name)


async def use(how, streams):
    async with ClientSession(*streams[:2]) as session:
        hello = await session.initialize()
        say(f"initialize over {how}", read(hello, "serverInfo").name == "paper-assistant")
        tools = (await session.list_tools()).tools
        say(f"list tools over {how}", all(read(tool, "outputSchema") for tool in tools) and len(tools) >= 3)
        result = await session.call_tool("ask_papers", {"question": "How many PET/CT exams were used?"})
        say(f"ask over {how}", "25,578" in read(result, "structuredContent")["text"])
        wrong = await session.call_tool("search_papers", {"query": "bytes", "k": "99"})
        say(
            f"be told a wrong call over {how}",
            read(wrong, "isError") and "between 1 and 20" in wrong.content[0].text,
        )


async def main():
    headers = {"Authorization": f"Bearer {given['key']}"}
    if newer:
        import httpx2 as httpx
    else:
        import httpx
    async with httpx.AsyncClient(headers=headers, timeout=120) as client:
        for path in ("/mcp", "/gradio_api/mcp/") if not newer else ("/mcp",):
            async with streamable_http_client(given["url"] + path, http_client=client) as streams:
                if path == "/mcp":
                    await use("HTTP", streams)
    command, *arguments = given["stdio"]
    parameters = StdioServerParameters(command=command, args=arguments, env=dict(os.environ))
    async with stdio_client(parameters) as streams:
        await use("stdio", streams)


asyncio.run(main())
