"""Words that say nothing of what a text is about: "part-of-speech" is no speech, "our code is available" not on code."""

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


_ADDRESS = re.compile(r"(?:https?://|www\.|\\url\b)\S*|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GIVEN = re.compile(
    r"(?i)\b(?:available|accessible|releas\w+|open-?sourc\w+|published?|found|shared?|made)\b|://"
)
_NOTE_WORDS = frozenset(
    """a acceptance access accessed accessible accompanying all along also and annotated annotations anonymous as
    at available be been can checkpoint checkpoints code codes community corpora corpus data dataset datasets
    demo demos details documentation download downloaded evaluation examples experimental experiments facilitate
    find following for found freely from full further future generated github has have here hub hugging
    huggingface implementation implementations in is it its leaderboard link links made make materials model
    models more of on online open openly opensourced our page paper pre pretrained project promote public
    publication publicly publish published related release released releases releasing repository research
    resource resources results samples script scripts see share shared site software soon source sourced study
    supplementary support that the their these this to tools trained training under upon url used video videos
    we website weights were which will with work""".split()
)
_BESIDE = 1  # the name of a system, say


def idioms_left_out(question: str) -> Callable[[str], str]:
    """Return what leaves such phrases out of a text, but for those that ``question`` asks for."""
    idle = [idiom for idiom in _IDIOMS if not idiom.search(question)]
    return lambda text: reduce(lambda left, idiom: idiom.sub(" ", left), idle, text)


def is_note(sentence: str) -> bool:
    """Tell whether a sentence says no more than where code, data or models are to be had."""
    words = {word.lower().replace("-", "") for word in _WORD.findall(_ADDRESS.sub(" ", sentence))}
    return bool(_GIVEN.search(sentence)) and len(words - _NOTE_WORDS) <= _BESIDE
