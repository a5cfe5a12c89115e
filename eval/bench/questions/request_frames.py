"""``request_frames.txt`` -> questions to fit to: each frame a few times, drawn by a fixed seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FRAMES = Path(__file__).parent / "request_frames.txt"
_SEED = 0
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
_OF_SHELF = "{O}"  # a name that a paper of the shelf has coined


@dataclass(frozen=True, slots=True)
class Framed:
    """A question, whether it asks for papers, and how many papers of the shelf it names."""

    question: str
    papers: bool
    named: int


def framed(times: int) -> Iterator[Framed]:
    """Yield each frame filled up to ``times`` times, no question twice."""
    words, frames = _read(FRAMES.read_text(encoding="utf-8").splitlines())
    draw = random.Random(_SEED)
    for papers, frame in frames:
        named = frame.count(_OF_SHELF)
        for question in dict.fromkeys(_filled(frame, words, draw) for _ in range(times)):
            yield Framed(question, papers, named)


def _read(lines: Sequence[str]) -> tuple[Mapping[str, Sequence[str]], Sequence[tuple[bool, str]]]:
    words: dict[str, list[str]] = {}
    frames: list[tuple[bool, str]] = []
    papers = False
    for line in lines:
        if line.startswith("@"):
            name, _, members = line[1:].partition(" ")
            words[name] = [member.strip() for member in members.split(";")]
        elif line in ("[set]", "[other]"):
            papers = line == "[set]"
        elif line and not line.startswith("#"):
            frames.append((papers, line))
    return words, frames


def _filled(frame: str, words: Mapping[str, Sequence[str]], draw: random.Random) -> str:
    while (chosen := _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), frame)) != frame:
        frame = chosen
    frame = _SLOT.sub(lambda found: draw.choice(words[found[1]]), frame)
    return re.sub(r"\s+([?.,;:!])", r"\1", " ".join(frame.split()))
