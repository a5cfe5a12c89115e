"""Tables that are read in the background: begun, looked at in pieces, stopped, gone on with, corrected."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from assistant import AssistantError, Cell, Column, Paper, Row, Table
from tests.support.each_row import each_row
from tests.support.running.waiting import until
from ui.matrix.definition import MOST_PAPERS, TableDefinition
from ui.matrix.delta import delta
from ui.matrix.runs import READ_AT_ONCE, Run, Runs
from ui.opening import AssistantHolder

PAPERS = tuple(
    Paper(id=f"p{n}", title=f"Paper {n}", abstract="It has 5 users.", year=2000 + n) for n in range(4)
)
SIZE = [{"name": "Size", "type": "number"}]


class Shelf:
    """An assistant whose tables give a row whenever a test lets them; ``asked`` counts the tables."""

    def __init__(self, papers: Sequence[Paper] = PAPERS, error: str = "") -> None:
        self._papers = {paper.id: paper for paper in papers}
        self._error = error
        self.size = len(papers)
        self.let = threading.Semaphore(0)
        self.asked = 0

    def papers(self, ids: Sequence[str] | None = None) -> tuple[Paper, ...]:
        return tuple(
            self._papers[each] for each in (self._papers if ids is None else ids) if each in self._papers
        )

    def table(self, ids: Sequence[str], columns: Sequence[Column]) -> Table:
        self.asked += 1

        def rows() -> Iterator[Row]:
            for number, paper in enumerate(self.papers(ids)):
                self.let.acquire()
                if self._error:
                    raise AssistantError(self._error)
                cells = tuple(
                    Cell(paper.id, column.name, value=number, status="stated") for column in columns
                )
                yield Row(paper, cells)

        table = Table(tuple(columns), len(ids), "fake")
        table.warn("Mind the gap.")
        return table.filled_by(rows())


def definition(papers: list[str] | None = None, columns: Any = SIZE, of: str = "a") -> TableDefinition:
    return TableDefinition.read({"id": of * 32, "papers": papers, "columns": columns})


def begun(runs: Runs, shelf: Any, wanted: TableDefinition | None = None, *, go: bool = True) -> Run:
    return runs.begin(wanted or definition(), lambda: shelf, go=go)


def test_a_browser_gets_each_row_once_and_the_papers_once() -> None:
    shelf, runs = Shelf(), Runs()
    run = begun(runs, shelf)
    shelf.let.release(2)
    until(lambda: run.done == 2)
    first = delta(run, 0, 0)
    assert first["papers"] == [[paper.id, paper.title, paper.year] for paper in PAPERS]
    assert [place for place, _ in first["rows"]] == [0, 1]
    assert (first["state"], first["done"], first["total"], first["ended"]) == ("reading", 2, 4, False)
    assert first["notes"] == ["Mind the gap."]
    shelf.let.release(2)
    until(lambda: run.ended)
    rest = delta(run, 4, first["next"])
    assert rest["papers"] == []
    assert [place for place, _ in rest["rows"]] == [2, 3]
    assert (rest["state"], rest["done"], rest["more"]) == ("done", 4, False)
    assert rest["rows"][1][1][0]["value"] == 3


def test_the_same_table_is_joined_and_another_takes_its_place() -> None:
    shelf, runs = Shelf(), Runs()
    run = begun(runs, shelf)
    assert begun(runs, shelf) is run
    wider = begun(runs, shelf, definition(columns=[*SIZE, {"name": "Method"}]))
    assert wider is not run
    assert run.state == "stopped"
    shelf.let.release(9)
    until(lambda: wider.state == "done")
    assert {len(row.cells) for row in wider.table()} == {2}


def test_a_stopped_table_keeps_what_was_read_and_goes_on_when_told() -> None:
    shelf, runs = Shelf(), Runs()
    run = begun(runs, shelf)
    shelf.let.release(1)
    until(lambda: run.done == 1)
    run.stop()
    assert begun(runs, shelf, go=False) is run
    assert delta(run, 0, 0)["state"] == "stopped"
    assert run.done == 1
    again = begun(runs, shelf)
    shelf.let.release(9)
    until(lambda: again.state == "done")
    assert again.done == 4


def test_after_a_restart_a_stopped_table_shows_its_papers_and_reads_nothing() -> None:
    shelf = Shelf()
    run = begun(Runs(), shelf, go=False)
    assert (run.state, len(run.papers), shelf.asked) == ("stopped", 4, 0)


def test_further_tables_wait_for_their_turn() -> None:
    shelf, runs = Shelf(), Runs()
    at_work = [begun(runs, shelf, definition(of=each)) for each in "abcdef"[:READ_AT_ONCE]]
    until(lambda: shelf.asked == READ_AT_ONCE)
    waiting = begun(runs, shelf, definition(of="f"))
    assert waiting.state == "waiting"
    shelf.let.release(4 * (READ_AT_ONCE + 1))
    until(lambda: waiting.state == "done" and all(run.state == "done" for run in at_work))


def test_so_many_tables_wait_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.matrix.runs.MOST_WAITING", 4)
    shelf, runs = Shelf(), Runs()
    held = [begun(runs, shelf, definition(of=each)) for each in "abcd"]
    with pytest.raises(AssistantError, match="4 tables are being read"):
        begun(runs, shelf, definition(of="e"))
    assert begun(runs, shelf, definition(of="e"), go=False).state == "stopped"
    held[3].stop()
    assert begun(runs, shelf, definition(of="f")).state == "waiting"
    for run in held:
        run.stop()
    shelf.let.release(99)


def test_a_table_of_another_shelf_is_another_table_and_keeps_its_shelf_open_while_it_is_read() -> None:
    one, other, runs, in_use = Shelf(), Shelf(), Runs(), AssistantHolder()
    first = runs.begin(definition(), lambda: one, go=True, shelf="one", in_use=in_use.in_use)  # type: ignore[arg-type,return-value]
    until(lambda: one.asked)
    assert in_use.busy
    second = runs.begin(definition(), lambda: other, go=True, shelf="other")  # type: ignore[arg-type,return-value]
    assert (second is first, second.shelf, first.state) == (False, "other", "stopped")
    one.let.release(9)
    other.let.release(9)
    until(lambda: second.state == "done" and not in_use.busy)


def test_a_failure_says_why_and_what_was_read_stays() -> None:
    shelf, runs = Shelf(error="The model is away."), Runs()
    run = begun(runs, shelf)
    shelf.let.release(1)
    until(lambda: run.ended)
    assert (run.state, run.error) == ("failed", "The model is away.")


def test_a_fault_of_the_program_is_told_and_gives_its_place_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda args: None)
    broken, runs = Shelf(), Runs()
    broken.table = None  # type: ignore[assignment,method-assign]
    for each in "abcd":
        run = begun(runs, broken, definition(of=each))
        until(lambda run=run: run.ended)
        assert run.state == "failed"
        assert "fault in this program" in run.error


def test_a_reader_s_cell_is_sent_again_and_exported_in_the_order_on_the_page() -> None:
    shelf, runs = Shelf(), Runs()
    shelf.let.release(9)
    run = begun(runs, shelf)
    until(lambda: run.state == "done")
    run.put("p1", "Size", Cell("p1", "Size", value=17, text="17", status="stated", given_by="reader"))
    news = delta(run, 4, 4)
    assert [(place, cells[0]["value"], cells[0]["by"]) for place, cells in news["rows"]] == [
        (1, 17, "reader")
    ]
    rows = run.table(("p3", "p1", "gone", *["p3"] * 1000))
    assert [(row.paper.id, row.cells[0].value) for row in rows] == [("p3", 3), ("p1", 17)]
    assert run.cell("p1", "Size").given_by == "reader"  # type: ignore[union-attr]
    assert run.cell("p1", "Other") is None


def test_papers_that_left_are_counted_and_a_table_of_none_ends() -> None:
    shelf, runs = Shelf(), Runs()
    run = begun(runs, shelf, definition(["p2", "gone", "p0", "p2"], columns=[]))
    assert [paper.id for paper in run.papers] == ["p2", "p0"]
    assert (run.gone, run.state) == (1, "done")


def test_a_shelf_that_is_too_large_for_the_page_is_refused_with_a_way_on() -> None:
    shelf = Shelf()
    shelf.size = MOST_PAPERS + 1
    with pytest.raises(AssistantError, match="Choose papers on the Papers tab, or use paper-assistant table"):
        begun(Runs(), shelf)


@each_row(
    "sent",
    [
        None,
        "a" * 32,
        {"id": "short"},
        {"id": "a" * 32, "columns": [{"name": " "}]},
        {"id": "a" * 32, "columns": [{"name": "n", "type": "formula"}]},
        {"id": "a" * 32, "columns": [{"name": "n"}] * 21},
        {"id": "a" * 32, "papers": ["p"] * (MOST_PAPERS + 1)},
        {"id": "a" * 32, "path": "/etc/passwd"},
    ],
)
def test_what_is_no_table_is_refused(sent: Any) -> None:
    with pytest.raises(AssistantError, match="Begin a new table"):
        TableDefinition.read(sent)
