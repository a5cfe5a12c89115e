"""Pairs of papers that a reader has told apart, kept in the folder of the shelf: they are no duplicates."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from assistant.errors import PapersError
from assistant.private_files import private_folder, private_opener

_FILE = "told_apart.jsonl"
Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ToldApart:
    """The pairs of one shelf, by paper id, a line each: two processes may write at once."""

    folder: Path

    def read(self) -> Pairs:
        """Return the pairs, each in order. Raises PapersError when the file cannot be read.

        A line that was cut short is passed over: its pair is offered again.
        """
        try:
            text = (self.folder / _FILE).read_text("utf-8", errors="replace")
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise self._unusable(error) from error
        return frozenset(filter(None, map(_pair, text.splitlines())))

    def add(self, paper_ids: Sequence[str], others: Sequence[str] = ()) -> int:
        """Keep that no two of ``paper_ids`` are one paper, or with ``others`` that none of them is one of those.

        Returns how many pairs are new. Raises PapersError when they cannot be written.
        """
        asked = product(paper_ids, others) if others else combinations(paper_ids, 2)
        new = sorted({ordered(one, other) for one, other in asked if one != other} - self.read())
        # Each line begins with its break, so that one which was cut short spoils no other.
        lines = "".join(f"\n{json.dumps(pair)}" for pair in new)
        try:
            private_folder(self.folder)
            with open(self.folder / _FILE, "a", encoding="utf-8", opener=private_opener) as out:
                out.write(lines)
        except OSError as error:
            raise self._unusable(error) from error
        return len(new)

    def clear(self) -> int:
        """Forget all pairs; return how many there were. Raises PapersError."""
        count = len(self.read())
        try:
            (self.folder / _FILE).unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        return count

    def _unusable(self, error: OSError) -> PapersError:
        return PapersError(
            f"The papers that were told apart, in {self.folder / _FILE}, cannot be read or written ({error}). "
            "Make the file yours, or delete it: then all duplicates are offered again."
        )


def ordered(one: str, other: str) -> tuple[str, str]:
    """Return two ids as the pair that is kept."""
    return (one, other) if one < other else (other, one)


def _pair(line: str) -> tuple[str, str] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if isinstance(found, list) and len(found) == 2 and all(isinstance(each, str) for each in found):
        return ordered(*found)
    return None
