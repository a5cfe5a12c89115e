"""The noun that a request asks for, with its attributes: "dialogue summarization | papers | that go beyond English"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.planning.requests.words import (
    NOT_DOERS,
    OFFER,
    OFFERS,
    ONE,
    PAPER,
    PAPERS,
    PEOPLE,
    STOPS,
    TOLD_ONLY,
    UNCOUNTED,
)

_LONGEST = 9  # words from the beginning of the phrase to its noun
_TOKEN = re.compile(r"\S+")
_EDGE = " \t,;:.!?()[]“”\"'’"
_AFTER = frozenset("or and but re given written shown built than where please".split())
_WORKS = re.compile(r"\s+(?:best|better|well|worse|badly|as|without|the)\b")
_DOER = re.compile(r"[a-z-]{4,}(?:er|or)s?")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun that can be asked for: ``group`` is "paper", "work" (uncounted), "told", "offer" or "people"."""

    attributes: str
    noun: str
    group: str
    plural: bool
    after: str


def noun_phrase(text: str, after_tell: bool = False) -> NounPhrase | None:
    """Return the noun phrase that ``text`` begins with, if its noun is one that can be asked for.

    With ``after_tell`` also nouns count that are papers only where they are asked for outright, such as "examples".
    """
    best: NounPhrase | None = None
    start = 0
    for place, token in enumerate(_TOKEN.finditer(text)):
        word = token[0].strip(_EDGE).lower()
        if place >= _LONGEST or (word in STOPS) or word.endswith(("n't", "n’t")):
            break
        group = "" if _is_verb(word, text[token.end() :], place) else _group(word, after_tell)
        if token[0][-1] == ":" and not group and not best:
            return None
        if best and not group:
            if best.plural or place > start + 1:
                break  # a noun in the singular may be an attribute yet: "system papers", "survey of"
            continue
        if group and not (best and best.plural and (best.group != "work" or place > start + 1)):
            known = word in PAPERS or word in OFFERS or word in UNCOUNTED
            plural = known or (word.endswith("s") and not word.endswith("sis"))  # "thesis" is one
            after = text[token.start() + len(token[0].rstrip(_EDGE)) :]
            best, start = NounPhrase(text[: token.start()].strip(), word, group, plural, after), place
        if best and (token[0][-1] in ",;:" or best.noun in ONE):
            break
    return None if best and after_tell and _is_attribute(best) else best


def _is_attribute(phrase: NounPhrase) -> bool:
    """Tell whether another noun follows one in the singular: "shared task system | descriptions"."""
    found = re.match(r"\s+([^\W\d_][\w'’-]*)", phrase.after)
    if phrase.plural or not found:
        return False
    word = found[1].lower()
    return word not in STOPS and word not in _AFTER and not word.endswith(("ing", "ed"))


def _is_verb(word: str, after: str, place: int) -> bool:
    """Tell whether "works" is what something does: "which learning rate works best"."""
    return place > 0 and word in ("work", "works") and bool(_WORKS.match(after))


def _group(word: str, after_tell: bool) -> str:
    if word in UNCOUNTED:
        return "work"
    if word in PAPER or word in PAPERS:
        return "paper"
    if word in ONE or word in OFFER or word in OFFERS:
        return "offer"
    if word in PEOPLE:
        return "people"
    if after_tell and word in TOLD_ONLY:
        return "told"
    if after_tell and not word.endswith("s"):
        return ""
    return "offer" if word.removesuffix("s") + "s" not in NOT_DOERS and _DOER.fullmatch(word) else ""
