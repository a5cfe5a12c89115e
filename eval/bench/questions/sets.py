"""Set questions without a language model: ``python -m eval.bench.questions.sets DIR``.

Each ``shelfNN.json`` of DIR is ``{papers: [{n, title, abstract}], questions: [{q, match, grey}]}``. The papers are
indexed as a shelf of their own (kept under the home folder, so that a second run embeds nothing), and every question
is answered as a set question, whatever the planner takes it for. Grey papers are left out of the score; a question
that no paper meets scores 1 for an empty answer, else 0. Shelves whose number 3 divides are the test part.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant import Paper, Settings
from assistant.answering.context import AnswerContext
from assistant.answering.routes.respond import respond
from assistant.answering.tracing.timing import Clock
from assistant.library.library import Library
from assistant.planning.criteria.criterion import criterion_of
from assistant.planning.rules import plan_of
from assistant.retrieval.hybrid import Retriever
from assistant.types import Plan

from ...dataset.shelves import shelf_settings


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the benchmark; ``match`` and ``grey`` are ids of papers."""

    shelf: int
    question: str
    match: frozenset[str]
    grey: frozenset[str]

    @property
    def part(self) -> str:
        """Return "test" for the shelves that took no part in fitting."""
        return "tuning" if self.shelf % 3 else "test"


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer is worth; precision and recall are None where no paper was listed or none belongs."""

    asked: Asked
    precision: float | None
    recall: float | None
    f1: float
    seconds: float


def read_shelf(path: Path) -> tuple[list[Paper], list[Asked]]:
    """Return the papers and questions of one file."""
    shelf = json.loads(path.read_text(encoding="utf-8"))
    papers = [
        Paper(id=f"p{row['n']}", title=row["title"], abstract=row["abstract"]) for row in shelf["papers"]
    ]
    number = int(path.stem.removeprefix("shelf"))
    return papers, [
        Asked(
            number,
            row["q"],
            frozenset(f"p{n}" for n in row["match"]),
            frozenset(f"p{n}" for n in row["grey"]),
        )
        for row in shelf["questions"]
    ]


def set_plan(question: str) -> Plan:
    """Return the plan of a set question, also where the planner would not see it as one."""
    plan = plan_of(question, "set", (), None)
    return plan if plan.topic else Plan(question, "set", question, criterion_of(question))


def opened(folder: Path, settings: Settings) -> Iterator[tuple[Retriever, Settings, list[Asked]]]:
    """Open each shelf of ``folder`` in turn: its retriever, its settings and its questions."""
    for path in sorted(folder.glob("shelf*.json")):
        papers, questions = read_shelf(path)
        own = shelf_settings(papers, settings, "bench")
        with closing(Library(own, None, None)) as library:
            library.add(papers, replace=True)
            with library.reading() as retriever:
                yield retriever, own, questions


def listed(plan: Plan, tools: AnswerContext) -> frozenset[str]:
    """Return the ids of the papers that the answer to ``plan`` cites."""
    steps = respond(plan, tools, Clock())
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return frozenset(citation.paper_id for citation in stop.value.citations)


def scored(asked: Asked, shown: frozenset[str], seconds: float) -> Score:
    """Score the papers ``shown``, grey ones left out."""
    kept = shown - asked.grey
    right = len(kept & asked.match)
    precision = right / len(kept) if kept else None
    recall = right / len(asked.match) if asked.match else None
    f1 = 2 * right / (len(kept) + len(asked.match)) if kept or asked.match else 1.0
    return Score(asked, precision, recall, f1, seconds)


def rows(scores: Sequence[Score]) -> Iterator[str]:
    """Yield the table, a line for each part."""
    heads = f"{'without a match':>16} {'left empty':>11} {'p95 s':>7}"
    yield f"{'part':8} {'questions':>9} {'P':>6} {'R':>6} {'F1':>6} {heads}"
    for part in ("tuning", "test"):
        of_part = [score for score in scores if score.asked.part == part]
        if not of_part:
            continue
        empty = [score for score in of_part if not score.asked.match]
        left = sum(score.f1 for score in empty)
        share = f"{left / len(empty):.2f}" if empty else "-"
        slow = sorted(score.seconds for score in of_part)[int(0.95 * (len(of_part) - 1))]
        yield (
            f"{part:8} {len(of_part):9} {_mean(score.precision for score in of_part):6.3f} "
            f"{_mean(score.recall for score in of_part):6.3f} {_mean(score.f1 for score in of_part):6.3f} "
            f"{len(empty):16} {share:>11} {slow:7.2f}"
        )


def _mean(values: Iterator[float | None]) -> float:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, and each answer that is not exact with ``--each``."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.questions.sets", description=__doc__)
    arguments.add_argument("folder", type=Path, metavar="DIR", help="where the shelfNN.json are")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-sets", metavar="DIR"
    )
    arguments.add_argument(
        "--each", choices=("tuning", "test"), help="print the questions of a part not answered exactly"
    )
    options = arguments.parse_args(argv)
    settings = Settings(home=options.home, trace=False)
    scores = []
    for retriever, own, questions in opened(options.folder, settings):
        tools = AnswerContext(own, retriever)
        for asked in questions:
            begun = time.perf_counter()
            shown = listed(set_plan(asked.question), tools)
            scores.append(scored(asked, shown, time.perf_counter() - begun))
            if scores[-1].f1 < 1 and options.each == asked.part:
                wrong = sorted(shown - asked.match - asked.grey)
                print(
                    f"{asked.shelf:02} {asked.question} | missed {sorted(asked.match - shown)} wrong {wrong}"
                )
    print("\n".join(rows(scores)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
