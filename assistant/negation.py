"""A question -> what it wants a paper to do without, or not to be about; and where a sentence says so."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from assistant.keyword import stems

_FLAGS = re.IGNORECASE | re.VERBOSE
# A paper has to say that it does without: "avoid X", "without X", "need no X".
_AVOIDS = re.compile(
    r"""\b(?:avoid(?:s|ing)?|(?:do(?:es|ing)?|get(?:s|ting)?\ (?:by|along)|manag(?:e|es|ing)|work(?:s|ing)?)\ without|without
    |(?:do(?:es|ing)?\ away|dispens(?:e|es|ing))\ with|get(?:s|ting)?\ (?:rid\ of|around)|(?:need|requir)(?:s|es|ing|e)?\ no
    |eliminat(?:e|es|ing)|remov(?:e|es|ing)|free\ of|with\ no|bypass(?:es|ing)?|independent\ of
    |(?:(?:do|does|did)\ not|(?:do|does)n['’]t|not)\ (?:need|requir|rely|depend|assum)\w*(?:\ on)?)\s+
    (?P<what>.+)""",
    _FLAGS,
)
# It is enough that the paper has nothing to do with it: "but not X", "rather than X", "that do not use X".
_LACKS = re.compile(
    r"""(?:,\s*)?\b(?:(?:but|and)\ (?:is\ |are\ |do\ |does\ )?not|not|rather\ than|instead\ of|other\ than|except(?:\ for)?|excluding
    |that\ (?:ignore|skip)s?|n['’]t|never)\s+ (?:(?:use|using|employ|involve|about|on|in|apply|be|for|of|with|only|just)\s+)*
    (?P<what>.+)""",
    _FLAGS,
)
_ONLY = re.compile(r"(?i)\bnot\s+(?:only|just|yet|well)\b|\bother than English\b|\bif not\b")
_ENDS = re.compile(
    r"(?i)[,;:?.!()]|\s(?:but|while|when|whereas|in order|by|that|which|and (?:still|yet|instead))\s|\s(?:at|during)\s"
)
# How a sentence says that something is done without, beside the words for it.
_SAYS = re.compile(
    r"""\b(?:avoid\w*|without|free|no|nor?t?|never|instead|rather|eliminat\w*|remov\w*|bypass\w*|circumvent\w*|replac\w*
    |discard\w*|obviat\w*|dispens\w*|abandon\w*|agnostic|unsupervised|zero|rid|alternative\w*|unlike|independent\w*|beyond
    |overcom\w*|alleviat\w*|un(?:paired|labell?ed|annotated)|self-supervised|forgo\w*|directly)\b | -free\b | n['’]t\b""",
    _FLAGS,
)
_WORD = re.compile(r"\w+")
# Words between the cue and what it is about.
_NEAR = 7


@dataclass(frozen=True, slots=True)
class Negation:
    """What a question rules out (``what``), what is left of it (``rest``), and whether a paper must say so."""

    kind: Literal["avoids", "lacks"]
    what: str
    rest: str


def negation_of(question: str) -> Negation | None:
    """Return what ``question`` rules out; None when it rules nothing out."""
    if _ONLY.search(question):
        return None
    kinds: tuple[tuple[Literal["avoids", "lacks"], re.Pattern[str]], ...] = (
        ("avoids", _AVOIDS),
        ("lacks", _LACKS),
    )
    for kind, pattern in kinds:
        if found := pattern.search(question):
            what = _ENDS.split(found["what"], maxsplit=1)[0].strip(" ?.!,;:")
            if not stems(what):
                continue
            after = found.start("what") + len(what)
            rest = f"{question[: found.start()]} {question[after:]}".strip()
            return Negation(kind, what, rest)
    return None


def says_without(text: str, wanted: Collection[str]) -> float:
    """Return the share of the stems ``wanted`` that stand near a word for doing without in ``text``."""
    if not wanted:
        return 0.0
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    best = 0.0
    for cue in _SAYS.finditer(text):
        place = next((i for i, (_, end) in enumerate(words) if end >= cue.end()), len(words) - 1)
        first, last = max(place - _NEAR // 2, 0), min(place + _NEAR, len(words) - 1)
        near = set(stems(text[words[first][0] : words[last][1]]))
        best = max(best, sum(word in near for word in wanted) / len(wanted))
    return best
