"""Are requests for papers seen as such? ``python -m eval.bench.questions.planning --sets DIR --spar DIR``.

Each question is planned over its own shelf, without an index and without a language model. Set questions come from
mini-shelves (``shelfNN.json``: papers, and questions on them), from SPARBench in BEIR layout, from the requests of
``planning_requests.yaml`` and ``question_kinds.jsonl`` and from the evaluation's cases; the others from the last three.
The held part of the shelves are those whose number three divides, of the requests every third, of the cases those
marked so, of the questions by kind whole lots; SPARBench and the second to seventeenth lot of requests were read while
the rules were written. A source that is absent is left out, and named.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import bm25s
import yaml

from assistant import Paper, Settings, bundled_papers
from assistant.embedding.embedder import Embedder, open_embedder
from assistant.planning.likeness.odds import Vector
from assistant.planning.plan_question import Shelf, plan_question
from assistant.retrieval.metadata.records import Record, Records

from ...dataset.shelves import read_jsonl
from ...report.tables import write_text

HERE = Path(__file__).parent
KINDS = HERE / "question_kinds.jsonl"
# The groups of requests: the name of each, and whether it is held; None: every third is.
_GROUPS: dict[str, tuple[str, bool | None]] = {
    "": ("requests", None),
    "second": ("requests, second lot", False),
    "third": ("requests, third lot", False),
    "fourth": ("requests, fourth lot", False),
    "last": ("requests, last lot", False),
    "fifth": ("requests, fifth lot", False),
    "sixth": ("requests, sixth lot", False),
    "seventh": ("requests, seventh lot", False),
    "eighth": ("requests, eighth lot", False),
    "ninth": ("requests, ninth lot", False),
    "tenth": ("requests, tenth lot", False),
    "eleventh": ("requests, eleventh lot", False),
    "twelfth": ("requests, twelfth lot", False),
    "thirteenth": ("requests, thirteenth lot", False),
    "fourteenth": ("requests, fourteenth lot", False),
    "fifteenth": ("requests, fifteenth lot", False),
    "sixteenth": ("requests, sixteenth lot", False),
    "seventeenth": ("requests, seventeenth lot", False),
    "practice": ("requests, practice", False),
}
# Lots of questions by kind that nothing is fitted to.
_HELD_LOTS = frozenset({"everybody"})
# Kinds that have to be planned as themselves; of the others it is enough that no set is planned.
_OWN = frozenset({"set", "shelf"})
Finder = Callable[[str, int], Sequence[Paper]]
_THIS_YEAR = 2026  # "the last three years" reaches back from here, so that every run plans alike


@dataclass(frozen=True, slots=True)
class OfKind:
    """A question as one of a lot's imagined people put it, its kind, and how many particular papers it names."""

    lot: str
    question: str
    kind: str
    named: int

    @property
    def held(self) -> bool:
        """Whether nothing is fitted to it."""
        return self.lot in _HELD_LOTS


@dataclass(frozen=True, slots=True)
class Row:
    """A question, where it comes from, whether it is held, the kinds that are right for it, and its plan."""

    source: str
    held: bool
    question: str
    right: str
    plan: Any

    @property
    def seen(self) -> bool:
        """Whether a set was planned for a set, the shelf told of where it is asked for, and neither for the others."""
        return bool(self.plan.kind == self.right if self.right in _OWN else self.plan.kind not in _OWN)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, and with ``--show`` what was planned wrongly; return 1 when a goal is missed."""
    options = parser().parse_args(argv)
    rows = list(planned(options))
    before = json.loads(options.before.read_text(encoding="utf-8")) if options.before else {}
    scores = table(rows)
    print(f"{'source':<28} {'part':<8} {'asks for':<10} {'before':>14} {'after':>14}")
    for key, (right, of) in scores.items():
        old = before.get(key)
        was = f"{old[0]}/{old[1]} {old[0] / old[1]:.3f}" if old else "-"
        source, part, kind = key.split(" | ")
        print(f"{source:<28} {part:<8} {kind:<10} {was:>14} {f'{right}/{of} {right / of:.3f}':>14}")
    if options.json:
        write_text(options.json, json.dumps(scores, indent=1) + "\n")
    if options.show:
        for row in rows:
            if options.show == "criteria" and row.plan.kind == "set":
                print(f"{row.question}\n    {row.plan.criterion}\n    {row.plan.topic}")
            elif options.show == "wrong" and not row.seen:
                print(f"{row.source} {'held' if row.held else 'tuning'} {row.right}: {row.question}")
    missed = [key for key, (right, of) in scores.items() if right / of < (0.97 if "| set" in key else 0.98)]
    print(*(f"below the goal: {key}" for key in missed), sep="\n", file=sys.stderr)
    return 1 if missed else 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.questions.planning", description=__doc__)
    arguments.add_argument("--sets", type=Path, metavar="DIR", help="a folder of shelfNN.json")
    arguments.add_argument("--spar", type=Path, metavar="DIR", help="SPARBench in BEIR layout")
    arguments.add_argument("--cases", type=Path, default=HERE.parents[1] / "cases.yaml", metavar="FILE")
    arguments.add_argument(
        "--requests",
        type=Path,
        default=HERE / "planning_requests.yaml",
        metavar="FILE",
        help="the lots of requests",
    )
    arguments.add_argument("--kinds", type=Path, default=KINDS, metavar="FILE", help="the questions by kind")
    arguments.add_argument(
        "--before", type=Path, metavar="FILE", help="the --json of an earlier run, to compare with"
    )
    arguments.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    arguments.add_argument("--show", choices=("wrong", "criteria"), help="print these questions too")
    return arguments


def planned(options: argparse.Namespace) -> Iterator[Row]:
    """Yield every question of the files that ``options`` names with its plan."""
    here = shelf_of(bundled_papers())
    requests = yaml.safe_load(options.requests.read_text(encoding="utf-8"))
    for name, questions in requests.items():
        group, _, right = name.rpartition("_")
        source, held = _GROUPS[group]
        for place, question in enumerate(questions):
            yield _row(source, place % 3 == 2 if held is None else held, question, right, here)
    for asked in question_kinds(options.kinds):
        yield _row(f"people: {asked.lot}", asked.held, asked.question, asked.kind, here)
    for case in yaml.safe_load(options.cases.read_text(encoding="utf-8"))["cases"]:
        if len(case["turns"]) == 1:
            yield _row("evaluation's cases", "held" in case["tags"], case["turns"][0], case["kind"], here)
    for path in sorted(options.sets.glob("shelf*.json")) if options.sets else ():
        shelf = json.loads(path.read_text(encoding="utf-8"))
        own = shelf_of([paper_of(entry) for entry in shelf["papers"]])
        for entry in shelf["questions"]:
            yield _row("mini-shelves", int(path.stem[5:]) % 3 == 0, entry["q"], "set", own)
    for _, row in read_jsonl(options.spar / "queries.jsonl") if options.spar else ():
        yield _row("SPARBench", False, row["text"], "set", _shelf(lambda words, k: (), Records(())))
    for name, given in (("--sets", options.sets), ("--spar", options.spar)):
        if given is None:
            print(f"left out, for {name} names no folder", file=sys.stderr)


def question_kinds(path: Path = KINDS) -> list[OfKind]:
    """Return the questions of a file such as ``question_kinds.jsonl``."""
    return [OfKind(row["lot"], row["q"], row["kind"], row["named"]) for _, row in read_jsonl(path)]


def table(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """Count, by source, part and whether a set is asked for, the questions seen rightly and all of them."""
    found: dict[str, tuple[int, int]] = {}
    for row in sorted(rows, key=lambda row: (row.right != "set", row.source, row.held)):
        kind = "set" if row.right == "set" else "other"
        key = f"{row.source} | {'held' if row.held else 'tuning'} | {kind}"
        right, of = found.get(key, (0, 0))
        found[key] = (right + row.seen, of + 1)
    return found


def shelf_of(papers: Sequence[Paper]) -> Shelf:
    """Return what planning looks up of ``papers``."""
    rows = [
        Record(
            paper.id,
            paper.title,
            tuple(paper.authors),
            paper.year,
            paper.venue or "",
            paper.source,
            len(paper.abstract),
        )
        for paper in papers
    ]
    return _shelf(finder(papers), Records(rows))


def _shelf(find: Finder, records: Records) -> Shelf:
    return Shelf(find, lambda: records, _THIS_YEAR, meaning_of)


@lru_cache(maxsize=1)
def _model() -> Embedder:
    return open_embedder(Settings(trace=False))


def meaning_of(text: str) -> Vector:
    """Return the vector of ``text`` by the local model, as the product knows it."""
    vector: Vector = _model().encode([text])[0]
    return vector


def finder(papers: Sequence[Paper]) -> Finder:
    """Return what looks papers up by word as the product does: BM25 over title and abstract."""
    bm25 = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    bm25.index(bm25s.tokenize([_text(paper) for paper in papers], show_progress=False), show_progress=False)

    def find(words: str, k: int) -> Sequence[Paper]:
        asked = bm25s.tokenize([words], show_progress=False)
        if not asked.vocab:
            return ()
        places, scores = bm25.retrieve(asked, k=min(k, len(papers)), show_progress=False)
        return [papers[place] for place, score in zip(places[0], scores[0], strict=True) if score > 0]

    return find


def _row(source: str, held: bool, question: str, right: str, shelf: Shelf) -> Row:
    plan = plan_question(question, (), shelf).plan
    return Row(source, held, question, right, plan)


def paper_of(entry: dict[str, Any]) -> Paper:
    """Return the paper that an entry of a shelf's ``papers`` tells."""
    return Paper(id=f"p{entry['n']}", title=entry["title"], abstract=entry["abstract"])


def _text(paper: Paper) -> str:
    return re.sub(r"\b(\w+)-(\w+)\b", r"\g<0> \1\2", f"{paper.title}. {paper.abstract}")


if __name__ == "__main__":
    raise SystemExit(main())
