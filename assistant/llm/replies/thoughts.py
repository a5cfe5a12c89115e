"""A reply as it comes -> its answer alone: what a model thinks aloud is taken out, in whatever form.

The forms are those of the chat formats of DeepSeek, Qwen, GLM, Granite, Mistral, Gemma, Kimi, Seed, Command and
gpt-oss (harmony, also with its control tokens stripped by the server).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.errors import BadReply

_NAMES = "think|thinking|thoughts?|reasoning|reflection|seed:think"
_FINAL = r"<\|channel\|>\s*final\b[^<]{0,40}<\|message\|>"
# How a thought begins and ends; only at the beginning of a line, for an answer may speak of such a tag.
_FORMS = tuple(
    (re.compile(begin), re.compile(end))
    for begin, end in (
        (rf"(?i)<(?:{_NAMES})>", rf"(?i)</(?:{_NAMES})>"),
        (r"\[THINK\]", r"\[/THINK\]"),
        (r"◁think▷", r"◁/think▷"),
        (r"<\|START_THINKING\|>", r"<\|END_THINKING\|>"),
        (r"<\|channel>thought\b", r"<channel\|>"),
        (r"(?:<\|start\|>assistant)?<\|channel\|>\s*(?:analysis|commentary)\b", _FINAL),
        (r"analysis(?=[A-Z])", r"assistant\s?final(?=\S)"),
        (r"(?i)here(?: is|'s) my thought process:", r"(?i)here(?: is|'s) my response:"),
    )
)
# What may still become one of these beginnings ("analysis" when a letter follows).
_BEGINNINGS = (
    *(f"<{name}>" for name in "think thinking thought thoughts reasoning reflection seed:think".split()),
    "[think]", "◁think▷", "<|start_thinking|>", "<|channel>thought", "<|channel|>analysis", "<|channel|>commentary",
    "<|start|>assistant<|channel|>commentary", "<|start|>assistant<|channel|>analysis", "analysis\0",
    "here is my thought process:", "here's my thought process:", "<answer>", "<response>", "<|start_response|>",
    "<|channel|>final<|message|>", "<|start|>assistant<|channel|>final<|message|>",
)  # fmt: skip
_WRAPPER = re.compile(rf"(?i)<(?:answer|response)>|<\|START_RESPONSE\|>|(?:<\|start\|>assistant)?{_FINAL}")
_TRAILER = re.compile(r"(?i)(?:\s*(?:<\|\w+\|>|</(?:s|answer|response)>|<end_of_turn>))+\s*\Z")
# A closing tag whose opening one the server put into the prompt: alone on a line, or at the end of one.
_LONE = re.compile(
    rf"(?i)(?:\n[ \t]*(?:</(?:{_NAMES})>|\[/THINK\]|◁/think▷)|(?:</(?:{_NAMES})>|\[/THINK\]|◁/think▷)[ \t]*(?:\n|\Z))"
)
_INNER = re.compile(rf"(?i)\n[ \t]*(?=<(?:{_NAMES})>)")
_SPOKEN_OF = re.compile(rf"(?i)<(?:{_NAMES})>")
# The end of what has come that may become such a tag, or turn out to be a trailer.
_OPEN_END = re.compile(
    r"(?:\n[ \t]*|\s*<\|\w{1,24}\|>)?"
    r"(?:<[^<>\s]{0,24}|</?[\w:]{1,12}>[ \t]*|<\|\w{1,24}\|>\s*|\[/?[A-Z]{0,7}|◁[^▷]{0,8}|\n[ \t]*)\Z"
)
# How models begin to think aloud, in lower case; an answer from papers seldom does.
_ALOUD = (
    "okay", "ok,", "ok ", "alright", "hmm", "let me", "let's", "we need", "we have to", "we are asked", "we are given",
    "the user", "the question asks", "i need to", "i have to", "i should", "first, i", "so, the user", "so the user",
    "so, i need", "so i need", "looking at the", "to answer this", "thinking process", "got it",
)  # fmt: skip
_THINKERS = re.compile(
    r"(?i)(?:^|[^a-z])(?:r1|qwq|qwen-?3|qvq|think\w*|reason\w*|gpt-oss|magistral|deepseek|glm-?[4-9z]|nemotron|exaone"
    r"|minimax|kimi|o1|s1|seed|hunyuan|smollm3|ernie|granite-?3\.[2-9])"
)
_BEGINS = 200  # characters that are looked at to see how a reply begins
_KEPT = 64  # characters of a thought kept back, for its end may be among them


class ThoughtShown(BadReply):
    """What was shown as an answer turned out to be a thought; asked again, the model is read with caution."""


@dataclass(slots=True)
class Habits:
    """What has been seen of a model: thoughts that say where they begin, or that do not, or none."""

    name: str
    marked: bool = False
    unmarked: bool = False
    plain: bool = False

    @property
    def cautious(self) -> bool:
        """Whether a reply is held back until its end tells what it was."""
        known = self.marked or self.plain
        return self.unmarked or (not known and _THINKERS.search(self.name) is not None)

    def note(self, thought: bool) -> None:
        """Learn from a whole reply."""
        self.marked |= thought and not self.unmarked
        self.plain |= not thought


class ThoughtFilter:
    """Takes a reply piece by piece and gives back what is answer; ``thought`` tells whether there was any thought.

    A reply that begins as models think aloud is held back until it ends or a lone closing tag comes, and so
    is every reply of a model known for such tags. ``thinking_chars`` counts what was taken out. Raises
    ThoughtShown when such a tag comes after text that was given back.
    """

    def __init__(self, habits: Habits, *, whole: bool = False) -> None:
        self._habits = habits
        self._hold = whole or habits.cautious
        self._buffer = ""
        self._step = self._beginning
        self._end = _FORMS[0][1]
        self._given = ""
        self._looked = 0  # so much of the buffer holds no lone closing tag
        self.thought = False
        self.thinking_chars = 0

    @property
    def held_chars(self) -> int:
        """How many characters wait to be told apart."""
        return len(self._buffer)

    def feed(self, piece: str) -> str:
        """Take a piece; return what of the answer is certain."""
        return self._run(piece, final=False)

    def close(self) -> str:
        """Return the rest of the answer."""
        return self._run("", final=True)

    def _run(self, piece: str, *, final: bool) -> str:
        self._buffer += piece
        given = ""
        while (step := self._step(final)) is not None:
            given += step
        return given

    def _beginning(self, final: bool) -> str | None:
        text = self._buffer.lstrip()
        for begin, end in _FORMS:
            if found := begin.match(text):
                return self._think(text[found.end() :], end)
        if found := _WRAPPER.match(text):
            self._buffer, self._hold = text[found.end() :], False
            return ""
        if not text or (not final and _may_become(text, _BEGINNINGS)):
            return None
        if self.thought:
            self._buffer = text
        self._step = self._answer if self.thought else self._held
        return ""

    def _think(self, rest: str, end: re.Pattern[str]) -> str:
        self._buffer, self._end, self.thought, self._step = rest, end, True, self._thinking
        return ""

    def _thinking(self, final: bool) -> str | None:
        found = self._end.search(self._buffer)
        taken = found.end() if found else max(0, len(self._buffer) - _KEPT)
        self.thinking_chars += taken
        self._buffer = self._buffer[taken:]
        if found is None:
            return None
        self._step = self._beginning
        return ""

    def _held(self, final: bool) -> str | None:
        """Wait where the text may be a thought."""
        if found := self._lone(final):
            self._habits.unmarked = self.thought = True
            self.thinking_chars += found.end()
            self._buffer, self._step, self._looked = self._buffer[found.end() :], self._beginning, 0
            return ""
        if not final:
            text = self._buffer[:_BEGINS].lstrip().lower()
            self._looked = len(self._buffer)
            if self._hold or _may_become(text, _ALOUD):
                return None
            if text.startswith(_ALOUD) and not self._habits.plain:
                self._hold = True
                return None
        self._step, self._looked = self._answer, 0
        return ""

    def _lone(self, final: bool) -> re.Match[str] | None:
        found = _LONE.search(self._buffer, max(0, self._looked - _KEPT))
        if found is None or (found.end() == len(self._buffer) and not final and "\n" not in found[0]):
            return None
        return None if _SPOKEN_OF.search(self._given + self._buffer[: found.start()]) else found

    def _answer(self, final: bool) -> str | None:
        if self._lone(final):
            self._habits.unmarked = True
            raise ThoughtShown(
                f"What the model {self._habits.name} wrote first was not its answer but its thoughts. Ask again."
            )
        if found := _INNER.search(self._buffer):
            given, self._buffer = self._buffer[: found.start()], self._buffer[found.end() :]
            self._step = self._beginning
            return given
        if not self._buffer:
            return None
        ends = _TRAILER.search(self._buffer) if final else _OPEN_END.search(self._buffer)
        cut = ends.start() if ends else len(self._buffer)
        given, self._buffer = self._buffer[:cut], "" if final else self._buffer[cut:]
        self._given = (self._given + given)[-2000:]
        return given or None


def without_thoughts(text: str, habits: Habits) -> tuple[str, bool]:
    """Return the answer in a whole reply, and whether there were thoughts beside it."""
    reading = ThoughtFilter(habits, whole=True)
    return reading.feed(text) + reading.close(), reading.thought


def begins_thought(token: str) -> bool:
    """Tell whether a first token is, or begins, one of the marks of a thought."""
    text = token.strip()
    return text[:1] in ("<", "[", "◁") or text.lower() == "analysis"


def _may_become(text: str, beginnings: tuple[str, ...]) -> bool:
    begun = text.lower()
    return any(len(begun) < len(beginning) and beginning.startswith(begun) for beginning in beginnings)
