"""A load test of the HTTP API on loopback: errors, mixed-up answers, latency, memory, and how limits scale.

    python -m eval.bench.speed.http [--clients 50] [--seconds 60]

First: so many clients, every other one streaming, in the papers' own sentences. Every question carries a
number of its own, which must come back, and has one right paper, which must be cited first. Memory is the
server's resident set after a warm-up and at the end. Then: a language model that takes one second a reply,
under two limits of requests at once; clients that get 429 wait as they are told.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from .slow_model import slow_model

LIMITS = (4, 16)
WARM_UP = 400  # requests before memory is looked at first: allocators and caches have filled by then
_READY_S = 300.0
_PAGE = f"{__package__}".removesuffix("eval.bench") + "ui"  # beside this evaluation, wherever it lies
# A question about one paper and the beginning of its id.
QUESTIONS = (
    ("How many PET/CT exams were used?", "vision-language-modeling-in-pet-ct"),
    ("How many Python files was CuBERT pre-trained on?", "learning-and-evaluating-contextual"),
    ("Which papers are about visual grounding in PET/CT?", "vision-language-modeling-in-pet-ct"),
    ("Compare ELECTRA and ERNIE-Gram", "electra"),
)


@dataclass
class Load:
    """What came of the requests of one run; ``seconds`` holds one latency for each answer."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed_up: list[str] = field(default_factory=list)
    refused: int = 0
    took_s: float = 0.0

    @property
    def p95(self) -> float:
        """The 95th percentile of the latencies in seconds."""
        if len(self.seconds) < 2:
            return 0.0
        return statistics.quantiles(self.seconds, n=20, method="inclusive")[-1]  # within what was measured

    def line(self) -> str:
        """Return the numbers in a line."""
        return (
            f"{len(self.seconds)} answers in {self.took_s:.0f} s ({len(self.seconds) / self.took_s:.1f}/s), "
            f"{len(self.errors)} errors, {len(self.mixed_up)} mixed up, {self.refused} times 429; "
            f"median {statistics.median(self.seconds or [0.0]):.2f} s, p95 {self.p95:.2f} s"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured; return 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.speed.http")
    parser.add_argument("--clients", type=int, default=50, help="clients at once (default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="length of the load (default: %(default)s)"
    )
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        good = _without_model(Path(home), given.clients, given.seconds)
        _with_model(Path(home), given.clients, given.seconds / 4)
    return 0 if good else 1


def _without_model(home: Path, clients: int, seconds: float) -> bool:
    # Twice: a client may ask again before the server has put its last request away.
    with _server(home, {"ASSISTANT_API_PARALLEL": str(2 * clients)}) as (url, pid):
        asyncio.run(load(url, clients, requests=WARM_UP))
        before = _resident_mb(pid)
        done = asyncio.run(load(url, clients, seconds=seconds))
        after = _resident_mb(pid)
    print(f"{clients} clients, no language model: {done.line()}")
    print(f"memory of the server: {before:.0f} MB before, {after:.0f} MB after ({after / before - 1:+.1%})")
    for wrong in [*done.errors, *done.mixed_up][:5]:
        print(f"  {wrong}")
    return not done.errors and not done.mixed_up


def _with_model(home: Path, clients: int, seconds: float) -> None:
    rates = []
    with slow_model(1.0) as model:
        for limit in LIMITS:
            variables = {
                "ASSISTANT_API_PARALLEL": str(limit),
                "OPENAI_BASE_URL": model,
                "OPENAI_API_KEY": "none",
            }
            with _server(home, variables) as (url, _):
                asyncio.run(load(url, 1, requests=2, check=False))
                done = asyncio.run(load(url, clients, seconds=seconds, check=False))
            print(f"model of 1 s, {limit} at once: {done.line()}")
            rates.append(len(done.seconds) / done.took_s)
    print(f"throughput at {LIMITS[1]} to {LIMITS[0]} at once: {rates[1] / rates[0]:.2f} times")


async def load(
    url: str, clients: int, *, seconds: float = 1e9, requests: int = 10**9, check: bool = True
) -> Load:
    """Ask with so many clients until the time or the number of requests is used up.

    ``check`` compares the paper cited first with the right one; the number is always compared.
    """
    done, numbers, begun = Load(), itertools.count(), time.monotonic()

    async def client(streaming: bool) -> None:
        async with httpx.AsyncClient(base_url=url, timeout=120) as http:
            while (number := next(numbers)) < requests and time.monotonic() - begun < seconds:
                await _one(http, done, number, streaming, check)

    await asyncio.gather(*(client(place % 2 == 0) for place in range(clients)))
    done.took_s = time.monotonic() - begun
    return done


async def _one(http: httpx.AsyncClient, done: Load, number: int, streaming: bool, check: bool) -> None:
    asked, paper = QUESTIONS[number % len(QUESTIONS)]
    question = f"{asked} (request {number})"
    began = time.monotonic()
    try:
        async with _sent(http, question, streaming) as reply:
            if reply.status_code == 429:
                done.refused += 1
                await asyncio.sleep(float(reply.headers["Retry-After"]))
                return
            reply.raise_for_status()
            answer = _answer(await reply.aread(), streaming)
    except (httpx.HTTPError, ValueError, KeyError) as error:
        done.errors.append(f"{question}: {error!r}")
        return
    done.seconds.append(time.monotonic() - began)
    cited = [citation["paper_id"] for citation in answer["citations"]]
    if answer["question"] != question or (check and not (cited and cited[0].startswith(paper))):
        done.mixed_up.append(f"{question}: got {answer['question']!r}, citing {cited[:1]}")


@asynccontextmanager
async def _sent(http: httpx.AsyncClient, question: str, streaming: bool) -> AsyncIterator[httpx.Response]:
    body = {"messages": [{"role": "user", "content": question}], "stream": streaming}
    async with http.stream("POST", "/v1/chat/completions", json=body) as reply:
        yield reply


def _answer(body: bytes, streaming: bool) -> dict[str, Any]:
    """Return the Answer object of a reply, whole or streamed."""
    text = body.decode()
    if streaming:
        events = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
        if events[-1] != "[DONE]":
            raise ValueError(f"the stream ended with {events[-1][:200]}")
        text = events[-2]
    answer: dict[str, Any] = json.loads(text)["answer"]
    return answer


@contextmanager
def _server(home: Path, settings: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Serve a shelf in ``home``; gives address and process id."""
    program = (
        f"from assistant import Settings; from {_PAGE} import serve; "
        "serve(Settings(), port=0, ready=lambda url: print(url, flush=True))"
    )
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))
    }
    variables = {**own, **settings, "ASSISTANT_HOME": str(home), "ASSISTANT_TRACE": "0"}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, env=variables) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            latest = time.monotonic() + _READY_S
            while httpx.get(f"{url}/healthz", timeout=60).status_code != 200 and time.monotonic() < latest:
                time.sleep(1)
            yield url, process.pid
        finally:
            process.terminate()


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
