"""The names, years and numbers in a question, wherever they stand: each a condition on records, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.planning.conditions.authors import PARTICLES, is_rather_subject, is_thing
from assistant.planning.conditions.words import turned_round
from assistant.planning.conditions.years import year_spans
from assistant.planning.record_grammar.amounts import take_author_counts
from assistant.planning.record_grammar.fields import take_fields
from assistant.planning.record_grammar.lexicon import (
    NEGATING,
    PEOPLE,
    VENUES,
    VOCABULARY,
    YEARS,
    Word,
    words_in,
)
from assistant.planning.record_grammar.venue_names import venues_in
from assistant.retrieval.metadata.records import Records
from assistant.types import Filter

_LONGEST = 6  # words of a person's name
# What is said of an author's place among the others of a paper.
_THE = r"(?:the\s+|an?\s+|their\s+)?"
_ROLE = r"(?:and\s+\w+\s+)?(?:co-?)?(?:author(?:ed|s|ship)?(?!\w)|writer)"
_STANDS = r"(?:comes|come|is|are|was|were|listed|named|stands?)\s+(?:listed\s+|named\s+)?"
_FIRST = re.compile(
    rf"""\b(?:{_THE}(?:first|lead(?:ing)?|main|principal|primary|1st)(?:-named|-listed)?[\s-]+{_ROLE}
    |(?:(?:was|were|is|are|been)\s+)?(?:led|headed|spearheaded|lead)\s+(?=by\b)
    |(?:has|have|did)\s+(?=[^?]*\b(?:led|lead|headed)\b)
    |(?:led|leads|lead|headed|spearheaded)\b|{_STANDS}first\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_LAST = re.compile(
    rf"\b(?:{_THE}(?:last|senior|final)(?:-named|-listed)?[\s-]+{_ROLE}|{_STANDS}last\b)", re.IGNORECASE
)
# Words that a title holds.
_WORDS = r"(?:the\s+)?(?:words?\s+|terms?\s+|phrase\s+)?"
_SAID = r"[“\"'‘][^“”\"'’]{2,60}[”\"'’]|[\w-]+"
_HOLDING = r"""(?:contain(?:s|ing)?|mention(?:s|ing)?|includ(?:es?|ing)|ha(?:s|ve|ving)|hold(?:s|ing)?|say(?:s|ing)?
    |bear(?:s|ing)?|us(?:es?|ing)|carry(?:ing)?|begin(?:s|ning)?\s+with|start(?:s|ing)?\s+with|with)"""
_TITLE = re.compile(
    rf"""\b(?:(?:(?:(?:that|which)\s+)?{_HOLDING}\s+)?{_WORDS}(?P<a>{_SAID})\s+(?:(?:appears?|is|occurs?|stands|anywhere)\s+)*
        (?:in|as\s+part\s+of)\s+(?:the|its|their|a)\s+titles?\b
    |(?:(?:whose|where\s+the|in\s+whose|with\s+a|having\s+a|the|with)\s+)?titles?\s+(?:that\s+)?{_HOLDING}\s+{_WORDS}(?P<b>{_SAID}))""",
    re.IGNORECASE | re.VERBOSE,
)
_SUBJECT = frozenset("on about regarding concerning".split())
_LOOSE = frozenset("in at from of".split())  # what stands before a name of anything
_NEAR = 5  # words between a negation and what it is of
_BY = re.compile(r"(?i)\b(?:by|with)\s*$")
_DOES = frozenset("did does do has have had was were is are".split())


@dataclass(frozen=True, slots=True)
class Span:
    """A condition, and where in the question it stands; ``field`` is that of its filters."""

    start: int
    end: int
    filters: tuple[Filter, ...]

    @property
    def field(self) -> str:
        return self.filters[0].field


def spans_in(question: str, records: Callable[[], Records], this_year: int) -> tuple[list[Span], list[Word]]:
    """Return the conditions that ``question`` names, those that it negates turned round, and the words left."""
    spans: list[Span] = []
    for found in _TITLE.finditer(question):
        said = (found["a"] or found["b"]).strip("“”\"'‘’ ")
        if said.lower() not in VOCABULARY:
            title = Filter(field="title", op="has", value=(said,), text=f"with “{said}” in the title")
            spans.append(Span(found.start(), found.end(), (title,)))
    _add(spans, (Span(*each) for each in take_fields(question)))
    _add(spans, (Span(*each) for each in take_author_counts(question)))
    _add(spans, (Span(*each) for each in year_spans(question, this_year)))
    words = _outside(words_in(question), spans)
    if any(word.low not in VOCABULARY for word in words):
        _add(spans, (Span(*each) for each in venues_in(question, words, records())))
        words = _outside(words, spans)
        people = _people(question, words, records())
        people, places = _placed(question, people)
        _add(spans, people)
        words = [word for word in _outside(words, spans) if not any(word.start in place for place in places)]
    words = [word for word in words if not _is_label(question, word, spans)]
    return _negated(question, sorted(spans, key=lambda span: span.start), words)


def people_in(text: str, records: Records) -> list[str]:
    """Return the names in ``text`` that somebody here bears, with a capital, or somebody's full name."""
    found = (text[span.start : span.end] for span in _people(text, words_in(text), records))
    return [name for name in found if name[:1].isupper() or " " in name]


def _is_label(question: str, word: Word, spans: Sequence[Span]) -> bool:
    """Tell whether a word says what the condition behind its colon is: "venue: ACL"."""
    colon = re.match(r"\s*:\s*", question[word.end :]) if word.low in PEOPLE | YEARS | VENUES else None
    return colon is not None and any(span.start == word.end + colon.end() for span in spans)


def _outside(words: Sequence[Word], spans: Sequence[Span]) -> list[Word]:
    return [word for word in words if not any(span.start <= word.start < span.end for span in spans)]


def _add(spans: list[Span], more: Iterator[Span] | Sequence[Span]) -> None:
    for span in more:
        if span.filters and not any(span.start < have.end and have.start < span.end for have in spans):
            spans.append(span)


def _people(question: str, words: Sequence[Word], records: Records) -> list[Span]:
    """Find the names of people here: the longest run of words that somebody bears; one in small letters, too."""
    found: list[Span] = []
    at = 0
    while at < len(words):
        length = _name_at(question, words, at, records)
        if length:
            first, last = words[at], words[at + length - 1]
            name = re.sub(r"['’]s?$", "", question[first.start : last.end])
            person = Filter(field="author", op="has", value=(name,), text=f"by {name}")
            found.append(Span(first.start, last.end, (person,)))
        at += max(length, 1)
    return found


def _name_at(question: str, words: Sequence[Word], at: int, records: Records) -> int:
    before = words[at - 1].low if at else ""
    if before in _SUBJECT or (words[at].low in VOCABULARY and not _may_begin(question, words[at])):
        return 0
    least = 2 if words[at].low in VOCABULARY else 1
    for length in range(min(_LONGEST, len(words) - at), least - 1, -1):
        run = words[at : at + length]
        end = run[-1]
        if (end.low in VOCABULARY and end.low not in PARTICLES) or end.low in PARTICLES:
            continue
        text = question[run[0].start : end.end]
        if re.search(r"[,;:?!()]|['’]s\s", text) and not re.fullmatch(
            r"[\w'’-]+, \w\.?(?:[\s-]?\w\.)*", text
        ):
            continue
        name = re.sub(r"['’]s?$", "", text)
        loose = text.islower() or before in _LOOSE
        if not is_thing(name) and records.people(name) and not (loose and is_rather_subject(name, records)):
            return length
    return 0


def _may_begin(question: str, word: Word) -> bool:
    """Tell whether a common word may begin a name of several: "van", the "A." of "A. Liu", "Min Kim"."""
    initial = len(word.text) == 1 and question[word.end : word.end + 1] == "."
    return initial or word.low in PARTICLES or word.text[:1].isupper()


def _placed(question: str, people: Sequence[Span]) -> tuple[list[Span], list[range]]:
    """Make conditions on first or last authors of those on people, where a word tells that."""
    for field, pattern, told in (("first_author", _FIRST, "first"), ("last_author", _LAST, "last")):
        cues = [found for found in pattern.finditer(question) if found[0].strip()]
        if not cues or not people:
            continue
        found = cues[0]
        near = min(people, key=lambda span: abs(span.start - found.start()))
        name = str(near.filters[0].value[0]) if isinstance(near.filters[0].value, tuple) else ""
        one = Filter.model_validate(
            {"field": field, "op": "has", "value": (name,), "text": f"by {name} as {told} author"}
        )
        placed = [replace(span, filters=(one,)) if span is near else span for span in people]
        return placed, [range(each.start(), each.end()) for each in cues]
    return list(people), []


def _negated(question: str, spans: list[Span], words: Sequence[Word]) -> tuple[list[Span], list[Word]]:
    """Turn round the conditions that a word of negation stands before, else the one that it stands right behind."""
    turned: set[int] = set()
    for place, word in enumerate(words):
        follows = words[place + 1].low if place + 1 < len(words) else ""
        if word.low not in NEGATING and (word.low, follows) != ("nothing", "to"):
            continue
        after = next((at for at, span in enumerate(spans) if span.start >= word.end), None)
        before = next((at for at in range(len(spans) - 1, -1, -1) if spans[at].end <= word.start), None)
        said = words[place - 1].low if place else ""
        of_before = before is not None and said in _DOES and words[place - 1].start >= spans[before].end
        if word.low.endswith("n't") and before is not None:
            of_before = of_before or not any(spans[before].end <= each.start < word.start for each in words)
        of_before = of_before and word.low != "no"  # "have no Baroni among the authors"
        near = after is not None and len(words_in(question[word.end : spans[after].start])) <= _NEAR
        if near and after is not None and _BY.search(question[word.end : spans[after].start]):
            of_before = False
        if after is not None and near and not of_before:
            turned.add(after)
        elif before is not None:
            turned.add(before)
    kept = []
    for at, span in enumerate(spans):
        filters = turned_round(span.filters) if at in turned else span.filters
        if at in turned and not filters:
            filters = _opposite(span.filters)
        kept.append(replace(span, filters=filters or span.filters))
    return kept, list(words)


def _opposite(filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """Return the opposite of one condition with a least or greatest number, () of others."""
    if len(filters) != 1 or filters[0].op not in (">=", "<=", "=") or not isinstance(filters[0].value, int):
        return ()
    one, number = filters[0], int(filters[0].value)
    if one.op == "=":
        return ()
    op, value = ("<=", number - 1) if one.op == ">=" else (">=", number + 1)
    return (Filter.model_validate({"field": one.field, "op": op, "value": value, "text": f"not {one.text}"}),)
