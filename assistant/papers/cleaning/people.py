"""Authors as exports write them -> one name each, given name first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.papers.cleaning import clean

# "Tamm I.", "van der Berg JA", "O'Neil J.-P.": a family name and initials, which lists separate by commas.
_NUMBER = re.compile(r" ?\(\d{5,20}\)")
_INITIALS = re.compile(r"[^\W\d_][^\d,;]*\s(?:[A-Z]\.?[\s-]?){1,4}")


def turned(name: str) -> str:
    """Return "Family, Given" as "Given Family"; a name without a comma, or with several, as it is."""
    family, comma, given = name.partition(", ")
    if given.lower() == "null":  # as databases write a given name that they lack
        return family
    return f"{given} {family}" if comma and ", " not in given else name


def _bare(cell: str) -> str:
    """Take the numbers out that Scopus gives its authors: "Tamm, Ilse (57200000001)"."""
    return _NUMBER.sub("", cell)


def people(names: Iterable[object]) -> tuple[str, ...]:
    """Clean names that a source lists one by one, and turn them round."""
    return tuple(turned(name) for name in clean.names(list(names), latex=True))


def split(cell: str) -> tuple[str, ...]:
    """Split the authors that stand in one field; where nothing tells them apart the field is left whole.

    Marks are tried in turn: semicolons, bars, "and"; else commas, if what stands between them are whole
    names ("Ilse Tamm, Juan Ruiz"), or family names with initials ("Tamm I., Ruiz J.").
    """
    cell = _bare(cell).strip()
    for mark in (";", "|", " and "):
        if mark in cell:
            return people(cell.split(mark))
    parts = [part.strip() for part in cell.rstrip(".").split(",")]
    if len(parts) > 1 and all(_INITIALS.fullmatch(part) for part in parts):
        return clean.names(_dotted(parts, cell), latex=True)
    if len(parts) > 1 and all(" " in part and "." not in part[-2:] for part in parts):
        return clean.names(parts, latex=True)
    return people([cell.rstrip(".") if _INITIALS.fullmatch(cell) and cell.count(".") == 1 else cell])


def _dotted(parts: Sequence[str], cell: str) -> list[str]:
    """Give the last name its full stop back where the others have one."""
    return [*parts[:-1], f"{parts[-1]}." if cell.endswith(".") and parts[0].endswith(".") else parts[-1]]
