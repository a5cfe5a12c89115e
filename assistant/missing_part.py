"""What a model says is not in the papers: shown when it names a part of the question, else left out."""

from __future__ import annotations

from assistant.evidence import unsaid
from assistant.markers import without_markers
from assistant.wording import NOT_COVERED

LEFT_OUT = (
    "The model added that something is not in the papers without naming a part of the question; "
    "that line was left out."
)


class MissingPart:
    """Passes on a stream, but holds a line back from "Not in the papers:" on until the line is whole.

    Small models end right answers with "Not in the papers: The papers do not say.", which tells a reader nothing
    and makes an answer look partial. The concatenation does not depend on how the stream was cut.
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
        while (start := self._held.find(NOT_COVERED)) >= 0:
            passed += self._held[:start]
            self._held = self._held[start:]
            line, end, rest = self._held.partition("\n")
            if not end:
                return passed
            passed += self._judged(line)
            self._held = end + rest
        keep = _begun(self._held)
        passed += self._held[: len(self._held) - keep]
        self._held = self._held[len(self._held) - keep :]
        return passed

    def close(self) -> str:
        """Return the rest, when the stream has ended or was cut off."""
        rest, self._held = self._held, ""
        return self._judged(rest) if rest.startswith(NOT_COVERED) else rest

    def _judged(self, line: str) -> str:
        told = without_markers(line.removeprefix(NOT_COVERED))
        if unsaid(self._question, told) != unsaid(self._question, ""):
            self.named = True
            return line
        self.warnings = (LEFT_OUT,)
        return ""


def _begun(text: str) -> int:
    """Return how many characters at the end of ``text`` may begin the phrase."""
    return next((size for size in range(len(NOT_COVERED) - 1, 0, -1) if text.endswith(NOT_COVERED[:size])), 0)
