"""Cases -> Results: ask every question, keep what came back, never lose a failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from assistant import Answer, AssistantError, Hit, Paper, Turn

from .dataset.cases import Case
from .partial import Partial

RANKED = 100  # papers of a ranking that are kept


class Answerer(Protocol):
    """What is evaluated: our Assistant, or a peer behind the same three methods."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...
    def search(self, query: str, k: int = 10) -> Sequence[Hit]: ...
    def papers(self) -> Sequence[Paper]: ...


class Result(BaseModel):
    """What a case brought: one answer and its wall-clock seconds a turn, and the ranking for the last one.

    ``error`` is empty, or says why the case failed; ``error_code`` is then the exit code it would have.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    answers: tuple[Answer, ...] = ()
    seconds: tuple[float, ...] = ()
    ranking: tuple[str, ...] = ()
    error: str = ""
    error_code: int = 0


def run_cases(
    cases: Sequence[Case],
    system: Answerer,
    *,
    concurrency: int = 1,
    partial: Partial | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[Result, ...]:
    """Ask all cases, ``concurrency`` at a time, and return the results in the order of the cases.

    Results found in ``partial`` are taken from there, new ones are noted in it; ``progress`` is told how
    many more are done. A case that fails becomes a Result with an error; KeyboardInterrupt passes.
    """
    results = {kept.id: kept for kept in partial.load(Result) if not kept.error} if partial else {}
    results = {case.id: results[case.id] for case in cases if case.id in results}
    progress(len(results))
    stopping = threading.Event()
    with ThreadPoolExecutor(concurrency, thread_name_prefix="case") as pool:
        waiting = [pool.submit(_ask, case, system, stopping) for case in cases if case.id not in results]
        try:
            for future in as_completed(waiting):
                result = future.result()
                results[result.id] = result
                if partial:
                    partial.add(result)
                progress(1)
        except BaseException:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(results[case.id] for case in cases)


def _ask(case: Case, system: Answerer, stopping: threading.Event) -> Result:
    history: list[Turn] = []
    seconds: list[float] = []
    try:
        for question in case.turns:
            if stopping.is_set():
                raise KeyboardInterrupt
            begun = time.perf_counter()
            answer = system.ask(question, tuple(history))
            seconds.append(round(time.perf_counter() - begun, 4))
            history.append(Turn(question=question, answer=answer))
        hits = system.search(history[-1].answer.standalone or case.turns[-1], RANKED) if case.required else ()
    except (
        Exception
    ) as error:  # whatever goes wrong in what is evaluated is a result: it scores 0 and is listed
        return Result(
            id=case.id,
            answers=tuple(turn.answer for turn in history),
            seconds=tuple(seconds),
            error=str(error) if isinstance(error, AssistantError) else f"{type(error).__name__}: {error}",
            error_code=error.exit_code if isinstance(error, AssistantError) else 1,
        )
    return Result(
        id=case.id,
        answers=tuple(turn.answer for turn in history),
        seconds=tuple(seconds),
        ranking=tuple(hit.paper.id for hit in hits),
    )
