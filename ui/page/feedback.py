"""Thumbs and notes, appended to a JSON-lines file in the home folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant import IndexUnavailable, Turn

_LONGEST_NOTE = 2000
_writing = threading.Lock()


def record(home: Path, turns: Sequence[Turn], rating: int, note: str = "") -> None:
    """Append one line to ``home/feedback.jsonl`` about the last of ``turns``.

    Fields: time (UTC), question, turns (the questions before it), answer (the Answer object), rating
    (1, 0, -1), note (at most 2,000 characters). Raises IndexUnavailable when the folder cannot be written.
    """
    last = turns[-1]
    line = json.dumps(
        {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": last.question,
            "turns": [turn.question for turn in turns[:-1]],
            "answer": last.answer.model_dump(mode="json"),
            "rating": rating,
            "note": note.strip()[:_LONGEST_NOTE],
        },
        ensure_ascii=False,
    )
    try:
        with _writing, (home / "feedback.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise IndexUnavailable(f"Feedback could not be written to {home} ({error.strerror}).") from error
