"""Where inline code and maths end in a text that is still arriving; nobody may touch what is inside.

Each function returns the position after the span that begins at ``at``; 0 when none begins there, so
that the delimiter is stray; None when that depends on text still to come (never so when ``final``).
"""

from __future__ import annotations

import re

SPAN_LENGTH = 600  # characters of inline code or maths; a longer one is taken for stray delimiters
RUN_LENGTH = 20  # backticks in a row

_TICKS = re.compile(r"`+")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_DOLLAR_CLOSES = re.compile(r"\$(?<=[^\s\\]\$)(?!\d)")  # pandoc's rule for tex_math_dollars
_CLOSINGS = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}


def code_end(text: str, at: int, start: int, final: bool) -> int | None:
    """Close the run of backticks ``text[at:start]`` by the next one as long in its paragraph (CommonMark)."""
    limit = start + SPAN_LENGTH
    blank = _BLANK_LINE.search(text, start, limit)
    stop = blank.start() if blank else limit
    for run in _TICKS.finditer(text, start, limit + RUN_LENGTH + 1):
        if run.start() >= stop:
            break
        if run.end() == len(text) and not final:
            return None
        if run.end() - run.start() == start - at:
            return run.end()
    waits = blank is None and len(text) <= limit + RUN_LENGTH and not final
    return None if waits else 0


def maths_end(text: str, at: int, final: bool) -> int | None:
    """Close ``$``, ``$$``, ``\\(`` or ``\\[`` within its paragraph."""
    opening = text[at : at + 2]
    if len(opening) < 2:
        return 0 if final else None
    if opening not in _CLOSINGS:
        return _dollar_end(text, at, final)
    limit = at + 2 + SPAN_LENGTH
    closing = _CLOSINGS[opening]
    close = text.find(closing, at + 2, limit)
    blank = _BLANK_LINE.search(text, at + 2, close if close >= 0 else limit)
    if close >= 0 and not blank:
        return close + len(closing)
    return None if not blank and len(text) < limit and not final else 0


def _dollar_end(text: str, at: int, final: bool) -> int | None:
    if text[at + 1].isspace():
        return 0
    limit = at + SPAN_LENGTH
    close = _DOLLAR_CLOSES.search(text, at + 2, limit)
    blank = _BLANK_LINE.search(text, at, close.start() if close else limit)
    if close and not blank:
        if close.end() == len(text) and not final:
            return None
        # At the limit the pattern could not look ahead, and a digit after the sign means a price.
        return 0 if text[close.end() : close.end() + 1].isdecimal() else close.end()
    return None if not blank and len(text) < limit and not final else 0
