"""Questions with known answers, asked and scored: run it before and after a change.

    python -m eval --html report.html

Importing this package reads no file and loads nothing heavy.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with the words after ``python -m eval`` and return its exit code.

    0 done; 1 a threshold or the baseline was missed; 2 usage, settings or cases; 3 papers or index;
    4 language model; 130 interrupted.
    """
    from .cli import run

    return run(argv)
