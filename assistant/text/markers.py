"""Streamed text -> tokens: words, white space, citation markers, and code or maths that nobody may touch.

What a token is depends on the text alone, never on how it was cut into pieces: where the end of the
buffer leaves a choice open, the lexer waits. All look-ahead is bounded, so a stray ``$``, backtick or
bracket delays the stream by a few hundred characters at most and the work stays linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.text.code_spans import RUN_LENGTH, code_end, maths_end

MARKER_LENGTH = 200  # characters between the brackets of a marker; what is longer is prose
LINE_LENGTH = 200  # characters of a line that can open or close a code fence
TARGET_LENGTH = 300  # characters of a link target glued to a marker

_SPACE = re.compile(r"\s+")
_PLAIN = re.compile(r"[^\s`~$\\\[【［]+")
_INNER = re.compile(r"[^\[\]【】［］\n]*")
# Every beginning of a match is a match too, which lets the lexer give up early on "[CLS] token".
_PLAUSIBLE = re.compile(r"[\s^#]*[A-Za-z]{0,10}[.:]?[\s#]*(?:\d.*)?")
_INNER_TOKEN = re.compile(r"\d+|[^\W\d_]+|\S")
_TARGET = re.compile(r"\(<?(?:[A-Za-z][\w+.-]*:|#|/|\.|www\.)[^()\s]*(?:[ \t]+\"[^\"\n()]*\")?[ \t]*\)")
_TARGET_ENDS = re.compile(r"[)\n]")

_DASHES = frozenset("-–—‑−")
_NAMES = frozenset(
    f"{name}{plural}"
    for name in ("source", "paper", "ref", "reference", "citation", "document", "doc", "passage")
    for plural in ("", "s")
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the text; words, spaces and fenced code may come in several pieces.

    ``ranges`` are the numbers that a marker names, as (first, last) pairs, unbounded and unchecked.
    """

    kind: Literal["text", "space", "code", "maths", "marker"]
    text: str
    ranges: tuple[tuple[int, int], ...] = ()


_Step = tuple[Lexeme, int] | None  # the token and where it ends; None: more text is needed


class Lexer:
    """Cuts a stream into tokens.

    Markers are ``[1]``, ``[1, 2]``, ``[1; 2]``, ``[1-3]``, ``[^1]``, ``[[1]]``, ``[Source 1]``,
    ``【1†source】`` and, because models escape brackets, ``\\[1\\]``. A link target glued to a marker is
    part of it: a citation must not lead where the model says. A marker may be glued to the word before
    ("the model[1]"), so ``x[1]`` in prose counts as one as well; in code it does not.
    """

    def __init__(self) -> None:
        self._buffer = ""
        self._line_start = True
        self._fence = ""  # the run of characters that opened the fence we are in
        self._mid_line = False  # inside a fenced line that can no longer close the fence

    def feed(self, piece: str, *, final: bool = False) -> list[Lexeme]:
        """Return the tokens that are certain by now; with ``final``, all that is left."""
        text = self._buffer + piece
        position, tokens = 0, []
        while position < len(text):
            step = (self._fenced if self._fence else self._next)(text, position, final)
            if step is None:
                break
            token, position = step
            tokens.append(token)
            if token.kind != "space":
                self._line_start = False
            elif "\n" in token.text:
                self._line_start = True
        self._buffer = text[position:]
        return tokens

    def _next(self, text: str, at: int, final: bool) -> _Step:
        character = text[at]
        if character in "`~":
            return self._ticks(text, at, final)
        if character == "$":
            return _maths(text, at, "$$" if text.startswith("$$", at) else "$", final)
        if character == "\\":
            return _backslash(text, at, final)
        if character in "[【［":
            return _bracket(text, at, final)
        if space := _SPACE.match(text, at):
            return Lexeme("space", space.group()), space.end()
        plain = _PLAIN.match(text, at)
        end = plain.end() if plain else at + 1
        return Lexeme("text", text[at:end]), end

    def _ticks(self, text: str, at: int, final: bool) -> _Step:
        character = text[at]
        end = at
        while end < min(len(text), at + RUN_LENGTH) and text[end] == character:
            end += 1
        if end == len(text) and end - at < RUN_LENGTH and not final:
            return None
        if end - at >= 3 and self._line_start:
            newline = text.find("\n", end, end + LINE_LENGTH)
            info = text[end : newline if newline >= 0 else end + LINE_LENGTH]
            if "`" not in info or character == "~":
                if newline < 0 and len(info) < LINE_LENGTH and not final:
                    return None
                self._fence, self._mid_line = text[at:end], True
                return Lexeme("code", text[at:end]), end
        if character == "~":
            return Lexeme("text", text[at:end]), end
        code = code_end(text, at, end, final)
        if code is None:
            return None
        return (Lexeme("code", text[at:code]), code) if code else (Lexeme("text", text[at:end]), end)

    def _fenced(self, text: str, at: int, final: bool) -> _Step:
        newline = text.find("\n", at)
        end = newline + 1 if newline >= 0 else len(text)
        if not self._mid_line:
            line = text[at:end].strip() if end - at < LINE_LENGTH else "too long to close the fence"
            closing = not line.strip(self._fence[0])
            if closing and newline < 0 and not final:
                return None
            if closing and len(line) >= len(self._fence):
                self._fence = ""
                end = newline if newline >= 0 else len(text)
                return Lexeme("code", text[at:end]), end
        self._mid_line = newline < 0
        return Lexeme("code", text[at:end]), end


def _maths(text: str, at: int, opening: str, final: bool) -> _Step:
    """Read maths, or else its ``opening`` as text."""
    end = maths_end(text, at, final)
    if end is None:
        return None
    return (Lexeme("maths", text[at:end]), end) if end else (Lexeme("text", opening), at + len(opening))


def _backslash(text: str, at: int, final: bool) -> _Step:
    following = text[at + 1 : at + 2]
    if not following and not final:
        return None
    if following == "(":
        return _maths(text, at, "\\(", final)
    if following == "[":
        bracket = _bracket(text, at + 1, final)
        if bracket is None:
            return None
        if bracket[0].kind == "marker":
            return Lexeme("marker", "\\" + bracket[0].text, bracket[0].ranges), bracket[1]
        return _maths(text, at, "\\", final)  # what follows the backslash is then read as a bracket
    end = at + 2 if following and following in "$`\\" else at + 1
    return Lexeme("text", text[at:end]), end


def _bracket(text: str, at: int, final: bool) -> _Step:
    double = text[at + 1 : at + 2] == "["
    start = at + 2 if double else at + 1
    found = _INNER.match(text, start, start + MARKER_LENGTH)
    inner, end = (found.group(), found.end()) if found else ("", start)
    literal = Lexeme("text", text[at]), at + 1
    if end >= len(text):
        return literal if final or not _PLAUSIBLE.fullmatch(inner) else None
    if text[end] not in "]】］":
        # A bracket around a number of any length would look like a marker; a space takes that away.
        return (
            (Lexeme("text", "[ "), at + 1) if inner.isdecimal() and len(inner) == MARKER_LENGTH else literal
        )
    ranges = marker_ranges(inner.rstrip("\\"))
    if not ranges:
        return literal
    end += 1
    if double:
        if end == len(text) and not final:
            return None
        if text[end : end + 1] != "]":
            return literal
        end += 1
    if end == len(text) and not final:
        return None
    if text.startswith("(", end):
        closed = _TARGET_ENDS.search(text, end, end + TARGET_LENGTH)
        if closed is None and len(text) < end + TARGET_LENGTH and not final:
            return None
        target = _TARGET.match(text, end, end + TARGET_LENGTH)
        end = target.end() if target else end
    return Lexeme("marker", text[at:end], ranges), end


def marker_ranges(inner: str) -> tuple[tuple[int, int], ...]:
    """Return the (first, last) numbers that the text between two brackets names; none if it is no marker."""
    if len(inner) > MARKER_LENGTH or not _PLAUSIBLE.fullmatch(inner):
        return ()
    head, dagger, _ = inner.partition("†")
    if dagger:
        head = head.partition(":")[0]  # 【4:0†source】: what follows the colon counts within the source
    ranges: list[tuple[int, int]] = []
    before = ""
    for token in _INNER_TOKEN.findall(head.lower()):
        if token.isdecimal():
            if before in _DASHES or before == "to":
                first, last = ranges.pop()[0], int(token)
                ranges += [(first, last)] if first <= last else [(first, first), (last, last)]
            else:
                ranges.append((int(token), int(token)))
        elif token in _DASHES or token == "to":
            if not before.isdecimal():
                return ()
        elif token in (",", ";", "&", "and"):
            if not ranges or before in _DASHES:
                return ()
        elif token not in _NAMES and token not in ("#", "^") and not (token in ".:" and before in _NAMES):
            return ()
        before = token
    return tuple(ranges) if before.isdecimal() else ()


def without_markers(text: str) -> str:
    """Return ``text`` without what would read as a citation marker, "[29]" say, outside code and maths.

    For papers' own text where it enters a prompt or an answer: a reference list that we do not have
    must not be taken for our sources.
    """
    kept: list[str] = []
    for token in Lexer().feed(text, final=True):
        if token.kind != "marker":
            kept.append(token.text)
        elif kept and kept[-1].isspace():
            kept.pop()
    return "".join(kept)
