"""Seconds a judgement and memory of a model that runs inside the product, question after question.

    python -m eval.bench.speed.local --model MODEL.gguf [--questions 10] [--papers 38]

The first question reads every paper, the later ones find them read. Only the judging is timed; the reasons that
an answer also asks for are left out. The papers are the bundled ones, in a fresh home folder.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant import Assistant, Settings, SettingsError, Stage, bundled_papers

QUESTIONS = (
    "Which papers avoid subword tokenizers?",
    "Which papers work on source code?",
    "Which papers study images?",
    "Which papers train in several stages?",
    "Which papers are about agents?",
    "Which papers release a data set?",
    "Which papers propose a benchmark?",
    "Which papers build on BERT?",
    "Which papers cover several languages?",
    "Which papers study privacy?",
)


@dataclass(frozen=True, slots=True)
class Round:
    """One question: seconds a judgement, and the child's resident memory and its peak so far, in MB."""

    question: str
    seconds: float
    resident_mb: float
    peak_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each question and the ratio of the first to the second; return 0."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.speed.local")
    parser.add_argument("--model", required=True, help="what ASSISTANT_LOCAL_MODEL takes")
    parser.add_argument("--questions", type=int, default=len(QUESTIONS), help="how many, 2 to 10")
    parser.add_argument(
        "--papers", type=int, default=len(bundled_papers()), help="how many of the bundled ones"
    )
    given = parser.parse_args(arguments)
    print(f"{given.papers} papers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    rounds = []
    for measured in measure(given.model, QUESTIONS[: given.questions], given.papers):
        rounds.append(measured)
        print(
            f"{measured.seconds:6.2f} s a judgement  {measured.resident_mb:7.0f} MB resident  "
            f"{measured.peak_mb:7.0f} MB peak  "
            f"{measured.question}",
            flush=True,
        )
    if len(rounds) > 1:
        print(f"first to second: {rounds[0].seconds / rounds[1].seconds:.1f}")
    return 0


def measure(model: str, questions: Sequence[str], papers: int) -> Iterator[Round]:
    """Yield what each question took; Linux only, since the peak is read from the system there."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), local_model=model, shelf="bench")
        with Assistant(settings) as assistant:
            assistant.add(bundled_papers()[:papers])
            for question in questions:
                seconds = _judging_s(assistant, question)
                resident, peak = _child_memory_mb()
                yield Round(question, seconds / papers, resident, peak)


def _judging_s(assistant: Assistant, question: str) -> float:
    begun = 0.0
    with closing(assistant.stream(question)) as events:
        for event in events:
            if isinstance(event, Stage) and event.name == "screen":
                begun = begun or time.monotonic()
                if event.done == event.total:
                    return time.monotonic() - begun
    raise SettingsError(
        f"Expected “{question}” to be judged paper by paper, but it was not. See the model's log."
    )


def _child_memory_mb() -> tuple[float, float]:
    """Return the resident memory and its peak of the process that runs the model."""
    import psutil

    [child] = psutil.Process().children()
    status = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
    [peak] = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return child.memory_info().rss / 1e6, int(peak) * 1024 / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
