"""What running a command gave."""

from __future__ import annotations

import json
from typing import Any

from tests.support.asking import KEY

LOOKUP = "How many PET/CT exams were used?"


class Ran:
    """What a command did."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[Any]:
        """The JSON of each line of output."""
        return [json.loads(line) for line in self.out.splitlines()]


def one_sentence(err: str) -> str:
    """Return what went wrong; it must be short, on one line, and no traceback."""
    assert "Traceback" not in err
    (line,) = err.strip().splitlines()
    assert line.startswith("paper-assistant: ")
    assert line.endswith((".", "--rebuild", "index"))
    assert KEY not in line
    return line
