"""Thumbs and notes, appended to a JSON-lines file in the home folder."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from assistant import IndexUnavailable, Turn, private_opener

_LONGEST_NOTE = 2000
_writing = threading.Lock()


def _last(file: FileIO) -> bytes:
    file.seek(-1, os.SEEK_END)
    return file.read(1)


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
        with _writing, open(home / "feedback.jsonl", "a+b", buffering=0, opener=private_opener) as file:
            # In one write; after a line that broke off, as on a full disk, a new one begins.
            broken = file.tell() and _last(file) != b"\n"
            whole = f"{line}\n".encode(errors="backslashreplace")
            if file.write((b"\n" if broken else b"") + whole) != len(whole) + bool(broken):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        raise IndexUnavailable(f"Feedback could not be written to {home} ({error.strerror}).") from error
