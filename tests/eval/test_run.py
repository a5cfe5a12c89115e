from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from eval.dataset.cases import Case, load_cases
from eval.partial import Partial
from eval.progress import bar, steps
from eval.report.tables import METRICS
from eval.run import Result, run_cases
from tests.support.eval_fakes import PAPERS, FakeAssistant, OutOfOrderError, perfect, write_cases


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Case, ...]:
    return load_cases(write_cases(tmp_path), METRICS).resolved(PAPERS).cases


def test_turns_are_one_conversation_and_results_keep_the_order(cases: tuple[Case, ...]) -> None:
    system = FakeAssistant(perfect())
    results = run_cases(cases, system, concurrency=3)
    assert [result.id for result in results] == [case.id for case in cases]
    assert ("Which papers need no tokenizer?", "How many entries has its vocabulary?") in system.asked
    assert len(results[-1].answers) == len(results[-1].seconds) == 2
    assert results[0].ranking == ("bytes", "chars", "words", "pixels")
    assert results[2].ranking == ()


def test_failures_are_results(cases: tuple[Case, ...]) -> None:
    said = perfect() | {
        "How many points?": OutOfOrderError("The model is away."),
        "How fast is it?": ZeroDivisionError("x"),
    }
    results = run_cases(cases, FakeAssistant(said))
    assert (results[1].error, results[1].error_code) == ("The model is away.", 4)
    assert results[2].error == "ZeroDivisionError: x"
    assert not results[3].error


def test_concurrent_cases_run_at_the_same_time(cases: tuple[Case, ...]) -> None:
    system = FakeAssistant(perfect())
    together = threading.Barrier(2, timeout=20)
    system.before = lambda question: together.wait() and None
    results = run_cases(cases[1:3], system, concurrency=2)
    assert not any(result.error for result in results)


def test_an_interrupted_run_resumes_and_asks_failures_again(cases: tuple[Case, ...], tmp_path: Path) -> None:
    first = FakeAssistant(perfect() | {"How many points?": OutOfOrderError("away")})

    def interrupt(question: str) -> None:
        if question == "How fast is it?":
            raise KeyboardInterrupt

    first.before = interrupt
    path = tmp_path / "out.json.partial"
    with pytest.raises(KeyboardInterrupt):
        run_cases(cases, first, partial=Partial(path, "key"))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "cut off')
    second = FakeAssistant(perfect())
    told: list[int] = []
    results = run_cases(cases, second, partial=Partial(path, "key"), progress=told.append)
    assert not any(result.error for result in results)
    assert ("Which papers need no tokenizer?",) in first.asked
    assert second.asked[0] == ("How many points?",)  # the first case is not asked again
    assert sum(told) == len(cases)


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    class Shown(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    shown = Shown()
    monkeypatch.setattr("sys.stderr", shown)
    with bar("asking", 2, "case") as tell:
        tell(1)
    with steps("paper") as told:
        told("embedding", 1, 2)
    assert ("asking" in shown.getvalue()) is terminal
    assert ("embedding" in shown.getvalue()) is terminal


def test_another_run_does_not_take_the_results(tmp_path: Path) -> None:
    path = tmp_path / "partial"
    Partial(path, "one").add(Result(id="a"))
    assert [result.id for result in Partial(path, "one").load(Result)] == ["a"]
    other = Partial(path, "two")
    assert other.load(Result) == []
    other.add(Result(id="b"))
    assert [result.id for result in Partial(path, "two").load(Result)] == ["b"]
    other.remove()
    assert not path.exists()
