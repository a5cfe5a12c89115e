"""A question -> what it wants a paper to do without, or not to be about; and where a sentence says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.index.words.bm25 import stems
from assistant.retrieval.word_groups import related

_FLAGS = re.IGNORECASE | re.VERBOSE
# A paper has to say that it does without: "avoid X", "without X", "need no X".
_AVOIDS = re.compile(
    r"""\b(?:avoid(?:s|ing)?|(?:do(?:es|ing)?|get(?:s|ting)?\ (?:by|along)|manag(?:e|es|ing)|work(?:s|ing)?)\ without|without
    |(?:do(?:es|ing)?\ away|dispens(?:e|es|ing))\ with|get(?:s|ting)?\ (?:rid\ of|around)|(?:need|requir|us|employ)(?:s|es|ing|e)?\ no
    |eliminat(?:e|es|ing)|remov(?:e|es|ing)|free\ of|with\ no|bypass(?:es|ing)?|independent\ of
    |(?:(?:do|does|did)\ not|(?:do|does)n['’]t|not)\ (?:need|requir|rely|depend|assum)\w*(?:\ on)?)\s+
    (?:any\s+)?(?P<what>.+)""",
    _FLAGS,
)
# It is enough that the paper has nothing to do with it: "but not X", "rather than X", "that do not use X".
_LACKS = re.compile(
    r"""(?:,\s*)?\b(?:(?:but|and)\ (?:is\ |are\ |do\ |does\ )?not|not|rather\ than|instead\ of|other\ than|except(?:\ for)?|excluding
    |that\ (?:ignore|skip)s?|n['’]t|never|(?:have|has|having)\ nothing\ to\ do\ with|unrelated\ to)\s+ (?:(?:use|using|employ|involve|about|on|in|apply|be|for|of|with|only|just)\s+)*
    (?P<what>.+)""",
    _FLAGS,
)
_ONLY = re.compile(r"(?i)\bnot\s+(?:only|just|yet|well)\b|\bother than English\b|\bif not\b")
_ENDS = re.compile(
    r"(?i)[,;:?.!()]|\s(?:but|while|when|whereas|in order|by|that|which|and (?:still|yet|instead))\s|\s(?:at|during)\s"
    r"|\s(?:and|nor)\s(?=(?:also\s|are\s|is\s|do\s|does\s)?(?:no|not|without)\s)"
)
# By what means something is done, before the thing itself: "but not by using bytes".
_MEANS = re.compile(r"(?i)^(?:(?:by|via|through|with|using|adding|means\s+of)\s+)+")
# How a sentence says that something is done without, beside the words for it.
_SAYS = re.compile(
    r"""\b(?:avoid\w*|without|free|no|nor?t?|never|instead|rather|eliminat\w*|remov\w*|bypass\w*|circumvent\w*|replac\w*
    |discard\w*|obviat\w*|dispens\w*|abandon\w*|agnostic|unsupervised|zero|rid|unlike|independent\w*|beyond
    |overcom\w*|alleviat\w*|un(?:paired|labell?ed|annotated)|self-supervised|forgo\w*|directly)\b | -free\b | n['’]t\b""",
    _FLAGS,
)
# Where the second thing ruled out is joined to the first.
_JOINT = re.compile(
    r"""(?:,?\s+(?:but|and|nor)|,)\s+(?:(?:also|are|is|do|does)\s+)?(?:not|no|without|never)\s+
    (?:(?:use|using|employ|involve|about|on|in|need|require|any|be|for|of|with)\s+)*""",
    _FLAGS,
)
_WORD = re.compile(r"\w+")
# Words before and after the cue among which stands what it is about.
_BEFORE, _AFTER = 3, 7
_BEGINNING = 5


# The plainest ways of it.
_FREE = re.compile(r"(?i)\b(?P<what>[a-z]+)[-\s]free\b")
_STATES = re.compile(
    r"""\b(?:without|avoid\w*|eliminat\w*|bypass\w*|devoid\ of|free\ (?:of|from)|(?:need|requir)\w*\ no|dispens\w+\ with|no
    |(?:not|n['’]t)\ (?:need|requir|rely|use|depend)\w*(?:\ on)?|instead\ of|rather\ than)\s+
    (?P<what>(?:[\w-]+,?\s*){1,6})""",
    _FLAGS,
)
# How a sentence names something as the trouble that a paper starts from.
_TROUBLE = re.compile(
    r"""\b(?:due\ to|limit(?:s|ed|ing|ations?)|problem\w*|bottleneck\w*|suffer\w*|hinder\w*|hamper\w*|drawbacks?|degrad\w*
    |shortcomings?|costly|expensive|scarc\w+|impractical|inflexib\w+|restrict\w*|prevent\w*|obstacles?|burden\w*|suboptimal
    |rel(?:y|ies|iance|ying)\ (?:heavily\ )?(?:up)?on|tedious|laborious|time-consuming|brittle)\b""",
    _FLAGS,
)
_BACK = re.compile(r"(?i)\bsuch\b|^\W*(?:this|these|they|it|however)\b")
_COMPARED = re.compile(
    r"(?i)\b(?:outperform\w*|match\w*|compar\w*|than|baselines?|unlike|surpass\w*|on par|competitive|existing|previous|prior)\b"
)


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


def without_second(question: str, first: Negation) -> tuple[str, str]:
    """Return a question without the second thing that it rules out, and that thing: "" where it rules out one."""
    after = question.find(first.what) + len(first.what)
    if not (joint := _JOINT.match(question[after:])):
        return question, ""
    second = _ENDS.split(question[after + joint.end() :], maxsplit=1)[0].strip(" ?.!,;:")
    what = _MEANS.sub("", second)
    if not stems(what):
        return question, ""
    return f"{question[:after]}{question[after + joint.end() + len(second) :]}", what


def says_without(text: str, wanted: Sequence[str]) -> float:
    """Return the share (0 to 1) of the stems ``wanted`` that stand near a word for doing without in ``text``.

    The last one, the noun that the others qualify, counts twice; without it nothing counts.
    """
    if not wanted:
        return 0.0
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    best = 0.0
    for cue in _SAYS.finditer(text):
        place = next((i for i, (_, end) in enumerate(words) if end >= cue.end()), len(words) - 1)
        first, last = max(place - _BEFORE, 0), min(place + _AFTER, len(words) - 1)
        near = stems(text[words[first][0] : words[last][1]])
        held = [
            any(_same(word, other) or other in related().get(word, ()) for other in near) for word in wanted
        ]
        if held[-1]:
            best = max(best, (sum(held) + 1) / (len(held) + 1))
    return best


def complaints(texts: Sequence[str], wanted: Sequence[str]) -> list[bool]:
    """Tell which of the sentences ``texts`` name all of the stems ``wanted`` as a trouble.

    A sentence may point back at the one before: "They use X. Such an X limits ...".
    """
    if not wanted:
        return [False] * len(texts)
    named = [_names(text, wanted) for text in texts]
    trouble = [bool(_TROUBLE.search(text)) for text in texts]
    back = [place > 0 and named[place - 1] and bool(_BACK.search(text)) for place, text in enumerate(texts)]
    return [
        troubled and (names or points) for names, troubled, points in zip(named, trouble, back, strict=True)
    ]


def _names(text: str, wanted: Sequence[str]) -> bool:
    held = stems(text)
    return all(any(_same(word, other) for other in held) for word in wanted)


def _same(wanted: str, other: str) -> bool:
    """Tell whether two stems begin alike: "token" and "tokeniz"."""
    return wanted[:_BEGINNING] == other[:_BEGINNING] and min(len(wanted), len(other)) >= min(
        _BEGINNING, len(wanted)
    )


def states_without(text: str, what: str) -> bool:
    """Tell whether ``text`` says in so many words that it does without ``what``: "without any X", "X-free"."""
    words = [stem for stem in stems(what) if len(stem) > 2]
    for found in _FREE.finditer(text):
        if any(len(word) >= _BEGINNING and _same(word, found["what"].lower()) for word in words):
            return True
    return bool(words) and any(
        all(any(_same(word, other) for other in stems(found["what"])) for word in words)
        for found in _STATES.finditer(text)
    )


@lru_cache(maxsize=10_000)
def asserts(text: str) -> bool:
    """Tell whether what ``text`` names may be what its paper does: not where it denies it or is compared with it."""
    return not (_SAYS.search(text) or _COMPARED.search(text))
