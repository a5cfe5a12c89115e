"""Slips of the pen in the words that frame a request, mended: "wich papers" is meant as "which papers"."""

from __future__ import annotations

import re

from assistant.planning.requests.words import FRAME_WORDS

_HEAD = 6  # words: a frame stands at the beginning
_LONG = 5  # letters: of shorter words only swapped letters are mended, for "list" is one letter from "last"
_WORD = re.compile(r"[A-Za-z]+")
_SHORTHAND = {
    "pls": "please",
    "plz": "please",
    "whats": "what is",
    "u": "you",
    "gimme": "give me",
    "ppl": "people",
}
# Real words that are one letter from a frame word.
_REAL = frozenset(
    "words word world worlds papery pepper taper while witch where these their theme then watch wish whim student"
    " studied article survey method dataset benchmark reference approach technique publication approached published"
    " three identity provided provides suggests suggested surveyed listed lists shows named names finds gives"
    " shown".split()
)


def mended(text: str) -> str:
    """Return ``text`` with slips in its first frame words mended; the words of the subject stay as they are."""
    left = _HEAD

    def mend(found: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        return _meant(found[0]) if left >= 0 else found[0]

    return _WORD.sub(mend, text)


def _meant(word: str) -> str:
    lower = word.lower()
    if lower in _SHORTHAND and (word.islower() or lower == "whats"):
        return _SHORTHAND[lower]
    if lower in FRAME_WORDS or lower in _REAL or not (word.islower() or word.istitle()):
        return word
    for frame in FRAME_WORDS:
        if lower[0] == frame[0] and _slip(lower, frame):
            return frame.title() if word.istitle() else frame
    return word


def _slip(word: str, frame: str) -> bool:
    """Tell whether two neighbours are swapped or, in a long word, one letter inside is wrong, missing or too much."""
    if len(word) == len(frame):
        wrong = [at for at, (one, other) in enumerate(zip(word, frame, strict=True)) if one != other]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            return word[wrong[0]] == frame[wrong[1]] and word[wrong[1]] == frame[wrong[0]]
        return len(wrong) == 1 and len(frame) >= _LONG and wrong[0] < len(frame) - 1
    short, long = sorted((word, frame), key=len)
    if len(long) - len(short) != 1 or len(frame) < _LONG or word + "s" == frame or frame + "s" == word:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))
