"""Kill an index run at random moments, finish it, and compare it with one that was left alone.

    python -m eval.bench.durability.broken_builds --papers FILE.jsonl.gz --kills 10 --home DIR

Each kill is a SIGKILL to the command ``paper-assistant index FILE``, after a random share of the time that
the whole run took. After each the shelf must open and be searched. At the end both indexes must hold the same
papers and passages with the same vectors, to the bit, and searches must find the same papers. Returns 1 when
not. Chroma's graph (HNSW) is approximate and two builds of it are never quite the same, so papers of nearly
equal rank may stand in another order; such searches are counted, as are those of a second build in peace.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from assistant import Settings
from assistant.index.passages import sentences
from assistant.library.library import Library

_QUERIES = 50
_DEPTH = 20
_AT_ONCE = 500


def main(argv: Sequence[str] | None = None) -> int:
    """Build one index in peace and one in pieces, print how they compare; return 0 when they are equal."""
    options = parser().parse_args(argv)
    chance = random.Random(options.seed)
    whole, again, broken = (Settings(home=options.home, shelf=name) for name in ("whole", "again", "broken"))
    for shelf in (whole, again, broken):
        shutil.rmtree(shelf.shelf_folder, ignore_errors=True)
    begun = time.perf_counter()
    failed = _run(options.papers, whole).wait()
    took = time.perf_counter() - begun
    print(f"unbroken: {took:.0f} s", flush=True)
    if failed or _run(options.papers, again).wait():
        print("a run that was left alone failed")
        return 1
    for number in range(options.kills):
        process = _run(options.papers, broken)
        # A second and a half of each run goes into starting; and the runs together should not finish early.
        wait = 1.5 + chance.random() * 2 * took / options.kills
        with suppress(subprocess.TimeoutExpired):
            process.wait(wait)
        over = process.poll() is not None
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(
            f"kill {number + 1} after {wait:.1f} s{' (was done)' if over else ''}: {_opens(broken)}",
            flush=True,
        )
    if _run(options.papers, broken).wait():
        print("the last run failed")
        return 1
    return _verdict(whole, again, broken)


def _verdict(whole: Settings, again: Settings, broken: Settings) -> int:
    for name, other in (("a second build in peace", again), ("the build in pieces", broken)):
        differences = compare(whole, other)
        print(f"{name}: {'; '.join(differences) or 'holds and finds the same papers'}")
        print(f"{name}: {len(reordered(whole, other))} of {_QUERIES} searches in another order")
    return 1 if differences else 0


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command line."""
    arguments = argparse.ArgumentParser(
        prog="python -m eval.bench.durability.broken_builds", description=__doc__
    )
    arguments.add_argument(
        "--papers", type=Path, required=True, metavar="FILE", help="a file of papers to index"
    )
    arguments.add_argument("--kills", type=int, default=10, metavar="N", help="kills (default: %(default)s)")
    arguments.add_argument(
        "--home", type=Path, required=True, metavar="DIR", help="where the three shelves are made"
    )
    arguments.add_argument("--seed", type=int, default=1, help="of the random moments (default: %(default)s)")
    return arguments


def compare(one: Settings, other: Settings) -> list[str]:
    """Return what differs between two indexes, in words; nothing when they are equal."""
    first, second = Library(one), Library(other)
    differences = []
    try:
        if list(first.papers) != list(second.papers):
            differences.append("the papers differ")
        with first.reading() as a, second.reading() as b:
            for name in ("chunks", "sentences"):
                differences += _vectors(name, _all(a, name), _all(b, name))
            differences += [
                f"the search for “{query}” differs" for query, x, y in _searched(a, b) if set(x) != set(y)
            ]
        if first.notes or second.notes:
            differences.append(f"notes: {first.notes} {second.notes}")
    finally:
        first.close()
        second.close()
    return differences


def reordered(one: Settings, other: Settings) -> list[str]:
    """Return the searches that find the same papers in another order."""
    first, second = Library(one), Library(other)
    try:
        with first.reading() as a, second.reading() as b:
            return [query for query, x, y in _searched(a, b) if x != y and set(x) == set(y)]
    finally:
        first.close()
        second.close()


def _searched(a: Any, b: Any) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield some papers' titles and the papers found for each in both indexes, best first."""
    for paper in random.Random(3).choices(list(a.index.papers), k=_QUERIES):
        x, y = ([hit.paper.id for hit in index.search(paper.title, _DEPTH)] for index in (a, b))
        yield paper.title, x, y


def _vectors(name: str, one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    if one.keys() != other.keys():
        return [f"{name}: {len(one)} and {len(other)} passages, {len(one.keys() ^ other.keys())} in one only"]
    furthest = max((float(np.abs(one[key] - other[key]).max()) for key in one), default=0.0)
    return [f"{name}: vectors differ by up to {furthest}"] if furthest else []


def _all(retriever: Any, name: str) -> dict[str, Any]:
    """Return every passage id of an index with its vector, of its chunks or its sentences."""
    index, found = retriever.index, dict[str, Any]()
    papers = list(index.papers)
    for start in range(0, len(papers), _AT_ONCE):
        batch = papers[start : start + _AT_ONCE]
        if name == "chunks":
            found |= index.vectors.chunk_vectors([paper.id for paper in batch])
        else:
            found |= index.vectors.sentence_vectors([span for paper in batch for span in sentences(paper)])
    return found


def _opens(settings: Settings) -> str:
    """Search the shelf by the command and say what came of it."""
    ran = _command(settings, "search", "language models", "--json")
    if ran.returncode:
        return f"FAILED: {ran.stderr.strip()[-300:]}"
    found = json.loads(ran.stdout)
    return f"{len(found['hits'])} found; {' '.join(found['warnings']) or 'no warning'}"


def _command(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *words],
        env=_variables(settings),
        capture_output=True,
        text=True,
        check=False,
    )


def _variables(settings: Settings) -> dict[str, str]:
    return {**os.environ, "ASSISTANT_HOME": str(settings.home), "ASSISTANT_SHELF": settings.shelf}


def _run(papers: Path, settings: Settings) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", "index", str(papers)],
        env=_variables(settings),
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    raise SystemExit(main())
