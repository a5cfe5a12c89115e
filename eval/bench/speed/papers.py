"""Papers a second by each way of running the local model: ``python -m eval.bench.speed.papers --papers FILE``.

All that is embedded of a paper, chunks and sentences, as the index wants it. The papers are dealt into rounds
and the ways take turns at each, so that whatever else the machine does hits all alike: read the ratios. ``FILE`` is
JSON lines with "id", "title" and "abstract".
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from assistant import Paper, Settings, open_embedder
from assistant.index.building.checkpoint import Embedded
from assistant.index.building.embed import embed_papers
from assistant.index.passages import Chunking

from ...dataset.shelves import read_jsonl

WAYS = ("local:full", "local:int8", "local:pooled", "local:fast")


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return 0."""
    arguments = argparse.ArgumentParser(prog="python -m eval.bench.speed.papers", description=__doc__)
    arguments.add_argument("--papers", type=Path, required=True, help="JSON lines, may be gzipped")
    arguments.add_argument("--skip", type=int, default=0, help="papers to pass over first")
    arguments.add_argument("--count", type=int, default=256, help="papers to take")
    arguments.add_argument("--rounds", type=int, default=4, help="parts into which they are dealt")
    given = arguments.parse_args(argv)
    rows = islice(read_jsonl(given.papers), given.skip, given.skip + given.count)
    papers = [Paper(id=row["id"], title=row["title"], abstract=row["abstract"]) for _, row in rows]
    rounds = [papers[start :: given.rounds] for start in range(min(given.rounds, len(papers)))]
    print(f"{len(papers)} papers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    print(_table(rounds))
    return 0


def _table(rounds: Sequence[Sequence[Paper]]) -> str:
    models = {way: open_embedder(Settings(embedding=way, trace=False)) for way in WAYS}
    wall, busy = dict.fromkeys(WAYS, 0.0), dict.fromkeys(WAYS, 0.0)
    made: dict[str, list[Embedded]] = {way: [] for way in WAYS}
    for model in models.values():
        embed_papers(rounds[0][:2], model, Chunking())
    for part in rounds:
        for way, model in models.items():
            begun, processor = time.perf_counter(), time.process_time()
            made[way] += embed_papers(part, model, Chunking())
            wall[way] += time.perf_counter() - begun
            busy[way] += time.process_time() - processor
    first, count = WAYS[0], sum(map(len, rounds))
    lines = [
        f"{'way':14}{'papers/s':>9}{'as fast':>9}{'of processor time':>19}{'cosines: chunks, sentences':>28}"
    ]
    for way in WAYS:
        near = [
            np.mean(np.concatenate([(getattr(a, kind) * getattr(b, kind)).sum(axis=1) for a, b in pairs]))
            for pairs in [list(zip(made[first], made[way], strict=True))]
            for kind in ("chunks", "sentences")
        ]
        lines.append(
            f"{way:14}{count / wall[way]:9.1f}{wall[first] / wall[way]:9.2f}{busy[first] / busy[way]:19.2f}"
            f"{near[0]:19.3f}, {near[1]:.3f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
