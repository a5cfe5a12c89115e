"""Phrases whose words say nothing of what a text is about: "part-of-speech" is no speech, "off the shelf" no shelf."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce

_IDIOMS = tuple(
    re.compile(rf"(?i)\b{phrase.replace(' ', '[- ]')}\b")
    for phrase in (
        "parts? of speech",
        "states? of the art",
        "out of the box",
        "off the shelf",
        "in the wild",
        "on the fly",
        "mixtures? of experts",
        "point clouds?",
        "needle in a haystack",
        "rule of thumb",
        "word of mouth",
    )
)


def idioms_left_out(question: str) -> Callable[[str], str]:
    """Return what leaves such phrases out of a text, but for those that ``question`` asks for."""
    idle = [idiom for idiom in _IDIOMS if not idiom.search(question)]
    return lambda text: reduce(lambda left, idiom: idiom.sub(" ", left), idle, text)
