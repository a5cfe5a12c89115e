"""How indexing, opening and searching grow with the shelf: one row a size, kept, so that runs can be resumed.

    python -m eval.bench.scale --papers FILE.jsonl.gz --count 38 --home DIR
    python -m eval.bench.scale --home DIR            # the table of all rows measured so far

Each step runs in a process of its own, so that its memory is its own. A search is timed in turns with its
raw parts: embedding the query, one Chroma query of each collection and one bm25s query of each index, through
those libraries' own calls. An index that was interrupted goes on where it was, and its seconds add up.
``--stand-in`` takes random vectors in place of the embedding model's, which then cost nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from assistant import Library, Paper, PapersError, Settings, open_embedder
from eval.bench.retrieval import raw_parts
from eval.dataset.shelves import read_jsonl
from eval.progress import steps

STAND_IN = "llama:eval.bench.stand_in.StandIn"
_FIELDS = ("id", "title", "abstract", "authors", "year", "url", "venue")
_SEARCHES = 200
_CHANGED = 10
_SAVE_EVERY_S = 5.0

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
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure the sizes asked for, print the table of all that were measured; return 0."""
    options = parser().parse_args(argv)
    folder: Path = options.home
    folder.mkdir(parents=True, exist_ok=True)
    if options.papers:
        for count in options.count or [None]:
            measure(options.papers, count, folder, STAND_IN if options.stand_in else "local")
    print(table([json.loads(path.read_text()) for path in sorted(folder.glob("row-*.json"))]))
    return 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    told = argparse.ArgumentParser(prog="python -m eval.bench.scale", description=__doc__)
    told.add_argument("--papers", type=Path, metavar="FILE", help="JSON lines of papers, may be gzipped")
    told.add_argument("--count", type=int, action="append", metavar="N", help="the first N; may be repeated")
    told.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="where shelves and rows are kept"
    )
    told.add_argument("--stand-in", action="store_true", help="random vectors instead of the local model's")
    return told


def measure(source: Path, count: int | None, folder: Path, embedding: str) -> None:
    """Measure one size, step by step, and keep the row in ``folder``."""
    papers = list(islice(_papers(source), count))
    kind = "model" if embedding == "local" else "stand-in"
    name = f"scale-{kind}-{len(papers)}"
    file = folder / f"{name}.jsonl"
    if not file.exists():
        file.write_text("".join(f"{paper.model_dump_json()}\n" for paper in papers), encoding="utf-8")
    settings = {"home": str(folder), "shelf": name, "embedding": embedding}
    row = _Row(folder / f"row-{name}.json", {"papers": len(papers), "vectors": kind})
    apart(index, settings, papers, row.path)
    row.reload()
    row.add(apart(search, settings, papers))
    titles = [paper.title for paper in random.Random(9).choices(papers, k=_SEARCHES)]
    row.add(apart(rest, settings, titles))
    row.add({"again_s": _again(settings, file)})
    row.add(apart(change, settings, papers))
    row.add({"disk_mb": _disk(folder / "shelves" / name), "load": os.getloadavg()[0]})


def apart(step: Callable[..., Any], *arguments: Any) -> Any:
    """Run ``step`` in a process of its own and return what it returns."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, *arguments).result()


class _Row:
    """One row of the table in a file; what it holds already stays."""

    def __init__(self, path: Path, values: dict[str, Any]) -> None:
        self.path = path
        self.values: dict[str, Any] = {}
        self.reload()
        self.add(values)

    def reload(self) -> None:
        """Read what other processes wrote."""
        if self.path.exists():
            self.values = json.loads(self.path.read_text())

    def add(self, values: dict[str, Any]) -> None:
        """Add values, durably."""
        self.values.update(values)
        pending = self.path.with_suffix(".new")
        pending.write_text(json.dumps(self.values, indent=1))
        pending.replace(self.path)


def index(settings: dict[str, str], papers: Sequence[Paper], path: Path) -> None:
    """Index the papers and add to the row: seconds until words and all is found, peak memory in MB."""
    row = _Row(path, {})
    before, begun = float(row.values.get("index_s", 0)), time.perf_counter()
    saved = begun

    def spent() -> float:
        return before + time.perf_counter() - begun

    with steps("paper") as shown:

        def told(name: str, done: int, total: int) -> None:
            nonlocal saved
            shown(name, done, total)
            if name == "embedding" and "words_s" not in row.values:
                row.add({"words_s": spent()})
            if time.perf_counter() - saved > _SAVE_EVERY_S:
                row.add({"index_s": spent()})
                saved = time.perf_counter()

        library = Library(Settings(**settings), progress=told)
        added = library.add(papers)
        library.finish()
        library.close()
    if added.added or added.updated or before == 0 or "peak_mb" not in row.values:
        row.add({"index_s": spent(), "peak_mb": max(_peak_mb(), row.values.get("peak_mb", 0))})


def search(settings: dict[str, str], papers: Sequence[Paper]) -> dict[str, Any]:
    """Return how long opening and a first search take, then searches and their raw parts in turns, and memory."""
    own = Settings(**settings)
    model = open_embedder(own)
    model.encode(["warm"])
    chosen = random.Random(7).choices(papers, k=_SEARCHES + 5)
    # Each is asked once only, as the last few questions' vectors are remembered.
    queries = [f"{paper.title} {number}" for number, paper in enumerate(chosen)]
    begun = time.perf_counter()
    library = Library(own, model)
    with library.reading() as retriever:
        opened = time.perf_counter() - begun
        retriever.search(queries[0])
        first = time.perf_counter() - begun - opened
        raw = raw_parts(retriever.index, model)
        ours, parts = [], []
        for query in queries[1:]:
            parts.append(_seconds(raw, query))
            ours.append(_seconds(retriever.search, query))
    library.close()
    return {
        "open_s": opened,
        "first_s": first,
        "search_ms": _both(ours[5:]),
        "parts_ms": _both(parts[5:]),
    }


def rest(settings: dict[str, str], queries: Sequence[str]) -> dict[str, Any]:
    """Return what the product alone holds in memory after these searches: MiB, and without mapped files."""
    library = Library(Settings(**settings))
    with library.reading() as retriever:
        for query in queries:
            retriever.search(query)
        held = {"rest_mb": _memory_mib("VmRSS"), "own_mb": _memory_mib("RssAnon")}
    library.close()
    return held


def change(settings: dict[str, str], papers: Sequence[Paper]) -> dict[str, Any]:
    """Return the seconds that ten changed papers take, and how many were changed; they are changed back."""
    library = Library(Settings(**settings))
    some = random.Random(8).sample(list(papers), min(_CHANGED, len(papers)))
    changed = [paper.model_copy(update={"abstract": f"{paper.abstract} Changed."}) for paper in some]
    begun = time.perf_counter()
    done = library.add(changed)
    spent = time.perf_counter() - begun
    library.add(some)
    library.close()
    return {"ten_s": spent, "ten": len(done.updated)}


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as a Markdown table, the smallest shelf first."""
    lines = [" | ".join(["", *COLUMNS.values(), ""]).strip(), "|" + " --- |" * len(COLUMNS)]
    for row in sorted(rows, key=lambda each: (each["papers"], each["vectors"])):
        lines.append(" | ".join(["", *(_cell(row.get(name)) for name in COLUMNS), ""]).strip())
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return " / ".join(_cell(each) for each in value)
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


def _seconds(work: Callable[[str], object], query: str) -> float:
    begun = time.perf_counter()
    work(query)
    return time.perf_counter() - begun


def _both(seconds: Sequence[float]) -> list[float]:
    ordered = sorted(seconds)
    return [1000 * statistics.median(ordered), 1000 * ordered[int(0.95 * (len(ordered) - 1))]]


def _peak_mb() -> float:
    # Linux counts in KB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def _memory_mib(kind: str) -> float:
    """Return the memory of ``kind`` now; the peak where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return _peak_mb()
    [line] = [line for line in status.read_text().splitlines() if line.startswith(kind)]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    raise SystemExit(main())
