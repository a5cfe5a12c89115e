"""Questions that a paper's record answers: who wrote it, when it was published, where it appeared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_FLAGS = re.IGNORECASE | re.VERBOSE
RecordField = Literal["authors", "year", "venue"]
_DONE = r"(?:published|written|printed|released|presented|come\ out|appear(?:ed)?)"
_QUESTIONS: tuple[tuple[RecordField, re.Pattern[str]], ...] = (
    (
        "authors",
        re.compile(
            r"""^\W*(?:and\s+)?(?:by\ )?who(?:m)?\ (?:has\ |have\ )?(?:wrote|written|authored|co-authored
                |published)\b(?P<of>.*)""",
            _FLAGS,
        ),
    ),
    (
        "authors",
        re.compile(
            r"""^\W*(?:and\s+)?(?:by\ )?who(?:m)?\ (?:is|was|were)\ (?P<of>.*?)\ (?:written|authored
                |published)(?:\ by)?\W*$""",
            _FLAGS,
        ),
    ),
    ("authors", re.compile(r"^\W*(?:and\s+)?who\ (?:is|are|was|were|stands)\ behind\b(?P<of>.*)", _FLAGS)),
    (
        "authors",
        re.compile(
            r"^\W*(?:and\s+)?who\ (?:made|created|built|developed|designed|proposed)\ (?P<of>it|this|that)\W*$",
            _FLAGS,
        ),
    ),
    ("authors", re.compile(r"^\W*(?:was|were|is)\ (?P<of>.+?)\ (?:written|authored)\ by\ .+", _FLAGS)),
    (
        "authors",
        re.compile(
            r"""^\W*(?:is|was)\ .{2,60}?\ (?:an?\ |the\ |one\ of\ the\ |among\ the\ )(?:(?:first|last|lead|co)[\s-]+)?
                authors?\ (?:of|on)\b(?P<of>.*)""",
            _FLAGS,
        ),
    ),
    (
        "authors",
        re.compile(
            r"""^\W*(?:and\s+)?(?:(?:who|what|which|name|list|give\ me|show\ me|tell\ me)\ )?(?:(?:is|are|were
                |was)\ )?(?:the\ )?(?:names\ of\ the\ )?(?:(?:first|last|lead|co)[\s-]+)?authors?\ (?:of|for
                |behind)\b(?P<of>.*)""",
            _FLAGS,
        ),
    ),
    ("authors", re.compile(r"^\W*(?:and\s+)?(?:who|what)\ are\ (?P<of>its|their)\ authors\W*$", _FLAGS)),
    (
        "year",
        re.compile(
            rf"""^\W*(?:and\s+)?(?:when|(?:in\ )?(?:what|which)\ year)\ (?:was|were|is|did|has
                |have)\ (?P<of>.*?)\ (?:first\ )?(?:been\ )?{_DONE}\W*$""",
            _FLAGS,
        ),
    ),
    (
        "year",
        re.compile(
            r"^\W*(?:and\s+)?(?:from\ )?(?:what|which)\ year\ (?:is|was)\ (?P<of>.*?)(?:\ from)?\W*$", _FLAGS
        ),
    ),
    (
        "year",
        re.compile(
            r"""^\W*(?:and\s+)?(?:what\ is\ )?(?:the\ )?(?:publication\ )?(?:year
                |date)\ (?:of\ publication\ )?of\ (?P<of>.*)""",
            _FLAGS,
        ),
    ),
    ("year", re.compile(r"^\W*(?:and\s+)?how\ old\ is\ (?P<of>.*)", _FLAGS)),
    (
        "venue",
        re.compile(
            rf"^\W*(?:and\s+)?where\ (?:was|were|is|did|has)\ (?P<of>.*?)\ (?:been\ )?{_DONE}\W*$", _FLAGS
        ),
    ),
    (
        "venue",
        re.compile(
            rf"""^\W*(?:and\s+)?(?:in|at)\ (?:what|which)\ (?:venue|journal|conference|proceedings
                |place)\ (?:was|is|did|were|has)\ (?P<of>.*?)(?:\ (?:been\ )?{_DONE})?\W*$""",
            _FLAGS,
        ),
    ),
    (
        "venue",
        re.compile(
            rf"""^\W*(?:and\s+)?(?:what|which)\ (?:venue|journal|conference)\ (?:was|is|did|were|published
                |printed)\ (?P<of>.*?)(?:\ (?:been\ )?{_DONE}(?:\ (?:in|at))?)?\W*$""",
            _FLAGS,
        ),
    ),
    (
        "venue",
        re.compile(
            r"^\W*(?:and\s+)?(?:what\ is\ )?(?:the\ )?(?:venue|journal|conference)\ of\ (?P<of>.*)", _FLAGS
        ),
    ),
)
# What a reference is made of.
_CITED = re.compile(
    r"""^\W*(?:and\s+)?
    (?:(?:how\ (?:do|should|can|would|could)\ (?:i|we|one|you)|how\ to|(?:please\ )?help\ me(?:\ to)?)\ cite
      |(?:(?:what\ is|(?:please\ )?give\ me|show\ me|get\ me|i\ need|(?:can|could)\ (?:i\ have|you\ give\ me))\ )?
       (?:the\ |a\ )?(?:full\ )?
       (?:bib\s?tex(?:\ (?:entry|record|citation|reference))?|bibliographic\ (?:entry|data|record|details)
         |(?:apa\ )?(?:citation|reference))\ (?:for|of))\b
    (?!\ (?:papers|works?|stud(?:y|ies)|research|articles|something|anything)\b)(?P<of>.*)""",
    _FLAGS,
)
_SAID_BEFORE = ("it", "its", "they", "them", "their", "one", "this", "that")
_REFERENCE = "authors+year+venue"
_SHORT = re.compile(r"\b(who|what|when|where)['’]s\b", re.IGNORECASE)
_NOUN = re.compile(r"(?<=\S)\s+(?:paper|article|study|preprint)$", re.IGNORECASE)
_FRAME = re.compile(
    r"""^\W*(?:(?:the|this|that|a|an|of)\ )*(?:(?:paper|article|study|work|abstract|survey)\b\s*)?(?:(?:on|about
        |called|titled|entitled|named|that|which|with\ the\ title)\ )*""",
    _FLAGS,
)


@dataclass(frozen=True, slots=True)
class RecordAsked:
    """What is asked for, and in which words the paper is named ("" for "it", "this paper")."""

    field: str
    subject: str


# "Who wrote X, and when?": a second field behind the first question.
_TAIL = re.compile(
    r"""\s*,?\s+and\s+(?:(?:also\s+)?(?:say|tell\s+me)\s+)?(?:(?:in|at|from|by)\s+)?(?:(?P<year>when|(?:what|which)\s+year)
    |(?P<venue>where|(?:what|which)\s+(?:venue|journal|conference|proceedings))|(?P<authors>who(?:m)?))
    (?:\s+(?:is|was|were|are|did|has|it|that|this|they|been|published|written|printed|released|presented|appear(?:ed)?
      |come|came|out|wrote|authored|from|by|in))*\W*$""",
    _FLAGS,
)


def record_asked(question: str) -> RecordAsked | None:
    """Return what ``question`` asks of a paper's record; None when it asks for something else."""
    question = _SHORT.sub(r"\1 is", question)
    if (tail := _TAIL.search(question)) and (first := record_asked(question[: tail.start()])):
        further = next(name for name, said in tail.groupdict().items() if said)
        return RecordAsked("+".join(dict.fromkeys((first.field, further))), first.subject)
    return _one_asked(question)


def _one_asked(question: str) -> RecordAsked | None:
    for fields, pattern in (*_QUESTIONS, (_REFERENCE, _CITED)):
        if found := pattern.match(question):
            subject = _NOUN.sub("", _FRAME.sub("", found["of"]).strip(" ?.!,;:")).strip(" “”\"'")
            return RecordAsked(fields, "" if subject.lower() in _SAID_BEFORE else subject)
    return None
