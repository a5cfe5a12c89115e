"""Texts of papers as HTML: escaped, the words searched for marked, web addresses as links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..render.markup import linked

Spans = Sequence[tuple[int, int]]


def marked_html(
    text: str, spans: Spans, start: int = 0, end: int | None = None, *, links: bool = False
) -> str:
    """Return ``text[start:end]`` escaped, with those of ``spans`` (of all of ``text``) that lie in it in ``mark``s."""
    end = len(text) if end is None else end
    pieces, at = [], start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += [_plain(text[at:first], links=links), f"<mark>{escape(text[first:last])}</mark>"]
        at = last
    return "".join([*pieces, _plain(text[at:end], links=links)])


def _plain(text: str, *, links: bool) -> str:
    return linked(text) if links else escape(text)
