"""The steps that ``scale`` measures, each run in a process of its own."""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant import Paper, Settings, open_embedder
from assistant.index.generations import Generations
from assistant.index.manifest import Manifest
from assistant.library.library import Library

from ...progress import steps
from ..search.retrieval import raw_parts

SEARCHES = 200
_CHANGED = 10
_SAVE_EVERY_S = 5.0


class Row:
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
    row = Row(path, {})
    before, begun = float(row.values.get("index_s", 0)), time.perf_counter()
    saved = begun

    def spent() -> float:
        return before + time.perf_counter() - begun

    with steps("paper") as shown:

        def on_progress(name: str, done: int, total: int) -> None:
            nonlocal saved
            shown(name, done, total)
            if name == "embedding" and "words_s" not in row.values:
                row.add({"words_s": spent()})
            if time.perf_counter() - saved > _SAVE_EVERY_S:
                row.add({"index_s": spent()})
                saved = time.perf_counter()

        library = Library(Settings(**settings), progress=on_progress)
        added = library.add(papers)
        library.finish()
        library.close()
    if added.added or added.updated or before == 0 or "peak_mb" not in row.values:
        row.add({"index_s": spent(), "peak_mb": max(_peak_mb(), row.values.get("peak_mb", 0))})


def search(settings: dict[str, str], papers: Sequence[Paper]) -> dict[str, Any]:
    """Return how long opening and a first search take, then searches and their raw parts in turns, and memory."""
    own = Settings(**settings)
    model = open_embedder(own, Manifest.made_by(Generations(own.shelf_folder)))
    model.encode(["warm"])
    chosen = random.Random(7).choices(papers, k=SEARCHES + 5)
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
    sampled = random.Random(8).sample(list(papers), min(_CHANGED, len(papers)))
    changed = [paper.model_copy(update={"abstract": f"{paper.abstract} Changed."}) for paper in sampled]
    begun = time.perf_counter()
    done = library.add(changed)
    spent = time.perf_counter() - begun
    library.add(sampled)
    library.close()
    return {"ten_s": spent, "ten": len(done.updated)}


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
