"""Set questions over shelves of 24 papers with the configured model: a sample of the test part.

    ASSISTANT_LOCAL_MODEL=... python -m eval.bench.questions.judged_sets DIR --out rows.jsonl

The same questions, parts and scores as ``eval.bench.questions.sets``, asked through ``Assistant``. With a model that is
judged by its log-probabilities an answer is left when its verdicts are final, before reasons and summary are written;
``--whole`` waits for these. One line of ``--out`` an answer, so that a run which was stopped goes on; the table is of
all lines, with what the same questions get without a model beside it.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

from assistant import Assistant, Done, Paper, Settings, Stage

from ...dataset.shelves import shelf_settings
from ...scoring.metrics import interval
from .sets import Asked, read_shelf, scored


def sample(folder: Path, number: int, seed: int) -> list[tuple[Path, Asked]]:
    """Draw ``number`` questions of the test part, in the order of their shelves."""
    test = [
        (path, asked)
        for path in sorted(folder.glob("shelf*.json"))
        for asked in read_shelf(path)[1]
        if asked.part == "test"
    ]
    drawn = random.Random(seed).sample(range(len(test)), min(number, len(test)))
    return [test[index] for index in sorted(drawn)]


def asked_of(
    papers: Sequence[Paper], questions: Iterable[Asked], settings: Settings, whole: bool
) -> Iterator[dict[str, Any]]:
    """Ask each question twice, with the model and without; yield one row each."""
    own = shelf_settings(papers, settings, "judged")
    plain = own.replace(local_model=None, openai_base_url=None, openai_api_key=None)
    with Assistant(own) as assistant, Assistant(plain) as without:
        assistant.add(papers, replace=True)
        for asked in questions:
            begun = time.perf_counter()
            shown, by, warnings = listed_by(assistant, asked.question, whole)
            yield {
                "shelf": asked.shelf,
                "question": asked.question,
                "match": sorted(asked.match),
                "grey": sorted(asked.grey),
                "shown": sorted(shown),
                "without": sorted(listed_by(without, asked.question, True)[0]),
                "by": by,
                "warnings": warnings,
                "seconds": round(time.perf_counter() - begun, 1),
            }


def listed_by(assistant: Assistant, question: str, whole: bool) -> tuple[frozenset[str], str, list[str]]:
    """Return the ids of the papers that the answer lists, what composed it or "verdicts", and its warnings."""
    with closing(assistant.stream(question)) as events:
        for event in events:
            if isinstance(event, Stage) and event.name == "explain" and event.verdicts and not whole:
                final = event.verdicts
                return (
                    frozenset(v.paper_id for v in final if v.verdict in ("match", "partial")),
                    "verdicts",
                    [],
                )
            if isinstance(event, Done):
                answer = event.answer
                shown = frozenset(citation.paper_id for citation in answer.citations)
                return shown, answer.composer, list(answer.warnings)
    raise AssertionError("every stream ends with the answer")


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return F1, precision, recall and the empty questions left empty, with the model and without."""
    lines = []
    for name in ("shown", "without"):
        scores = [
            scored(
                Asked(row["shelf"], row["question"], frozenset(row["match"]), frozenset(row["grey"])),
                frozenset(row[name]),
                row["seconds"],
            )
            for row in rows
        ]
        low, high = interval([score.f1 for score in scores])
        empty = [score for score in scores if not score.asked.match]
        emptied = [score for score in scores if score.asked.match and score.precision is None]
        lines.append(
            f"{'with the model' if name == 'shown' else 'without':15} F1 {_mean([s.f1 for s in scores]):.3f} "
            f"[{low:.2f}, {high:.2f}] of {len(scores)}, "
            f"P {_mean([s.precision for s in scores if s.precision is not None]):.3f}, "
            f"R {_mean([s.recall for s in scores if s.recall is not None]):.3f}, "
            f"exact {sum(s.f1 == 1 for s in scores)}, "
            f"empty left empty {sum(s.f1 == 1 for s in empty)} of {len(empty)}, emptied {len(emptied)}"
        )
    return "\n".join(lines)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main(argv: Sequence[str] | None = None) -> int:
    """Ask what ``--out`` does not hold yet, print the table; return 0."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.questions.judged_sets", description=__doc__
    )
    arguments.add_argument("folder", type=Path, metavar="DIR", help="where the shelfNN.json are")
    arguments.add_argument("--out", type=Path, required=True, metavar="ROWS.jsonl", help="a line an answer")
    arguments.add_argument("--number", type=int, default=100, metavar="N", help="how many (default: 100)")
    arguments.add_argument("--whole", action="store_true", help="wait for reasons and summary, too")
    arguments.add_argument("--seed", type=int, default=1, help="of the draw (default: 1)")
    arguments.add_argument(
        "--home", type=Path, default=Path(tempfile.gettempdir()) / "bench-judged", metavar="DIR"
    )
    options = arguments.parse_args(argv)
    lines = options.out.read_text(encoding="utf-8").splitlines() if options.out.exists() else []
    rows = [json.loads(line) for line in lines]
    have = {(row["shelf"], row["question"]) for row in rows}
    settings = Settings(home=options.home, trace=False)
    wanted = [
        (path, asked)
        for path, asked in sample(options.folder, options.number, options.seed)
        if (asked.shelf, asked.question) not in have
    ]
    with options.out.open("a", encoding="utf-8") as out:
        for path, group in groupby(wanted, key=lambda pair: pair[0]):
            for row in asked_of(read_shelf(path)[0], [asked for _, asked in group], settings, options.whole):
                rows.append(row)
                print(json.dumps(row), file=out, flush=True)
    print(table(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
