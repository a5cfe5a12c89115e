"""Records -> an order of them, by what a column of a library shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from assistant.browsing.spec import Order
from assistant.retrieval.metadata.records import Record

_Key = tuple[object, ...]


def order_of(rows: Sequence[Record], by: Order, *, descending: bool) -> list[int]:
    """Return the places of all ``rows`` in the order asked for; equal ones by title, and those without a value last."""
    places = range(len(rows))
    if by in ("", "added"):
        return list(reversed(places)) if descending else list(places)
    titles = [sort_key(row.title) for row in rows]
    known = [place for place in places if _value(rows[place], by) is not None]
    silent = [place for place in places if _value(rows[place], by) is None]
    # Sorted twice: by title upwards in either direction.
    known.sort(key=titles.__getitem__)
    if by == "title":
        return known[::-1] if descending else known
    known.sort(key=lambda place: _value(rows[place], by), reverse=descending)  # type: ignore[arg-type,return-value]
    return known + sorted(silent, key=titles.__getitem__)


def _value(row: Record, by: Order) -> object:
    """Return what a record is sorted by, None where it is silent."""
    if by == "title":
        return row.title
    if by == "year":
        return row.year
    if by == "length":
        return row.length or None
    return family_name(row.authors[0]) if row.authors else None


def family_name(author: str) -> str:
    """Return the name that a list of references would sort an author by: before a comma, else the last word."""
    before, comma, _ = author.partition(",")
    words = author.split()
    return sort_key(before if comma else words[-1] if words else "")


def sort_key(text: str) -> str:
    """Return ``text`` without accents, case and what stands before its first letter or digit."""
    plain = text.casefold() if text.isascii() else _plain(text)
    return plain.lstrip("\"'“”‘’([{<*_-–—.… ")


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
