"""Throughput and memory of the local embedder beside Chroma's own function and the bare onnxruntime session.

    python -m eval.bench.speed.embedding --papers papers.jsonl.gz [--count 300] [--rounds 5]

Each engine runs in a process of its own, so that its peak memory is its own. The texts are dealt into
rounds and the engines take turns at each round, so that whatever else the machine does hits all alike.
All run the very same weights; "int8" multiplies in 8 bits, the others in 32. ``papers``
is JSON lines with "title" and "abstract".
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant import sentence_spans
from assistant.embedding.minilm import MiniLM
from assistant.embedding.minilm_int8 import MiniLMInt8

ENGINES = ("ours", "int8", "bare", "chroma")
# The files that Chroma's function looks for before it would go to the network.
_CHROMA_FILES = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt")

Run = Callable[[Any], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine did with one kind of text: seconds for each round, vectors, peak memory in MB."""

    seconds: tuple[float, ...]
    vectors: NDArray[np.float32]
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables for abstracts and for sentences; return 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.speed.embedding")
    parser.add_argument("--papers", type=Path, required=True, help="JSON lines, may be gzipped")
    parser.add_argument("--count", type=int, default=300, help="papers to take from the file's beginning")
    parser.add_argument("--rounds", type=int, default=5, help="parts into which the texts are dealt")
    given = parser.parse_args(arguments)
    papers = _read(given.papers, given.count)
    kinds = {
        "abstracts": [f"{paper['title']}\n{paper['abstract']}" for paper in papers],
        "sentences": [p["abstract"][a:b] for p in papers for a, b in sentence_spans(p["abstract"])],
    }
    print(f"{len(papers)} papers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    for kind, texts in kinds.items():
        rounds = [texts[start :: given.rounds] for start in range(min(given.rounds, len(texts)))]
        print(_table(kind, len(texts), measure(rounds)), flush=True)
    return 0


def measure(rounds: Sequence[Sequence[str]]) -> dict[str, Measured]:
    """Run every engine on every round of texts, in turns, after one unmeasured text each."""
    with tempfile.TemporaryDirectory() as folder:
        tasks = _tasks(rounds, MiniLM(), Path(folder))
        workers = {engine: _Worker(engine, Path(folder)) for engine in ENGINES}
        try:
            for engine, worker in workers.items():
                worker.run(tasks[engine][0])
            done: dict[str, list[tuple[float, NDArray[np.float32]]]] = {engine: [] for engine in ENGINES}
            for number in range(1, len(rounds) + 1):
                for engine, worker in workers.items():
                    done[engine].append(worker.run(tasks[engine][number]))
            peaks = {engine: worker.stop() for engine, worker in workers.items()}
        finally:
            for worker in workers.values():
                worker.end()
    return {
        engine: Measured(
            tuple(seconds for seconds, _ in done[engine]),
            np.concatenate([vectors for _, vectors in done[engine]]),
            peaks[engine],
        )
        for engine in ENGINES
    }


def _tasks(rounds: Sequence[Sequence[str]], model: MiniLM, folder: Path) -> dict[str, list[Any]]:
    """What each engine is given: the texts, or our batches of them ready tokenized; a warm-up comes first."""
    _lay_out_for_chroma(model, folder)
    texts = [["A warm-up."], *map(list, rounds)]
    batches = [[(batch.rows, dict(batch.inputs)) for batch in model.batches(part)] for part in texts]
    return {"ours": texts, "int8": texts, "chroma": texts, "bare": batches}


def _lay_out_for_chroma(model: MiniLM, folder: Path) -> None:
    files = folder / "onnx"
    files.mkdir()
    (files / "model.onnx").symlink_to(model.files.model)
    model.tokenizer.save(str(files / "tokenizer.json"))
    for name in _CHROMA_FILES:
        (files / name).write_text("{}")


class _Worker:
    """One engine in a process of its own."""

    def __init__(self, engine: str, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(engine, folder, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def run(self, task: Any) -> tuple[float, NDArray[np.float32]]:
        self._pipe.send(task)
        seconds, vectors = self._pipe.recv()
        return seconds, vectors

    def stop(self) -> float:
        self._pipe.send(None)
        return float(self._pipe.recv())

    def end(self) -> None:
        self._pipe.close()
        self._process.join(timeout=10)
        if self._process.is_alive():
            self._process.terminate()


def _serve(engine: str, folder: Path, pipe: Connection) -> None:
    run = {"ours": _ours, "int8": _int8, "bare": _bare, "chroma": _chroma}[engine](folder)
    while (task := pipe.recv()) is not None:
        start = time.perf_counter()
        vectors = run(task)
        pipe.send((time.perf_counter() - start, vectors))
    # Linux counts in KB, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send(peak / (2**20 if sys.platform == "darwin" else 2**10))


def _ours(folder: Path) -> Run:
    model = MiniLM()
    return model.encode


def _int8(folder: Path) -> Run:
    model = MiniLMInt8()
    return model.encode


def _bare(folder: Path) -> Run:
    """The session as onnxruntime sets it up by itself, given our batches, its output left as it is."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(folder / "onnx" / "model.onnx"))

    def run(batches: Any) -> NDArray[np.float32]:
        for _, inputs in batches:
            session.run(None, inputs)
        return np.empty((0, MiniLM.dim), dtype=np.float32)

    return run


def _chroma(folder: Path) -> Run:
    from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

    class Local(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = folder

    function = Local()
    return lambda texts: np.array(function(texts), dtype=np.float32)


def _table(kind: str, count: int, measured: dict[str, Measured]) -> str:
    seconds = {engine: sum(measurement.seconds) for engine, measurement in measured.items()}
    cosines = (measured["ours"].vectors * measured["chroma"].vectors).sum(axis=1)
    lines = [f"\n{count} {kind}", f"{'engine':<8}{'texts/s':>10}{'seconds':>10}{'peak MB':>10}"]
    for engine in ENGINES:
        rate = count / seconds[engine]
        lines.append(f"{engine:<8}{rate:>10.1f}{seconds[engine]:>10.1f}{measured[engine].peak_mb:>10.0f}")
    narrow = (measured["ours"].vectors * measured["int8"].vectors).sum(axis=1)
    ratios = [f"ours/{other} {seconds[other] / seconds['ours']:.2f}" for other in ("chroma", "bare")]
    ratios.append(f"int8/ours {seconds['ours'] / seconds['int8']:.2f} (mean cosine {narrow.mean():.4f})")
    lines.append(f"{', '.join(ratios)}, lowest cosine to chroma {cosines.min():.6f}")
    return "\n".join(lines)


def _read(path: Path, count: int) -> list[dict[str, Any]]:
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, count)]


if __name__ == "__main__":
    sys.exit(main())
