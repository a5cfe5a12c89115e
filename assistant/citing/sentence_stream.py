"""Tokens of an answer -> what may be shown at once, and the sentences whose markers are to be resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.markers import Lexeme

SENTENCE_LENGTH = 3000  # characters after which a sentence is taken to end at the next space
_END_OF_WORDS = 60  # characters kept to see whether a sentence ends

_TERMINAL = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[])(?:[A-Za-z]|al|e\.g|i\.e|cf|vs|fig|figs|eq|eqs|sec|tab|dr|prof|approx|resp|etc|ca|ref|refs)\.$"
    r"|^\W*\d{1,3}\.\**$",
    re.IGNORECASE,
)
_FIGURE_IN_MATHS = re.compile(r"[\s\d.,%~$\\()×-]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that has ended.

    ``lead`` is its text up to the first marker, which was let through already; ``held`` is the rest,
    with the white space that follows the sentence. ``prose`` is the whole of it on one line without
    markers, code and all maths but plain figures.
    """

    lead: str
    held: tuple[Lexeme, ...]
    prose: str


Part = str | Sentence  # text to show as it is, or a sentence to resolve and then to show from ``held`` on


class SentenceCutter:
    """Cuts a stream of tokens into sentences.

    Text goes through at once; from a marker on, a sentence is held until it ends. The parts, each with
    what it adds to the answer, join up to the tokens in their order. A marker behind a full stop belongs
    to the sentence before or after it, whichever the writer seems to mean.
    """

    def __init__(self) -> None:
        self._gap: list[str] = []  # white space whose meaning the next token decides
        self._after: list[Lexeme] = []  # markers behind a full stop, and the white space before each
        self._begin()

    def _begin(self) -> None:
        self._lead: list[str] = []  # text of the sentence that was let through already
        self._held: list[Lexeme] = []
        self._prose: list[str] = []
        self._words, self._length = "", 0  # end of the sentence's words; its length
        self._marked = self._marker_first = False

    def feed(self, token: Lexeme) -> list[Part]:
        """Take the next token; return the parts that are certain by now."""
        if token.kind == "space":
            self._gap.append(token.text)
            return []
        gap = self._spend_gap()
        parts: list[Part] = []
        if self._after:
            if token.kind == "marker" and "\n" not in gap:
                self._after += [Lexeme("space", gap), token]
                return []
            ended, gap = self._settle_after(gap)
            parts.append(ended)
        if gap and self._ends_before(gap, token):
            if token.kind == "marker" and self._words.strip():
                self._after = [Lexeme("space", gap), token]
                return parts
            parts.append(self._finish(gap))
        elif gap:
            parts += self._append(Lexeme("space", gap))
        return parts + self._append(token)

    def close(self) -> list[Part]:
        """Return the rest; to be called when there are no more tokens."""
        parts: list[Part] = []
        gap = self._spend_gap()
        if self._after and self._after[0].text.count("\n") < 2:
            self._held += self._after
            self._after = []
        elif self._after:
            parts.append(self._finish(self._after[0].text))
            self._resume()
        return [*parts, self._finish(gap)]

    def _spend_gap(self) -> str:
        gap = "".join(self._gap)
        self._gap = []
        return gap

    def _settle_after(self, gap: str) -> tuple[Sentence, str]:
        """Decide which sentence the markers behind a full stop belong to, now that ``gap`` and more follow.

        On the same line they belong to the sentence before, unless that one begins with its own marker;
        on a line of their own, too; at the head of a line with text they belong to what follows. Return
        the sentence before, and what is left of ``gap``.
        """
        between = self._after[0].text
        if "\n" in between:
            backwards = between.count("\n") == 1 and "\n" in gap
        else:
            backwards = not self._marker_first or "\n" in gap
        if backwards:
            self._held += self._after
            self._after = []
            return self._finish(gap), ""
        ended = self._finish(between)
        self._resume()
        return ended, gap

    def _resume(self) -> None:
        """Begin a sentence with the markers that were found not to belong to the one before."""
        markers, self._after = self._after[1:], []
        for token in markers:
            self._append(token)

    def _ends_before(self, gap: str, token: Lexeme) -> bool:
        """Whether the sentence so far ends where ``gap`` and then ``token`` follow."""
        continues = token.kind == "text" and token.text[0].islower()
        words = self._words.rstrip()
        terminal = bool(_TERMINAL.search(words)) and not _ABBREVIATION.search(words)
        if "\n" in gap:
            return gap.count("\n") > 1 or not continues or terminal
        return self._length > SENTENCE_LENGTH or (terminal and not continues)

    def _append(self, token: Lexeme) -> list[str]:
        """Add a token to the sentence; return what of the sentence may be shown."""
        if token.kind == "marker":
            self._marker_first = self._marker_first or not self._words.strip(" \t\n-*#>|•")
            self._marked = True
        else:
            self._words = (self._words + token.text)[-_END_OF_WORDS:]
            self._length += len(token.text)
            if token.kind != "code" and (token.kind != "maths" or _FIGURE_IN_MATHS.fullmatch(token.text)):
                self._prose.append(token.text.strip("$") if token.kind == "maths" else token.text)
        self._held.append(token)
        # White space and an opening bracket may go with a marker that is removed.
        if self._marked or token.kind == "space" or (token.kind == "text" and token.text[-1] in "(["):
            return []
        text = "".join(held.text for held in self._held)
        self._held = []
        self._lead.append(text)
        return [text]

    def _finish(self, trailing: str) -> Sentence:
        """End the sentence, followed by the white space ``trailing``, and begin the next one."""
        held = (*self._held, Lexeme("space", trailing))
        ended = Sentence("".join(self._lead), held, " ".join("".join(self._prose).split()))
        self._begin()
        return ended
