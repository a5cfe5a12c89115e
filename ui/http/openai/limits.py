"""Parameters of OpenAI's wire that answers from papers cannot follow, refused by name; and those that cut a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant import SettingsError, count_tokens


class Unsupported(SettingsError):
    """A parameter asks for what this server does not do; ``param`` names it."""

    def __init__(self, message: str, param: str, code: str = "unsupported_parameter") -> None:
        super().__init__(message)
        self.param = param
        self.code = code


class UnknownModel(Unsupported):
    """There is no model of this name, that is, no such shelf."""


def refuse_what_would_mislead(request: dict[str, Any]) -> None:
    """Raise Unsupported for a parameter that, ignored, would give another thing than what was asked for.

    What only tunes a model (temperature, seed, ...) is ignored: answers come from the papers all the same.
    """
    wanted = request.get("n")
    if wanted not in (None, 1):
        raise Unsupported("n must be 1: a question has one answer from the papers.", "n")
    for name in ("tools", "functions"):
        if request.get(name) and request.get("tool_choice", "auto") != "none":
            raise Unsupported(
                f"{name} are not taken: this model calls none, it answers from its papers. Leave {name} out, or give "
                "this server to your own model as a tool (see /docs, or MCP at /mcp).",
                name,
            )
    for name in ("response_format", "text"):
        shape = request.get(name)
        if name == "text" and isinstance(shape, dict):
            shape = shape.get("format")
        if shape and not (isinstance(shape, dict) and shape.get("type", "text") == "text"):
            raise Unsupported(
                f"{name} must be of the type text. The answer as JSON is in the field answer of each reply, and at "
                "/api/ask.",
                name,
            )
    for name in (
        "logprobs",
        "top_logprobs",
        "audio",
        "web_search_options",
        "previous_response_id",
        "background",
    ):
        if request.get(name):
            raise Unsupported(f"{name} is not taken by this server. Leave it out.", name)
    if (request.get("modalities") or ["text"]) != ["text"]:
        raise Unsupported('modalities must be ["text"]: answers are text.', "modalities")


class Cut:
    """Lets a text through, as it comes, up to a stop sequence or so many tokens; ``finish`` says which, if any."""

    def __init__(self, stop: Sequence[str] = (), most: int | None = None) -> None:
        self._stop = tuple(stop)
        self._most = most
        self._text = ""  # all that has come
        self._sent = 0  # characters of it that went out
        self.finish = "stop"
        self.ended = False

    def feed(self, piece: str) -> str:
        """Return what of the text may go out now; what could begin a stop sequence is held back."""
        if self.ended:
            return ""
        self._text += piece
        if (at := self._stopped()) is not None:
            self._end(at, "stop")
        if (fits := self._fitting()) is not None:
            self._end(fits, "length")
        held = 0 if self.ended else max((len(mark) - 1 for mark in self._stop), default=0)
        return self._out(len(self._text) - held)

    @property
    def length(self) -> int:
        """How many characters went out."""
        return self._sent

    def rest(self) -> str:
        """Return what was held back, once the text has ended."""
        return self._out(len(self._text))

    def whole(self, text: str) -> str:
        """Return ``text`` cut."""
        return self.feed(text) + self.rest()

    def _stopped(self) -> int | None:
        """Return where the first stop sequence begins, None without one."""
        places = (self._text.find(mark, max(0, self._sent - len(mark))) for mark in self._stop)
        return min((place for place in places if place >= self._sent), default=None)

    def _fitting(self) -> int | None:
        """Return how many characters have so many tokens as are wanted, None when all do."""
        # A token has a byte or more, so that short texts need no counting.
        if (
            self._most is None
            or len(self._text.encode()) <= self._most
            or count_tokens(self._text) <= self._most
        ):
            return None
        low, high = self._sent, len(self._text)
        while low < high:
            middle = (low + high + 1) // 2
            fits = count_tokens(self._text[:middle]) <= self._most
            low, high = (middle, high) if fits else (low, middle - 1)
        return low

    def _end(self, at: int, why: str) -> None:
        self._text, self.ended = self._text[:at], True
        self.finish = why

    def _out(self, end: int) -> str:
        piece = self._text[self._sent : max(end, self._sent)]
        self._sent += len(piece)
        return piece
