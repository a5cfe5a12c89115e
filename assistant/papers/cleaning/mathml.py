"""A formula in MathML -> the same on one line of text."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PIECE = re.compile(r"<(/?)(?:mml:)?([a-z]+)\b[^<>]*?(/?)>|([^<]+|<)")
_OPERATOR = re.compile(r".[+\-−*/,=<>≤≥]")
_MARKS = {
    "¯": "\u0304",
    "‾": "\u0304",
    "^": "\u0302",
    "ˆ": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
    "→": "\u20d7",
}


def in_line(source: str) -> str:
    """Return what stands between the tags of a formula, its scripts and fractions as ^, _ and /."""
    open_elements: list[tuple[str, list[str]]] = [("", [])]
    for closing, name, alone, text in _PIECE.findall(source):
        if text:
            open_elements[-1][1].append(text.strip())
        elif alone:
            open_elements[-1][1].append(" " if name == "mspace" else "")
        elif not closing:
            open_elements.append((name, []))
        elif len(open_elements) > 1 and open_elements[-1][0] == name:
            _, parts = open_elements.pop()
            open_elements[-1][1].append(_written(name, parts))
    return "".join("".join(parts) for _, parts in open_elements)


def grouped(text: str) -> str:
    """Put brackets around what an operator holds together, so that it stays together on one line."""
    return f"({text})" if _OPERATOR.search(text) else text


def _written(name: str, parts: Sequence[str]) -> str:
    if name.startswith("annotation"):
        return ""
    if name == "msqrt":
        return f"√({''.join(parts)})"
    scripts = [part for part in parts if part or name == "mfrac"]
    if len(scripts) >= 2:
        base, first, last = scripts[0], grouped(scripts[1]), grouped(scripts[-1])
        if name in ("msup", "mover"):
            mark = _MARKS.get(scripts[1]) if name == "mover" and len(base) == 1 else None
            return f"{base}{mark}" if mark else f"{base}^{first}"
        if name in ("msub", "munder"):
            return f"{base}_{first}"
        if name in ("msubsup", "munderover") and len(scripts) == 3:
            return f"{base}_{first}^{last}"
        if name == "mfrac":
            return f"{grouped(base)}/{first}"
    return "".join(parts)
