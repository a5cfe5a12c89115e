"""Tokens of a model's answer -> the same without images, links and HTML, whatever reads its Markdown later.

A program that shows the answer must not be made to fetch an address, nor to lead a reader to one, by a model
that a paper talked into it. Brackets around words and an address in plain sight stay.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

from assistant.text.markers import Lexeme

TARGET_LENGTH = 2000  # characters of a link's target; of a longer one the link is only taken apart
_BEGINNING = 40  # characters that tell where a target leads

_ELSEWHERE = re.compile(r"\(\s*<?\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\|www\.)", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_BREAK_BEGUN = re.compile(r"<(?:b(?:r ?/?)?)?", re.IGNORECASE)
_PARENTHESES = re.compile(r"\\.|[()\n]")  # with characters that are escaped, to pass over them
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# What may stand before a definition on its line: marks of quotes and lists (CommonMark 0.31, 4.7).
_BEFORE_DEFINITION = frozenset(" \t>*+-.)0123456789")


class LinkRemoval:
    """Passes tokens on. What comes out joined does not depend on how the stream was cut.

    The target of a link or image is left out where it leads elsewhere, else parted from its text by a space;
    so is the colon of a definition. ``<`` is escaped where it would begin HTML or an address, but for
    ``<br>``. Renderers disagree on where code and maths end, so links are taken apart there as well.
    """

    def __init__(self) -> None:
        self._waiting = ""  # text from a bracket on, whose meaning what follows decides
        self._behind: deque[Lexeme] = deque()  # the tokens after it
        self._last = ""  # the last character that went out, "" after an escaped one
        self._escaping = False
        self._bare_line = True  # nothing but marks of quotes and lists on this line so far
        self._opened = False  # a bracket that may be a definition's is open, or was just closed

    def feed(self, token: Lexeme) -> list[Lexeme]:
        """Take the next token; return those that are certain by now."""
        self._behind.append(token)
        return self._work(final=False)

    def close(self) -> list[Lexeme]:
        """Return the rest."""
        return self._work(final=True)

    def _work(self, *, final: bool) -> list[Lexeme]:
        out: list[Lexeme] = []
        while self._waiting or self._behind:
            if self._waiting:
                settled = self._settle(final)
                if settled is None:
                    break
                out += settled
            else:
                out += self._pass(self._behind.popleft())
        return [token for token in out if token.text]

    def _settle(self, final: bool) -> list[Lexeme] | None:
        """Decide on what waits; None when that depends on text still to come."""
        text = self._waiting[:TARGET_LENGTH]
        if len(text) < TARGET_LENGTH:
            text = "".join([text, *(token.text for token in self._behind)])[:TARGET_LENGTH]
        if text.startswith("<"):
            if (whole := _BREAK.match(text)) is not None:
                return self._take(whole.end(), whole.group())
            if _BREAK_BEGUN.fullmatch(text) and not final:
                return None
            return self._take(1, "\\<" if _TAG.match(text) else "<")
        elsewhere = _ELSEWHERE.match(text[:_BEGINNING])
        end = _target_end(text) if elsewhere or len(text) < _BEGINNING else 0
        open_ended = not end and "\n" not in text and not final
        if open_ended and (len(text) < _BEGINNING or (elsewhere and len(text) < TARGET_LENGTH)):
            return None
        if end and elsewhere:
            closed, opened = self._last, self._opened
            self._take(end, "")
            self._last, self._opened = closed, opened  # what follows may be a target again
            return []
        return [Lexeme("space", " "), *self._take(1, "(")]

    def _take(self, count: int, shown: str) -> list[Lexeme]:
        """Go beyond the next ``count`` characters, for which ``shown`` goes out."""
        while count > len(self._waiting):
            count -= len(self._waiting)
            self._waiting = self._behind.popleft().text
        rest, self._waiting = self._waiting[count:], ""
        if rest:
            self._behind.appendleft(Lexeme("text", rest))
        if shown:
            self._note(shown[-1])
        return [Lexeme("text", shown)]

    def _pass(self, token: Lexeme) -> list[Lexeme]:
        if token.kind == "marker":
            self._opened |= self._bare_line
            self._bare_line, self._last, self._escaping = False, "]", False
            return [token]
        written: list[str] = []
        for at, character in enumerate(token.text):
            waits = (character == "<" and not self._escaping) or (character == "(" and self._last == "]")
            if waits and token.kind == "text":
                self._waiting = token.text[at:]
                break
            if self._last == "]" and (character == "(" or (character == ":" and self._opened)):
                written.append(" ")
            self._note(character)
            written.append(character)
        text = "".join(written)
        return [Lexeme(token.kind, _TAG.sub("< ", text) if _is_doubtful(token) else text)]

    def _note(self, character: str) -> None:
        if character == "[":
            self._opened = self._bare_line or (self._opened and self._last != "]")
        elif self._last == "]":
            self._opened = False
        self._bare_line = character == "\n" or (self._bare_line and character in _BEFORE_DEFINITION)
        self._escaping = character == "\\" and not self._escaping
        self._last = character


def without_links(tokens: Iterable[Lexeme]) -> str:
    """Return the text of whole ``tokens`` without images, links and HTML."""
    removal = LinkRemoval()
    kept = [piece for token in tokens for piece in removal.feed(token)] + removal.close()
    return "".join(token.text for token in kept)


def _target_end(text: str) -> int:
    """Return the position after the parenthesis that closes the one ``text`` begins with; 0: none on its line."""
    depth = 0
    for found in _PARENTHESES.finditer(text):
        if found[0] == "\n":
            return 0
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return 0


def _is_doubtful(token: Lexeme) -> bool:
    """Whether a renderer may see no code or maths here: it may not know maths, and ends code with a block."""
    if token.kind == "maths":
        return True
    text = token.text
    inline = len(text) > 2 and text.startswith("`") and text.endswith("`")
    return token.kind == "code" and inline and ("\n" in text or "|" in text)
