import asyncio
import json
import os
import sys

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport

given = json.loads(sys.argv[1])
command, *arguments = given["stdio"]
headers = {"Authorization": f"Bearer {given['key']}"}


def say(can, ok, note=""):
    print(json.dumps({"can": can, "ok": bool(ok), "note": note}), flush=True)


async def main():
    for how, transport in (
        ("HTTP", StreamableHttpTransport(given["url"] + "/mcp", headers=headers)),
        ("stdio", StdioTransport(command, list(arguments), env=dict(os.environ))),
    ):
        async with Client(transport) as client:
            say(f"list tools over {how}", len(await client.list_tools()) >= 3)
            result = await client.call_tool("ask_papers", {"question": "How many PET/CT exams were used?"})
            say(f"ask over {how}, typed", "25,578" in result.data.text)


asyncio.run(main())
