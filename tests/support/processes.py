"""Other Python processes for tests of what several of them do with one shelf."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run ``script`` to its end; what it says is in ``stdout`` and ``stderr``."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *map(str, arguments)],
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=100,
        check=False,
    )


@contextmanager
def start_python(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run ``script`` beside the test; it is killed at the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
