"""The MCP tool ``table_of_papers``: its arguments, and a table of bounded size."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from assistant import Assistant, Row, Stage, inert_json

from ..http.mcp_tools import MOST_CHARACTERS
from ..mcp.schemas import Arguments
from ..opening import AssistantHolder
from .bridge import rows_of
from .models import TableReply, in_order
from .routes import table_papers, table_reply

MOST_PAPERS = 50
MOST_COLUMNS = 10


class ToolColumn(BaseModel):
    """A column with a question and a type of its own."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    question: str | None = Field(None, max_length=500, description="What is asked of every paper.")
    type: Literal["text", "number", "yes_no", "category"] = "text"
    choices: list[str] = Field([], max_length=30, description='With type "category": the values it may have.')


class TableArguments(Arguments):
    """Of ``table_of_papers``."""

    columns: list[Annotated[str, Field(min_length=1, max_length=500)] | ToolColumn] = Field(
        min_length=1,
        max_length=MOST_COLUMNS,
        description='What to read in every paper: names ("data set", "sample size", "language", "main result", '
        '"method", "metric"), questions in words, or objects with name, question and type.',
    )
    papers: list[str] | None = Field(
        None,
        max_length=MOST_PAPERS,
        description="Ids of the papers to read; left out: all, where the shelf holds 50 or less.",
    )


async def read_table(
    assistant: Assistant, holder: AssistantHolder, asked: TableArguments, report: Any
) -> dict[str, Any]:
    """Return the table as JSON, told how far it is by ``tell``."""
    columns = [
        each if isinstance(each, str) else each.model_dump(exclude_none=True) for each in asked.columns
    ]
    ids = await run_in_threadpool(table_papers, assistant, asked.papers, MOST_PAPERS)
    table = await run_in_threadpool(assistant.table, ids, columns, wait_for_model=False)
    rows: list[Row] = []
    source = rows_of(table, holder)
    try:
        async for row in source:
            rows += [row] if row else []
            await report(Stage("read", table.done, table.total))
    finally:
        await source.aclose()
    return _fitted(table_reply(table, in_order(rows, ids)))


def _fitted(reply: TableReply) -> dict[str, Any]:
    """Return the table in a bounded number of characters of JSON; rows that do not fit are left out, and named."""
    rows = list(reply.rows)
    while len(rows) > 1 and _size(reply) > MOST_CHARACTERS:
        gone = rows.pop()
        reply = reply.model_copy(update={"rows": rows, "left_out": [gone.paper_id, *reply.left_out]})
    if reply.left_out:
        why = (
            f"The table was too long for one reply: {len(reply.left_out)} of its rows are left out. Ask for the papers "
            "in left_out in another call; they have been read."
        )
        reply = reply.model_copy(update={"warnings": [*reply.warnings, why]})
    return reply.model_dump(mode="json")


def _size(reply: TableReply) -> int:
    return len(inert_json(json.dumps(reply.model_dump(mode="json"), ensure_ascii=False)))
