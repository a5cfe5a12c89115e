"""A question for the record of one paper, in whatever words: "Year of the IMPARA paper?", "Who is behind Nash CoT?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.paper_names import Finder, lead
from assistant.planning.record_grammar.lexicon import (
    PEOPLE,
    VENUES,
    VOCABULARY,
    WHEN,
    WHERE,
    WHO,
    YEARS,
    Word,
    words_in,
)
from assistant.planning.special.record_questions import RecordAsked
from assistant.retrieval.metadata.people import folded

_FIELDS = (
    ("authors", WHO | (PEOPLE - {"byline", "bylines", "everything"})),
    ("year", YEARS | WHEN | {"old"}),
    ("venue", VENUES | WHERE),
)
_SUBJECT = re.compile(
    r"""\b(?:the|this|that|a)\s+(?:\w+\s+)?(?:paper|article|study|work|preprint|publication)\s+(?:(?:on|about|called|titled|entitled|named|introducing
    |presenting|proposing)|(?:that|which)\s+(?:introduces?d?|presents?(?:ed)?|proposes?d?))\s+(?P<of>[^?.!,;:]+?)(?=\s+(?:was|is|did|has|came|appeared|published)\b|[?.!,;:]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_NOUN = re.compile(
    r"(?i)\b(?:the|that|this)\s+(?P<of>(?:(?!(?:the|of|an?)\b)[“\"'‘]?[\w’'&:-]+[”\"'’]?\s+){1,6}?)(?:paper|article|study|preprint)\b"
)
_COUNTED = re.compile(
    r"(?i)\b(?:how\s+many|number\s+of)\s+(?:\w+\s+)?(?:co-?)?(?:authors|people|persons|researchers|names|writers)\b"
)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
# Of a paper that is named its authors made what it is about.
_MADE = frozenset("made created built developed invented designed proposed introduced up with came".split())
_WHO_MADE = re.compile(
    r"(?i)^\W*(?:and\s+|so\s+)?who\s+(?:\w+\s+)?(?:made|created|built|developed|invented|designed|proposed|introduced|came)\b"
)
_YES_NO = re.compile(r"(?i)^\W*(?:and\s+)?(?:was|is|did|were|has)\b")
_COINED = re.compile(r"[A-Z].*[A-Z]|[a-z][A-Z]|\d")
_WORD = re.compile(r"[^\W_]+")


def one_paper_asked(question: str, named: Sequence[str], find: Finder) -> RecordAsked | None:
    """Return which fields of the record of one paper are asked for (joined by "+"), where its name is all else said.

    ``named`` are the ids of the papers that the question names.
    """
    words = words_in(question)
    if words and words[0].low == "name":  # "Name the authors of ..."
        words = words[1:]
    if len(named) == 1:
        left = _beside_title(question, words, named[0], find)
        subject = ""
    elif not named and (found := _SUBJECT.search(question)):
        left = [word for word in words if not found.start("of") <= word.start < found.end("of")]
        subject = found["of"]
    elif not named and (before := _BEFORE_NOUN.search(question)):
        left = [word for word in words if not before.start("of") <= word.start < before.end("of")]
        subject = before["of"].strip()
        if all(word.low in VOCABULARY for word in words_in(subject)):
            return None
    else:
        return None
    made = bool(named) and _WHO_MADE.match(question) is not None
    if any(
        word.low not in VOCABULARY and not _YEAR.fullmatch(word.low) and not (made and word.low in _MADE)
        for word in left
    ):
        return None
    fields = _fields(question, left)
    if not fields and _YES_NO.match(question):  # "Was it published in 2020?"
        fields = ("year",) if any(_YEAR.fullmatch(word.low) for word in left) else ()
    return RecordAsked("+".join(fields), subject) if fields else None


def _beside_title(question: str, words: Sequence[Word], paper_id: str, find: Finder) -> list[Word]:
    """Return the words of a question that do not stand where it names the paper."""
    paper = next((each for each in find(question, 20) if each.id == paper_id), None)
    title = set(_WORD.findall(folded(f"{paper.title} {lead(paper.title)}"))) if paper else set()
    unknown = [word for word in words if word.low not in VOCABULARY]
    named = [word for word in unknown if title.intersection(_WORD.findall(folded(word.text)))]
    named = named or [word for word in unknown if _COINED.search(word.text)][:1]
    if not named:
        return unknown
    start, end = named[0].start, named[-1].end
    return [word for word in words if not start <= word.start < end]


def _fields(question: str, words: Sequence[Word]) -> tuple[str, ...]:
    lows = {word.low for word in words}
    fields = tuple(field for field, members in _FIELDS if not members.isdisjoint(lows))
    if "authors" in fields and _COUNTED.search(question):
        return tuple("author_count" if field == "authors" else field for field in fields)
    return fields
