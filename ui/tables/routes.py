"""``POST /api/table``: papers and columns in, a cited cell for each out; whole, or a line of JSON for each row."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from assistant import Assistant, AssistantError, Row, SettingsError, Table

from ..filters import NoPapers
from ..http.errors import error_body, wire_error
from ..http.routing import ERRORS, LEFT, shelf_of
from ..http.stream import LINES, Stream
from ..opening import AssistantHolder
from ..shelves import Shelves
from .bridge import rows_of
from .models import MOST_PAPERS, RowReply, TableReply, TableRequest, columns_reply, given, in_order

_NDJSON = {
    LINES: {
        "schema": {
            "type": "object",
            "description": "first `columns`, `total` and `composer`, then a line with `row` and `done` for each "
            "paper, at last `done`, `usage` and `warnings`, or `error`",
        }
    }
}
_TELL_EVERY = 15  # seconds without a row until a line says that work goes on


def add_table_routes(router: APIRouter, holder: AssistantHolder, shelves: Shelves) -> None:
    """Add ``POST /api/table``."""

    @router.post(
        "/api/table",
        response_model=TableReply,
        responses={**ERRORS, 200: {"content": _NDJSON}},
        tags=["papers"],
    )
    async def table(asked: TableRequest, request: Request) -> Any:
        """Read each paper for each column: a value with its verbatim sentence, or that the abstract does not state it.

        At most 1,000 papers at once. What was read is kept: the same request again costs nothing, and one that was
        broken off goes on where it stopped. With `stream` each row comes when it is ready, in no order.
        """
        here = await run_in_threadpool(shelf_of, asked.shelf, holder, shelves)
        assistant = here.assistant
        ids = await run_in_threadpool(table_papers, assistant, asked.papers, MOST_PAPERS)
        filling = await run_in_threadpool(assistant.table, ids, given(asked.columns), wait_for_model=False)
        if asked.stream:
            return Stream(_lines(filling, here), LINES)
        rows: list[Row] = []
        source = rows_of(filling, here)
        try:
            async for row in source:
                if row is not None:
                    rows.append(row)
                elif await request.is_disconnected():
                    return Response(status_code=LEFT)
        finally:
            await source.aclose()
        return table_reply(filling, in_order(rows, ids))


def table_papers(assistant: Assistant, papers: list[str] | None, most: int) -> list[str]:
    """Return the ids of the papers to read: those that were named, or all of a shelf that is small enough.

    Raises NoPapers when none that was named is there, SettingsError for a shelf of more than ``most``.
    """
    if papers is None:
        if assistant.size > most:
            raise SettingsError(
                f"This shelf holds {assistant.size:,} papers, and {most:,} are read at once. "
                "Name the ids of some in papers."
            )
        return [paper.id for paper in assistant.papers()]
    found = [paper.id for paper in assistant.papers(papers)]
    if not found:
        raise NoPapers("None of the ids in papers is on this shelf. See /api/papers.")
    return list(dict.fromkeys(papers))


def table_reply(table: Table, rows: list[Row]) -> TableReply:
    """Return a table that was read to its end."""
    return TableReply(
        columns=columns_reply(table),
        rows=[RowReply.of(row) for row in rows],
        total=table.total,
        composer=table.composer,
        usage=table.usage,
        warnings=list(table.warnings),
    )


async def _lines(table: Table, holder: AssistantHolder) -> AsyncGenerator[str, None]:
    columns = [column.as_json() for column in table.columns]
    yield _line({"columns": columns, "total": table.total, "composer": table.composer})
    source, quiet = rows_of(table, holder), 0
    try:
        async for row in source:
            quiet = 0 if row else quiet + 1
            if row is not None:
                yield _line({"row": row.as_json(), "done": table.done})
            elif quiet % _TELL_EVERY == 0:
                yield _line({"done": table.done})
    except AssistantError as error:
        _, kind, code = wire_error(error)
        yield _line(error_body(str(error), kind, code))
        return
    finally:
        await source.aclose()
    yield _line(
        {
            "done": table.done,
            "composer": table.composer,
            "usage": table.usage.model_dump(),
            "warnings": list(table.warnings),
        }
    )


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
