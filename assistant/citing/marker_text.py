"""Resolved markers -> the text around them, closed up where a marker was removed."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONTEXT = 300  # characters of shown text kept to see what a marker follows
_CONNECTOR = re.compile(r"[^\S\n]*(?:,|;|&|and|, and)?[^\S\n]*")


def connects(text: str) -> bool:
    """Whether ``text`` between two markers only joins them: white space, a comma, "and"."""
    return len(text) <= 10 and _CONNECTOR.fullmatch(text) is not None


def joined(resolved: Sequence[Sequence[int]], connectors: Sequence[str]) -> str:
    """Write the markers of one group, each number once; a connector stays only between two that stay."""
    seen: set[int] = set()
    text = ""
    for index, numbers in enumerate(resolved):
        fresh = [number for number in numbers if number not in seen]
        seen.update(fresh)
        if fresh:
            text += connectors[index - 1] if text and connectors[index - 1].strip() else ""
            text += "".join(f"[{number}]" for number in fresh)
    return text


def end_of(text: str) -> str:
    """Return as much of the end of ``text`` as MarkedText needs to know of what came before it."""
    return text[-_CONTEXT:]


class MarkedText:
    """The text of one sentence, from ``first`` on, while its markers are put in or removed.

    ``before`` is the end of what was shown ahead of it. Whatever is removed, what is left never closes
    up to something that reads as a marker or a link.
    """

    def __init__(self, before: str, first: str) -> None:
        self._before = before
        self._pieces = [first]

    def __str__(self) -> str:
        return "".join(self._pieces)

    def add(self, marks: str, after: str) -> None:
        """Add ``marks`` and the text ``after`` them; without marks, close the gap they leave."""
        shown = end_of(self._before + "".join(self._pieces[-6:]))
        if marks:
            # "[1](x)" would be a link and "[1]: x" at the head of a line would define one.
            heads_line = not shown.rpartition("\n")[2].strip()
            guard = " " if after.startswith("(") or (heads_line and after.startswith(":")) else ""
            self._pieces += [marks + guard, after]
            return
        left = self._pieces[-1]
        for opening, closing in ("()", "[]"):
            if left.rstrip().endswith(opening) and after.lstrip().startswith(closing):
                left, after = left.rstrip()[:-1], after.lstrip()[1:]
                shown = shown.rstrip()[:-1]
        if re.search(r"\[[\d\s]*$", shown):
            after = "?" + after  # "[1" and "]" around a removed marker must not close up to a marker
        elif not after or after[0] in ".,;:!?)]" or "\n" in after[: len(after) - len(after.lstrip())]:
            left = left.rstrip(" \t")
        elif not shown or shown[-1].isspace():
            after = after.lstrip(" \t")
        elif shown[-1].isalnum() and after[0].isalnum():
            after = " " + after
        self._pieces[-1:] = [left, after]
