"""Tables being read: each on a thread of its own, whether or not a browser looks on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import count
from typing import Literal

from assistant import Assistant, AssistantError, Cell, Column, Paper, Row

from .definition import MOST_PAPERS, TableDefinition

State = Literal["waiting", "reading", "done", "stopped", "failed"]
READ_AT_ONCE = 2  # tables of all readers; further ones wait
MOST_WAITING = (
    60  # tables of all readers that are being read or wait; each has a thread, and its papers in memory
)
_MOST_KEPT = 32  # runs that ended; a forgotten one is begun again, from cells that the engine keeps
_MOST_NOTED = 5  # warnings of one run
_numbers = count(1)
InUse = Callable[[], AbstractContextManager[None]]


class Run:
    """One reading of a table: rows in the order in which they came, until it is done, stopped or has failed.

    ``rows`` only grows: a row that was changed comes once more. ``number`` tells this run from earlier ones. ``shelf``
    is the name of the papers' shelf, which ``in_use`` keeps open.
    """

    def __init__(
        self, definition: TableDefinition, assistant: Assistant, shelf: str = "", in_use: InUse = nullcontext
    ) -> None:
        self.number = next(_numbers)
        self.definition = definition
        self.shelf = shelf
        self._in_use = in_use
        self.state: State = "waiting"
        self.error = ""
        self.notes: tuple[str, ...] = ()
        self.papers: tuple[Paper, ...] = _papers(definition, assistant)
        self.gone = len(set(definition.papers or ()).difference(paper.id for paper in self.papers))
        self.columns = tuple(each.column() for each in definition.columns)
        self.rows: list[tuple[int, tuple[Cell, ...]]] = []
        self._assistant = assistant
        self._places = {paper.id: place for place, paper in enumerate(self.papers)}
        self._read: dict[int, tuple[Cell, ...]] = {}
        self._stop = threading.Event()
        self._lock = threading.Lock()

    @property
    def done(self) -> int:
        """How many papers have been read."""
        return len(self._read)

    @property
    def unread(self) -> int:
        """How many of these have a cell that could not be read, as when a model does not answer."""
        with self._lock:
            return sum(any(cell.status == "unread" for cell in cells) for cells in self._read.values())

    @property
    def ended(self) -> bool:
        """Whether nothing more will come by itself."""
        return self.state in ("done", "stopped", "failed")

    def begin(self, free: threading.Semaphore) -> None:
        """Read in the background, as soon as one of the ``free`` places is had."""
        if not self.columns or not self.papers:
            self.state = "done"
            return
        threading.Thread(target=self._work, args=(free,), name="read a table", daemon=True).start()

    def stop(self) -> None:
        """Read no further paper; what was read stays."""
        self._stop.set()
        if not self.ended:
            self.state = "stopped"

    def put(self, paper_id: str, column: str, cell: Cell) -> None:
        """Put ``cell`` in the place of the one that was read; a row that was not read yet will come with it."""
        at, place = self._column(column), self._places[paper_id]
        with self._lock:
            if at is not None and place in self._read:
                cells = self._read[place]
                self._keep(place, (*cells[:at], cell, *cells[at + 1 :]))

    def holds(self, paper_id: str) -> bool:
        """Whether the paper is a row of this table."""
        return paper_id in self._places

    def column(self, name: str) -> Column | None:
        """Return the column that the browser calls so, None for none."""
        place = self._column(name)
        return None if place is None else self.columns[place]

    def cell(self, paper_id: str, column: str) -> Cell | None:
        """Return what was read of a paper in the column of this name, None while it was not."""
        place, cells = self._column(column), self._read.get(self._places[paper_id], ())
        return cells[place] if place is not None and place < len(cells) else None

    def table(self, order: tuple[str, ...] = ()) -> list[Row]:
        """Return the rows that were read, of the papers in ``order``, each once, or of all in the table's own order."""
        places = (
            [self._places[each] for each in dict.fromkeys(order) if each in self._places]
            if order
            else range(len(self.papers))
        )
        with self._lock:
            return [Row(paper=self.papers[at], cells=self._read[at]) for at in places if at in self._read]

    def _column(self, name: str) -> int | None:
        names = [each.name for each in self.definition.columns]
        return names.index(name) if name in names else None

    def _work(self, free: threading.Semaphore) -> None:
        while not free.acquire(timeout=0.5):
            if self._stop.is_set():
                return
        try:
            if not self._stop.is_set():
                self.state = "reading"
                with self._in_use():
                    self._read_rows()
        except AssistantError as error:
            self.error, self.state = str(error), "failed"
        finally:
            free.release()
            if not self.ended:
                self.error = "Reading broke off because of a fault in this program; see the server's log."
                self.state = "failed"

    def _read_rows(self) -> None:
        with closing(self._assistant.table([paper.id for paper in self.papers], self.columns)) as table:
            self.columns = table.columns  # now with their questions
            for row in table:
                if self._stop.is_set():
                    return
                with self._lock:
                    self._keep(self._places[row.paper.id], row.cells)
                self._note((*table.warnings, *row.warnings))
            self._note(table.warnings)
        self.state = "done"

    def _note(self, warnings: tuple[str, ...]) -> None:
        self.notes = tuple(dict.fromkeys((*self.notes, *warnings)))[:_MOST_NOTED]

    def _keep(self, place: int, cells: tuple[Cell, ...]) -> None:
        self._read[place] = cells
        self.rows.append((place, cells))


class Runs:
    """The runs of all browsers, by the id of the table, which only its browser knows."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._free = threading.Semaphore(READ_AT_ONCE)
        self._lock = threading.Lock()

    def get(self, table: str) -> Run | None:
        """Return the run of a table, None when there is none (as after a restart)."""
        return self._runs.get(table)

    def begin(
        self,
        definition: TableDefinition,
        assistant: Callable[[], Assistant],
        *,
        go: bool,
        shelf: str = "",
        in_use: InUse = nullcontext,
    ) -> Run:
        """Return the run of ``definition`` on ``shelf``: the one at work, else a new one, which reads with ``go``.

        Without ``go`` a run that was stopped is shown as it is. Raises AssistantError.
        """
        with self._lock:
            run = self._runs.get(definition.id)
            same = run and (run.definition, run.shelf) == (definition, shelf)
            if run and same and (not go or not run.ended):
                return run
            if run:
                run.stop()
            if go and sum(not each.ended for each in self._runs.values()) >= MOST_WAITING:
                raise AssistantError(
                    f"{MOST_WAITING} tables are being read or wait for that, which is the limit. Try again later."
                )
            run = Run(definition, assistant(), shelf, in_use)
            self._runs[definition.id] = run
            self._runs.move_to_end(definition.id)
            for old in [each for each, one in self._runs.items() if one.ended][:-_MOST_KEPT]:
                del self._runs[old]
        run.begin(self._free) if go else run.stop()
        return run


def _papers(definition: TableDefinition, assistant: Assistant) -> tuple[Paper, ...]:
    """Return the papers of a table, in its order. Raises AssistantError when the shelf holds too many."""
    if definition.papers is not None:
        held = {paper.id: paper for paper in assistant.papers(list(dict.fromkeys(definition.papers)))}
        return tuple(held[each] for each in dict.fromkeys(definition.papers) if each in held)
    if assistant.size > MOST_PAPERS:
        raise AssistantError(
            f"A table on the page holds at most {MOST_PAPERS:,} papers, and this shelf has {assistant.size:,}. "
            "Choose papers on the Papers tab, or use paper-assistant table."
        )
    return assistant.papers()
