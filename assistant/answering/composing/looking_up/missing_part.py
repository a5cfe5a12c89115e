"""What a model says is not in the papers: shown when it names a part of the question, else left out."""

from __future__ import annotations

import re

from assistant.retrieval.sentence_scoring import unsaid
from assistant.text.markers import without_markers
from assistant.text.wording import NOT_COVERED

LEFT_OUT = (
    "The model added that something is not in the papers without naming a part of the question; "
    "that part was left out."
)
# White space and Markdown around the phrase belong to it.
_AROUND = " \t\r\n*_>-"
# Models say the one for the other.
_PHRASES = (NOT_COVERED, "Not in the papers:")
PARTS = re.compile(rf"[{_AROUND}]*(?:{'|'.join(map(re.escape, _PHRASES))})[{_AROUND}]*")
_END = re.compile(r"\n\s*\n")


class UnansweredPartFilter:
    """Passes on a stream, but holds back a paragraph from "Not in the abstracts:" on until it is whole.

    Small models end right answers with "Not in the papers: The papers do not say.", which tells a reader nothing
    and makes an answer look partial. White space is held back as well, until something follows it. The
    concatenation does not depend on how the stream was cut.
    """

    def __init__(self, question: str) -> None:
        self._question = question
        self._held = ""
        self.named = False
        self.warnings: tuple[str, ...] = ()

    def feed(self, piece: str) -> str:
        """Take the next piece; return the text that is now safe to pass on."""
        self._held += piece
        passed = ""
        while part := PARTS.search(self._held):
            passed += self._held[: part.start()]
            self._held = self._held[part.start() :]
            end = _END.search(self._held, part.end() - part.start())
            if not end:
                return passed
            passed += self._judged(self._held[: end.start()])
            self._held = self._held[end.start() :]
        keep = _begun(self._held)
        passed += self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return passed

    def close(self) -> str:
        """Return the rest, when the stream has ended or was cut off."""
        rest, self._held = self._held, ""
        return self._judged(rest) if PARTS.match(rest) else rest

    def _judged(self, part: str) -> str:
        missing = without_markers(PARTS.sub("", part, count=1))
        if unsaid(self._question, missing) != unsaid(self._question, ""):
            self.named = True
            return part
        self.warnings = (LEFT_OUT,)
        return ""


def _begun(text: str) -> int:
    """Return how many characters at the end of ``text`` may begin the phrase, with what stands around it."""
    sizes = range(max(map(len, _PHRASES)) - 1, 0, -1)
    begun = next((size for size in sizes if text.endswith(tuple(each[:size] for each in _PHRASES))), 0)
    before = text[: len(text) - begun]
    return begun + len(before) - len(before.rstrip(_AROUND))
