"""Thumbs of the chat page -> draft cases in YAML, for a person to check and complete."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant import Answer, PapersError

from .cases import DECLINED

_HEAD = """\
# Draft cases made from {count} on the chat page. Check each one against the abstracts, complete it where it says so,
# and move it to your cases file. What a thumb up approves is taken as gold; what a thumb down rejects is not.

"""


def drafts(path: Path) -> str:
    """Return draft cases for the feedback in ``path``; of several thumbs on the same questions the last counts.

    Raises PapersError when there is no feedback, or a line of the file is not feedback.
    """
    rated: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, line in enumerate(_lines(path), 1):
        if line.strip():
            row = _row(path, number, line)
            rated[*row["turns"], row["question"]] = row
    kept = [row for row in rated.values() if row["rating"]]
    if not kept:
        raise PapersError(f"There is no thumb up or down in {path}. Give some on the chat page first.")
    taken: set[str] = set()
    cases = [_draft(row, taken) for row in kept]
    count = f"{len(kept)} thumb" + ("" if len(kept) == 1 else "s")
    return f"{_HEAD.format(count=count)}shelf: current\nthresholds: {{}}\n\ncases:\n\n" + "\n".join(cases)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise PapersError(
            f"There is no feedback in {path}. Give thumbs on the chat page, or another --home."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise PapersError(f"{path} cannot be read: {error}.") from error


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        return {
            "question": str(row["question"]),
            "turns": tuple(map(str, row["turns"])),
            "answer": Answer.model_validate(row["answer"]),
            "rating": int(row["rating"]),
            "note": str(row.get("note") or ""),
            "time": str(row.get("time") or ""),
        }
    except (ValueError, KeyError, TypeError) as error:
        raise PapersError(f"{path}:{number} is not feedback ({error}). Remove the line.") from error


def _draft(row: Mapping[str, Any], taken: set[str]) -> str:
    answer: Answer = row["answer"]
    good = row["rating"] > 0
    cited = list(dict.fromkeys(citation.title for citation in answer.citations))
    matches = [verdict.title for verdict in answer.verdicts if verdict.verdict == "match"]
    papers = matches or cited
    comments = [
        f"A thumb {'up' if good else 'down'} ({row['time']}): answered “{answer.status}” with {len(papers)} papers."
    ]
    comments += [f"Note: {row['note']}"] if row["note"] else []
    if not good:
        comments.append(
            "To complete: the right papers under required, the right strings under answer, expect."
        )
        comments += [f"It gave: {title}" for title in papers]
    case = {
        "id": _slug(row["question"], taken),
        "kind": answer.kind,
        "turns": [*row["turns"], row["question"]],
        "required": papers if good and answer.status not in DECLINED and answer.kind != "chat" else [],
        "allowed": [],
        "answer": [],
        "expect": answer.status if good else "answered",
        "tags": ["tune", "draft"],
    }
    text = yaml.safe_dump([case], allow_unicode=True, sort_keys=False, width=100)
    comment_lines = "".join(f"  # {_one_line(comment)}\n" for comment in comments)
    return comment_lines + "".join(f"  {line}\n" for line in text.splitlines())


def _slug(question: str, taken: set[str]) -> str:
    words: Sequence[str] = re.findall(r"[a-z0-9]+", question.lower())
    base = "-".join(words[:6])[:60].strip("-") or "question"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _one_line(text: str) -> str:
    """Keep a comment a comment: no line break of any kind, nothing that YAML refuses."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
