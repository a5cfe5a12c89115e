"""A line of JSON for each answer: what was asked, found, judged and spent, to look into it later."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.private_files import private_folder, private_opener
from assistant.types import Answer, Filter, Hit, Plan

_writing = threading.Lock()


@dataclass(slots=True)
class Trace:
    """Collects what one answer is made of; ``folder`` is None when nothing is to be written.

    ``write`` appends to ``folder/DATE.jsonl`` (UTC): time, question, plan, hits (paper id, score and ranks,
    for each search), verdicts, citations, status, composer, usage, timings (seconds), warnings, fingerprint.
    """

    folder: Path | None
    searches: list[dict[str, Any]] = field(default_factory=list)

    def found(self, query: str, hits: Sequence[Hit]) -> None:
        """Note what a search gave."""
        if self.folder:
            listed = [
                {"paper_id": hit.paper.id, "score": round(hit.score, 6), "ranks": dict(hit.ranks)}
                for hit in hits
            ]
            self.searches.append({"query": query, "hits": listed})

    def write(self, plan: Plan, answer: Answer) -> str | None:
        """Append the line; return a warning when it cannot be written, for an answer is worth more."""
        if self.folder is None:
            return None
        now = datetime.now(UTC)
        line = json.dumps(self._line(plan, answer, now), ensure_ascii=False, default=_dumped)
        try:
            private_folder(self.folder)
            path = self.folder / f"{now:%Y-%m-%d}.jsonl"
            # One write to a file opened for appending: lines of several processes do not mix.
            with _writing, open(path, "ab", buffering=0, opener=private_opener) as file:
                file.write(f"{line}\n".encode(errors="backslashreplace"))
        except OSError as error:
            return (
                f"The trace of this answer could not be written to {self.folder} ({error.strerror}). "
                "Make room there, or turn traces off with ASSISTANT_TRACE=0."
            )
        return None

    def _line(self, plan: Plan, answer: Answer, now: datetime) -> dict[str, Any]:
        values = answer.model_dump(mode="json", exclude={"standalone", "kind", "text"})
        return {
            "time": now.isoformat(timespec="milliseconds"),
            "question": values.pop("question"),
            "plan": {**asdict(plan), "filters": values["filters"]},
            "searches": self.searches,
            **values,
            "text": answer.text,
        }


def _dumped(value: object) -> dict[str, Any]:
    """Return the conditions of a plan's parts as JSON has them."""
    assert isinstance(value, Filter)
    return value.model_dump(mode="json")
