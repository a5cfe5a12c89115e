"""What is being typed -> the titles and authors on the shelf that complete its last words."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.retrieval.metadata.people import folded
from assistant.text.content_words import STOP_WORDS

LEAST = 3  # letters of the last word
_MOST = 8
_MOST_AUTHORS = 3
_TAIL = 5  # words before the caret that may begin a title
_WORD = re.compile(r"\S+")
_END = re.compile(r"[^\W_]{3,}$")
_BEGINNING = re.compile(rf"(?:^|(?<=[ -]))(?=(.{{{LEAST}}}))")
_OPENING = "“\"‘'(["
_ORDINARY = STOP_WORDS | frozenset(
    "list find compare tell give explain describe many published wrote written".split()
)


@dataclass(frozen=True, slots=True)
class Completion:
    """A title or an author; ``put`` takes the place of what was typed from ``start`` (characters) to the caret."""

    kind: Literal["title", "author"]
    text: str
    put: str
    start: int


class _Lines:
    """Names, found by the first letters of any of their words: some milliseconds among 64,000 titles."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._lines = [folded(name) for name in names]
        # Where a word begins with these three characters: the numbers of the names, in their order.
        self._rows: dict[str, array[int]] = {}
        for row, line in enumerate(self._lines):
            for key in dict.fromkeys(_BEGINNING.findall(line)):
                self._rows.setdefault(key, array("I")).append(row)

    def beginning(self, words: str, most: int, *, inside: bool) -> list[str]:
        """Return at most ``most`` names that begin with ``words`` or, ``inside``, hold a word that begins so."""
        first: dict[str, None] = {}
        later: dict[str, None] = {}
        within = (f" {words}", f"-{words}")
        for row in self._rows.get(words[:LEAST], ()):
            line = self._lines[row]
            if line.startswith(words):
                first.setdefault(self._names[row])
                if len(first) >= most:
                    break
            elif inside and len(later) < most and (within[0] in line or within[1] in line):
                later.setdefault(self._names[row])
        return list({**first, **later})[:most]


class Completions:
    """The titles and authors of a shelf, kept so that each key typed can be answered at once."""

    def __init__(self, titles: Sequence[str], authors: Sequence[str]) -> None:
        """Take titles in the order of the shelf, authors of most papers first."""
        self._titles = _Lines(titles)
        self._authors = _Lines(authors)

    def complete(self, text: str, most: int = _MOST) -> tuple[Completion, ...]:
        """Return what completes the last words of ``text``: of the longest run of words that begins a name.

        Nothing comes before the last word has three letters. One ordinary word completes only names that begin
        with it, else every word typed would bring a list up.
        """
        if not _END.search(text):
            return ()
        words = list(_WORD.finditer(text))[-_TAIL:]
        for place, first in enumerate(words):
            start = first.start() + len(first[0]) - len(first[0].lstrip(_OPENING))
            tail = folded(text[start:])
            if len(tail) < LEAST or first[0].strip(_OPENING).casefold() in _ORDINARY:
                continue
            several = place < len(words) - 1 or text[start].isupper()
            authors = self._authors.beginning(tail, _MOST_AUTHORS, inside=True)
            titles = self._titles.beginning(tail, most - len(authors), inside=several)
            if authors or titles:
                quoted = start - 1 if start and text[start - 1] in '“"' else start
                return (
                    *(Completion("title", title, f"“{title}”", quoted) for title in titles),
                    *(Completion("author", name, name, start) for name in authors),
                )
        return ()
