"""What a small model says of each paper: ``python -m eval.bench.questions.gaps --out FILE [DIR]``.

Asks the model of the settings for the yes/no gap of every bundled paper and set question of ``cases.yaml``, and of a
sample of the questions of each ``shelfNN.json`` of DIR, paper by paper, so that a server that caches prompts reads each
paper once. A line of FILE for each, so that a run goes on where it was stopped;
``eval.bench.questions.train_gap_cut`` fits and scores what is made of them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant import Paper, Settings, bundled_papers
from assistant.judging.judge import yes_no_gap
from assistant.judging.rubric import by_rules
from assistant.llm.chat import ChatModel, open_model

from ...cli import HERE
from ...dataset.cases import load_cases
from ...report.tables import METRICS
from .sets import Asked, read_shelf, set_plan

BUNDLED = -1  # stands for a shelf's number
_SEED = 7


@dataclass(frozen=True, slots=True)
class Posed:
    """Questions put to the papers of one shelf; ``tuned`` are those that constants may be fitted to."""

    shelf: int
    papers: tuple[Paper, ...]
    asked: tuple[Asked, ...]
    tuned: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """How much likelier "yes" was than "no" for one paper and question, in natural logarithms."""

    shelf: int
    question: str
    paper: str
    gap: float


def bundled() -> Posed:
    """Return the set questions of ``cases.yaml`` that are conversations of their own."""
    papers = bundled_papers()
    known = load_cases(HERE / "cases.yaml", METRICS).resolved(papers)
    cases = [case for case in known.cases if case.kind == "set" and len(case.turns) == 1]
    asked = tuple(
        Asked(BUNDLED, case.turns[0], frozenset(case.required), frozenset(case.allowed)) for case in cases
    )
    return Posed(
        BUNDLED, papers, asked, frozenset(case.turns[0] for case in cases if "held" not in case.tags)
    )


def sampled(path: Path, questions: int | None) -> Posed:
    """Return ``questions`` of a shelf (None: all), drawn at random but always the same."""
    papers, asked = read_shelf(path)
    asked = sorted(asked, key=lambda each: each.question)
    random.Random(f"{_SEED} {path.stem}").shuffle(asked)
    chosen = tuple(asked[:questions])
    tuned = frozenset(each.question for each in chosen if each.part == "tuning")
    return Posed(chosen[0].shelf, tuple(papers), chosen, tuned)


def posed(folder: Path | None, questions: int, part: str | None = None) -> Iterator[Posed]:
    """Yield what is asked of each shelf, the bundled one first; of ``folder`` only the shelves of ``part``."""
    yield bundled()
    for path in sorted(folder.glob("shelf*.json")) if folder else ():
        shelf = sampled(path, questions)
        if part in (None, shelf.asked[0].part):
            yield shelf


def kept(file: Path) -> list[Gap]:
    """Read what earlier runs have written; a line that was cut short by a kill is left out."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if line.endswith("}"):
            found.append(Gap(**json.loads(line)))
    return found


def record(shelf: Posed, model: ChatModel, file: Path) -> int:
    """Ask what is not in ``file`` yet, and return how many questions that were."""
    known = {(gap.shelf, gap.question, gap.paper) for gap in kept(file)}
    count = 0
    with file.open("a", encoding="utf-8") as out:
        for paper in shelf.papers:
            for asked in shelf.asked:
                if (shelf.shelf, asked.question, paper.id) in known:
                    continue
                gap = yes_no_gap(paper, by_rules(set_plan(asked.question).criterion), model)
                row = {
                    "shelf": shelf.shelf,
                    "question": asked.question,
                    "paper": paper.id,
                    "gap": round(gap, 4),
                }
                out.write(json.dumps(row) + "\n")
                out.flush()
                count += 1
    return count


def main(argv: Sequence[str] | None = None) -> int:
    """Record, and print a line a shelf."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.questions.gaps", description=__doc__)
    arguments.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="where the shelfNN.json are; none: bundled only"
    )
    arguments.add_argument("--out", type=Path, required=True, metavar="FILE", help="JSON lines, added to")
    arguments.add_argument("--questions", type=int, default=25, help="of each shelf (default: 25)")
    arguments.add_argument("--part", choices=("tuning", "test"), help="only the shelves of this part")
    options = arguments.parse_args(argv)
    model = open_model(Settings())
    for shelf in posed(options.folder, options.questions, options.part):
        print(f"shelf {shelf.shelf}: {record(shelf, model, options.out)} asked", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
