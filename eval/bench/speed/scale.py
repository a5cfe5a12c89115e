"""How indexing, opening and searching grow with the shelf: one row a size, kept, so that runs can be resumed.

    python -m eval.bench.speed.scale --papers FILE.jsonl.gz --count 38 --count 0 --home DIR   # 0: all of them
    python -m eval.bench.speed.scale --home DIR            # the table of all rows measured so far

Each step runs in a process of its own, so that its memory is its own. A search is timed in turns with its
raw parts: embedding the query, one Chroma query of each collection and one bm25s query of each index, through
those libraries' own calls. An index that was interrupted goes on where it was, and its seconds add up; what a row
holds is not measured again until its file is removed.
``--stand-in`` takes random vectors in place of the embedding model's, which then cost nothing;
``--embedding local:fast`` another local engine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from assistant import Paper, PapersError

from ...dataset.shelves import read_jsonl
from .scale_steps import SEARCHES, Row, change, index, rest, search

STAND_IN = f"llama:{__package__}.stand_in.StandIn"
_FIELDS = ("id", "title", "abstract", "authors", "year", "url", "venue")

COLUMNS = {
    "papers": "papers",
    "vectors": "vectors from",
    "words_s": "asked after, s",
    "index_s": "indexed after, s",
    "peak_mb": "peak, MiB",
    "disk_mb": "on disk, MB",
    "again_s": "indexed again unchanged, s",
    "ten_s": "ten papers changed, s",
    "open_s": "opened, s",
    "rest_mb": "at rest, MiB",
    "own_mb": "without mapped files, MiB",
    "search_ms": "search p50 / p95, ms",
    "parts_ms": "its raw parts p50 / p95, ms",
    "ratio": "search to raw parts",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the sizes asked for, print the table of all that were measured; return 0."""
    options = parser().parse_args(argv)
    folder: Path = options.home
    folder.mkdir(parents=True, exist_ok=True)
    if options.papers:
        for count in options.count or [None]:
            measure(options.papers, count, folder, STAND_IN if options.stand_in else options.embedding)
    print(table([json.loads(path.read_text()) for path in sorted(folder.glob("row-*.json"))]))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.speed.scale", description=__doc__)
    arguments.add_argument("--papers", type=Path, metavar="FILE", help="JSON lines of papers, may be gzipped")
    arguments.add_argument(
        "--count", type=int, action="append", metavar="N", help="the first N, 0 for all; may be repeated"
    )
    arguments.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="where shelves and rows are kept"
    )
    arguments.add_argument(
        "--embedding", default="local", metavar="ENGINE", help="the local engine to measure (default: local)"
    )
    arguments.add_argument(
        "--stand-in", action="store_true", help="random vectors instead of the local model's"
    )
    return arguments


def measure(source: Path, count: int | None, folder: Path, embedding: str) -> None:
    """Measure one size, step by step, and keep the row in ``folder``."""
    papers = list(islice(_papers(source), count or None))
    kind = "stand-in" if embedding == STAND_IN else embedding.replace(":", "-")
    name = f"scale-{kind}-{len(papers)}"
    file = folder / f"{name}.jsonl"
    if not file.exists():
        file.write_text("".join(f"{paper.model_dump_json()}\n" for paper in papers), encoding="utf-8")
    settings = {"home": str(folder), "shelf": name, "embedding": embedding}
    row = Row(folder / f"row-{name}.json", {"papers": len(papers), "vectors": kind})
    apart(index, settings, papers, row.path)
    row.reload()
    titles = [paper.title for paper in random.Random(9).choices(papers, k=SEARCHES)]
    steps: dict[str, Callable[[], dict[str, Any]]] = {
        "search_ms": lambda: apart(search, settings, papers),
        "rest_mb": lambda: apart(rest, settings, titles),
        "again_s": lambda: {"again_s": _again(settings, file)},
        "ten_s": lambda: apart(change, settings, papers),
        "disk_mb": lambda: {"disk_mb": _disk(folder / "shelves" / name), "load": os.getloadavg()[0]},
    }
    for value, step in steps.items():
        if value not in row.values:
            row.add(step())


def apart(step: Callable[..., Any], *arguments: Any) -> Any:
    """Run ``step`` in a process of its own and return what it returns."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, *arguments).result()


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as a Markdown table, the smallest shelf first."""
    lines = [" | ".join(["", *COLUMNS.values(), ""]).strip(), "|" + " --- |" * len(COLUMNS)]
    for row in sorted(rows, key=lambda row: (row["papers"], row["vectors"])):
        if row.get("search_ms") and row.get("parts_ms"):
            row = {
                **row,
                "ratio": [ours / raw for ours, raw in zip(row["search_ms"], row["parts_ms"], strict=True)],
            }
        lines.append(" | ".join(["", *(_cell(row.get(name)) for name in COLUMNS), ""]).strip())
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return " / ".join(_cell(item) for item in value)
    if isinstance(value, str):
        return value
    return f"{value:,.1f}" if isinstance(value, float) and value < 100 else f"{value:,.0f}"


def _again(settings: dict[str, str], file: Path) -> float:
    """Return the seconds that the command takes to find that a file holds nothing new."""
    variables = {
        "ASSISTANT_HOME": settings["home"],
        "ASSISTANT_SHELF": settings["shelf"],
        "ASSISTANT_EMBEDDING": settings["embedding"],
    }
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "index", str(file), "--json"],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    spent = time.perf_counter() - begun
    report = json.loads(done.stdout)
    if report["added"] or report["updated"]:
        raise PapersError(
            f"Expected {file} to hold nothing new, but {len(report['added'])} papers were added."
        )
    return spent


def _papers(path: Path) -> Any:
    for _, row in read_jsonl(path):
        yield Paper(**{name: row[name] for name in _FIELDS if row.get(name)})


def _disk(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
