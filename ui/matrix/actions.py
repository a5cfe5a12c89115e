"""What the Table tab does on the server: read, stop, show a sentence, correct, export."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import gradio as gr

from assistant import AssistantError, Column, export_table

from ..opening import AssistantHolder
from .cell_pane import cell_html, missing_html, paper_html
from .definition import TableDefinition
from .delta import cell_json, delta
from .runs import Run, Runs

Sent = dict[str, Any]
_NEWS_S = 1.5  # seconds that a look at a table waits for something new
_LOOK_S = 0.1
_TYPES = {
    "csv": "text/csv;charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "latex": "application/x-tex",
    "json": "application/json",
}
_ENDINGS = {"latex": "tex"}
_GONE = "This table is no longer open on the server. Reload the page to go on with it."


class MatrixActions:
    """The handlers of the Table tab. A table's definition is held by its browser, which alone knows its id."""

    def __init__(self, holder: AssistantHolder) -> None:
        self._holder = holder
        self._runs = Runs()

    async def pull(self, event: gr.EventData) -> Sent:
        """Tell what has come since the last look; the first look sends the table, and begins to read it."""
        ask = event.ask
        reply = {"number": ask["number"]}
        try:
            if ask.get("table"):
                definition = TableDefinition.read(ask["table"])
                run = await asyncio.to_thread(self._begin, definition, bool(ask.get("go")))
            else:
                found = self._run(ask["id"])
                if found is None:
                    return {**reply, "unknown": True}
                run = found
        except AssistantError as error:
            return {**reply, "refused": str(error)}
        same = ask.get("run") == run.number
        papers, rows = (int(ask.get("papers", 0)), int(ask.get("rows", 0))) if same else (0, 0)
        if same:
            await self._news(run, rows)
        return {**reply, **delta(run, max(papers, 0), max(rows, 0))}

    def halt(self, event: gr.EventData) -> None:
        """Read no further paper of a table."""
        if run := self._run(event.id):
            run.stop()

    def source(self, event: gr.EventData) -> str:
        """Show the sentence that a cell stands on, or the paper whose title was clicked."""
        try:
            run, paper_id, column = self._cell(event)
        except AssistantError as error:
            return missing_html(str(error))
        papers = self._holder.assistant.papers([paper_id])
        if not papers:
            return missing_html("This paper is no longer on the shelf.")
        if column is None:
            return paper_html(papers[0])
        return cell_html(papers[0], column, run.cell(paper_id, str(event.column)))

    def correct(self, event: gr.EventData) -> Sent:
        """Put a reader's value into a cell; "" says that the abstract does not state it, None takes it back."""
        try:
            run, paper_id, column = self._cell(event)
            if column is None:
                raise AssistantError(_GONE)
            cell = self._holder.assistant.correct_cell(paper_id, column, _value(event.value))
        except AssistantError as error:
            return {"refused": str(error)}
        run.put(paper_id, str(event.column), cell)
        return {"paper": paper_id, "column": str(event.column), "cell": cell_json(cell)}

    def export(self, event: gr.EventData) -> Sent:
        """Return a file of the table for the browser to save, its rows as they are sorted and filtered there."""
        kind, run = str(event.kind), self._run(event.id)
        if run is None or kind not in _TYPES:
            raise gr.Error(_GONE, print_exception=False)
        content = export_table(run.table(tuple(str(each) for each in event.order)), run.columns, kind)
        return {
            "name": f"table.{_ENDINGS.get(kind, kind)}",
            "type": _TYPES[kind],
            "base64": base64.b64encode(content).decode("ascii"),
        }

    def _begin(self, definition: TableDefinition, go: bool) -> Run:
        here = self._holder.here
        return self._runs.begin(
            definition, lambda: here.assistant, go=go, shelf=here.shelf, in_use=here.in_use
        )

    def _run(self, table: Any) -> Run | None:
        """Return the run of a table of the shelf that the reader is on; papers of one name may be on others, too."""
        run = self._runs.get(str(table))
        return run if run is not None and run.shelf == self._holder.shelf else None

    async def _news(self, run: Run, rows_seen: int) -> None:
        loop = asyncio.get_running_loop()
        latest, before = loop.time() + _NEWS_S, run.state
        while len(run.rows) <= rows_seen and run.state == before and not run.ended and loop.time() < latest:
            await asyncio.sleep(_LOOK_S)

    def _cell(self, event: gr.EventData) -> tuple[Run, str, Column | None]:
        """Return the run, paper and column that a click was on. Raises AssistantError."""
        run, paper_id = self._run(event.id), str(event.paper)
        if run is None or not run.holds(paper_id):
            raise AssistantError(_GONE)
        return run, paper_id, run.column(str(event.column))


def _value(given: Any) -> str | None:
    return None if given is None else str(given).strip()
