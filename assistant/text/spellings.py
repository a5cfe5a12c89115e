"""The usual spellings of a name: GSM8K and GSM-8K, Llama 3 and LLaMA-3, plurals, hyphens, British and American."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)*|\+|[^\w\s]")
# Letters of alphabets; a name in Chinese or Japanese text stands between characters without a space.
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ"
_CAMEL = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
_SEPARATORS = " -_‐‑‒–—/"
_BETWEEN = r"[\s\-_‐‑‒–/]{0,2}"
# Endings and stems that are written differently in Britain and America: pattern found in a word -> both spellings.
_BOTH = (
    (re.compile(r"(?<=\w{2})([iy])[sz](?=(?:e[drs]?|ers?|ing|ations?|able)$)"), r"\1[sz]"),
    (re.compile(r"(?<=\w)ou?r(?=(?:s|al|ed|ing|hood|ful|ite|able)?$)"), None),
    (re.compile(r"(?<=[aeiou])(l)l?(?=(?:ed|ing|ers?|or)$)"), "ll?"),
    (re.compile(r"^(cent|met|fib|theat|lit|calib)(?:er|re)(?=s?$)"), r"\1(?:er|re)"),
    (re.compile(r"(?<=(?:al|og|ol))og(?:ue)?(?=s?$)|(?<=dial|anal|atal)og(?:ue)?(?=s?$)"), "og(?:ue)?"),
    (re.compile(r"(?<=defen|offen|licen)[cs](?=es?$)"), "[cs]"),
    (re.compile(r"^gr[ae]y(?=s?$)"), "gr[ae]y"),
)
_OUR = frozenset(
    "behavio colo favo flavo harbo hono humo labo neighbo rumo tumo vapo vigo arbo armo savo endeavo".split()
)


@dataclass(frozen=True, slots=True)
class Spellings:
    """A name as ``parts`` (words and numbers) and the ``pattern`` that finds every usual spelling of it.

    A name that is spelled in capitals ("MATH") must have one in the text: "math" is another word.
    """

    name: str
    parts: tuple[str, ...]
    pattern: re.Pattern[str]
    capitals: bool
    literal: str = ""

    @property
    def likes(self) -> tuple[str, ...]:
        """Return SQL's LIKE patterns, one of which every text with the name meets; none when none is known."""
        common = [_common(part) for part in self.parts]
        for part, begun, follows in zip(self.parts, common, common[1:], strict=False):
            if begun == part.lower() and begun.isalnum() and follows.isalnum():
                return tuple(f"%{begun}{gap}{follows}%" for gap in ("", "_", "__"))
        return (f"%{self.literal}%",) if self.literal.isalnum() else ()

    def held_by(self, text: str) -> bool:
        """Tell whether ``text`` holds the name; as it is written here is how most texts write it, and found at once."""
        at = text.find(self.name)
        same = self.pattern.match(text, at) if at >= 0 else None
        return bool(same and self._is_name(same[0])) or self.find(text) is not None

    def find(self, text: str) -> re.Match[str] | None:
        """Return where ``text`` first holds the name; only around ``literal``, a part of any spelling, is it read."""
        low = text.lower()
        if not self.literal or len(low) != len(text):  # places in the one are not places in the other
            return self._first(text, 0, len(text))
        reach = 3 * len(self.name) + 10  # no spelling is as long
        at = low.find(self.literal)
        while at >= 0:
            stop = min(at + reach, len(text))
            written = not self.capitals or text[at:stop] != low[at:stop]
            if written and (found := self._first(text, max(0, at - reach), stop)):
                return found
            at = low.find(self.literal, at + 1)
        return None

    def _first(self, text: str, start: int, stop: int) -> re.Match[str] | None:
        """Return the first spelling within ``start`` and ``stop``; one that ``stop`` may have cut is none."""
        for found in self.pattern.finditer(text, start, stop):
            if (found.end() < stop or stop == len(text)) and self._is_name(found[0]):
                return found
        return None

    def _is_name(self, found: str) -> bool:
        """Tell whether a spelling of CLIP is that name: "clip" is a word, CLIPS another name."""
        return not self.capitals or (found != found.lower() and not found[len(self.name) :].isupper())


def spellings(name: str) -> Spellings:
    """Return the spellings of ``name``. Raises ValueError when there is no letter or digit in it."""
    parts = tuple(part for part in _PART.findall(name) if part not in _SEPARATORS)
    if not any(part[0].isalnum() for part in parts):
        raise ValueError(f"expected a name with a letter or a digit, not {name!r}")
    words = [_word(part, last=place == len(parts) - 1) for place, part in enumerate(parts)]
    joined = _BETWEEN.join(words)  # words may stand apart, be hyphenated or joined
    after = rf"(?![{LETTERS}\d])" if parts[-1][-1].isdigit() else rf"(?![{LETTERS}])"
    pattern = re.compile(rf"(?<![{LETTERS}\d]){joined}{after}", re.IGNORECASE)
    letters = "".join(part for part in parts if part.isalpha())
    capitals = len(parts) == 1 and len(letters) > 1 and letters.isupper()
    literal = max((_common(part) for part in parts), key=len)
    return Spellings(name, parts, pattern, capitals, literal)


def variants(word: str) -> frozenset[str]:
    """Return the spellings of one word in small letters, British and American, singular and plural."""
    low = word.lower()
    found = {low}
    for text in (low, _singular(low)):
        found.add(text)
        found |= {
            text.replace("isation", "ization"),
            text.replace("ization", "isation"),
            re.sub(r"([iy])s(e[drs]?|ers?|ing)$", r"\1z\2", text),
            re.sub(r"([iy])z(e[drs]?|ers?|ing)$", r"\1s\2", text),
            re.sub(r"our(?=s?$|al$|ed$|ing$|hood$)", "or", text),
            re.sub(r"(?<!o)or(?=s?$|al$|ed$|ing$|hood$)", "our", text),
            re.sub(r"ll(ed|ing|ers?)$", r"l\1", text),
            re.sub(r"(?<!l)l(ed|ing|ers?)$", r"ll\1", text),
            re.sub(r"er(s?)$", r"re\1", text),
            re.sub(r"re(s?)$", r"er\1", text),
            re.sub(r"ogue(s?)$", r"og\1", text),
            re.sub(r"og(s?)$", r"ogue\1", text),
            re.sub(r"ence(s?)$", r"ense\1", text),
            re.sub(r"ense(s?)$", r"ence\1", text),
            text.replace("grey", "gray"),
            text.replace("gray", "grey"),
        }
    return frozenset(found)


def _common(part: str) -> str:
    """Return what all spellings of a part begin with, in small letters; "" where that is not sure."""
    low = part.lower()
    if not low.isalpha():
        return low
    if camel := _CAMEL.search(part):
        low = low[: camel.start()]
    if not low.isascii():
        return ""
    spelled = variants(low)
    length = min(map(len, spelled))
    same = next((at for at in range(length) if len({spelling[at] for spelling in spelled}) > 1), length)
    return low[:same].rstrip("y")


def _word(part: str, *, last: bool) -> str:
    if not part.isalpha():
        return re.escape(part)
    base = _singular(part.lower()) if last else part.lower()
    shown = _both(base)
    if camel := _CAMEL.search(part):  # HumanEval, Human-Eval
        shown = f"{re.escape(base[: camel.start()])}-?{re.escape(base[camel.start() :])}"
    if not last or len(base) < 2:
        return shown
    if base.endswith("y") and len(base) > 3:
        return rf"(?:{shown}|{re.escape(base[:-1])}ies)(?:['’]s)?"
    return rf"{shown}(?:e?s|['’]s|s['’])?"


def _both(word: str) -> str:
    for found, both in _BOTH:
        if not (at := found.search(word)):
            continue
        if both is None:
            if word[: at.start()] + "o" not in _OUR:
                continue
            both = "ou?r"
            return re.escape(word[: at.start()]) + both + re.escape(word[at.end() :])
        return re.escape(word[: at.start()]) + at.expand(both) + re.escape(word[at.end() :])
    return re.escape(word)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
