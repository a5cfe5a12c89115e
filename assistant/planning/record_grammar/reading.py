"""Question -> what it asks of records, its conditions, and the topic that it holds beside these."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.planning.named_things import is_name
from assistant.planning.record_grammar.amounts import papers_each
from assistant.planning.record_grammar.lexicon import (
    NAMING,
    PAPERS,
    PEOPLE,
    PUBLISH,
    VENUES,
    VOCABULARY,
    WHEN,
    WHERE,
    WHO,
    YEARS,
    Word,
)
from assistant.planning.record_grammar.sides import Side, shared_sides, sides_of, things_compared
from assistant.planning.record_grammar.spans import Span, spans_in
from assistant.planning.record_grammar.wanted import wanted
from assistant.retrieval.metadata.records import Records
from assistant.types import Filter

_LONGEST = 40  # words of a question on records
_CUES = PAPERS | PEOPLE | PUBLISH | VENUES | YEARS | WHEN | WHERE | WHO | NAMING
_ABOUT = re.compile(
    r"(?i)\b(?:on|about|regarding|concerning|covering|(?:deal|deals|dealing)\s+with|related\s+to|in\s+the\s+(?:area|field)\s+of)\s+(?:the\s+(?:topics?|subjects?|area|field)\s+of\s+)?$"
)
_NOUN = re.compile(r"(?i)^\s+(?:papers?|studies|works?|articles?|publications?|research)\b")
_QUOTES = re.compile(r"[“”\"«»]")
# No record tells how often a paper was cited; "which papers cite BERT" asks for what names it.
_CITED = re.compile(
    r"(?i)\b(?:how\s+many|number\s+of|most|least|(?:more|fewer|less)\s+than\s+\w+)\s+citations?\b"
    r"|\b(?:most|least|highest|highly|often|frequently)[\s-]+cited\b|\bcitation\s+counts?\b|\bh-index\b"
)
# Of texts by women papers may be about; of papers by women no record tells.
_BY_WOMEN = re.compile(
    r"(?i)\b(?:papers?|studies|works|articles|publications)\s+(?:(?:that|which)\s+)?(?:(?:are|is|were|was)\s+)?"
    r"(?:(?:co-?)?(?:written|authored)\s+)?by\s+(?:an?\s+|only\s+)?(?-i:wom[ae]n|m[ae]n|females?|males?)"
    r"(?=\W*$|\s+(?:(?:co-?)?authors?|researchers?|scientists?|on|about|are|were|is|in|at|from|since|here|there)\b)"
)
# "Which papers date from the nineties?": no date is asked for.
_DATE_BACK = re.compile(
    r"(?i)\bdat(?:es?|ed|ing)(?=\s+(?:back\s+)?(?:from|to|before|after|since|until|between|prior)\b)"
)
_OR_BEHIND = re.compile(r"(?:,\s*[^\s,]+(?:\s[^\s,]+)?)*,?\s+or\b")
_QUOTED = re.compile(r"[“\"](?P<of>[^“”\"]{2,100})[”\"]")
_ORDER = (
    "first_author",
    "last_author",
    "author",
    "author_count",
    "title",
    "abstract",
    "venue",
    "source",
    "year",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked (see ``wanted``; "versus" for two sides), under which conditions, and of which topic.

    ``each`` are least and greatest numbers of papers that an author, venue or year must have.
    """

    asks: str
    filters: tuple[Filter, ...] = ()
    topic: str = ""
    sides: tuple[Side, ...] = ()
    each: tuple[int, int | None] | None = None


def read_question(
    question: str, records: Callable[[], Records], this_year: int, given: tuple[Filter, ...] = ()
) -> Reading | None:
    """Read a question that is on records in all its words, but for a topic; None where it is on something else.

    ``given`` are conditions of an earlier question that hold beside its own, but for those of the same field.
    """
    if _QUOTES.search(question) and "title" not in question.lower():
        question = _QUOTED.sub(lambda found: _unquoted(found, records()), question)
        if _QUOTES.search(question):
            return None
    question = _DATE_BACK.sub("come", question)
    if _CITED.search(question):
        return Reading("unrecorded-citations")
    if _BY_WOMEN.search(question):
        return Reading("unrecorded-genders")
    spans, found = spans_in(question, records, this_year)
    words: Sequence[Word] = found
    if not (words or spans) or len(words) > _LONGEST:
        return None
    if words and words[0].low == "name":  # "Name the author who ..."
        words = words[1:]
    unknown = [word for word in words if word.low not in VOCABULARY and not _is_number(word)]
    if unknown and (things := things_compared(question, unknown, words)):
        return Reading("versus", sides=things)
    topic, words = _topic(question, spans, words, unknown)
    if topic is None or not (spans or _CUES.intersection(word.low for word in words)):
        return None
    return _read(question, spans, words, topic, given)


def _unquoted(found: re.Match[str], records: Records) -> str:
    """Return a name in quotation marks without these, where somebody or a venue here is called so."""
    name = found["of"].strip()
    return name if records.people(name) or records.places(name) else found[0]


def _read(
    question: str, spans: Sequence[Span], words: Sequence[Word], topic: str, given: tuple[Filter, ...]
) -> Reading | None:
    each, asked = None, list(words)
    having = papers_each(question)
    if having and not any(
        span.start < having[1] and having[0] < span.end for span in spans
    ):  # "PLOS ONE papers"
        start, end, low, high = having
        each = (low, high)
        asked = [word for word in words if not start <= word.start < end]
    if not each and (sides := sides_of(question, spans, words)):
        return Reading("versus", sides=sides) if not topic else None
    if not (each or topic) and (shared := shared_sides(question, spans, words)):
        return Reading("authors-both", sides=shared)
    filters = _joined(question, spans)
    if filters is None:
        return None
    own = {one.field for one in filters}
    filters = (*(one for one in given if one.field not in own), *filters)
    people = any(
        one.field in ("author", "first_author", "last_author") and one.op in ("has", "not") for one in filters
    )
    placed = any(one.field in ("first_author", "last_author") for one in filters)
    asks = wanted(asked, by_person=people, filtered=bool(filters), placed=placed)
    if each:
        asks = asks.removesuffix("-most")
    if not asks or (each and not asks.startswith(("authors", "venues", "years"))):
        return None
    return Reading(
        asks.removesuffix("-most") if not asks.startswith("team") else asks, filters, topic, each=each
    )


def _is_number(word: Word) -> bool:
    return word.text.isdigit() and len(word.text) < 4


def _topic(
    question: str, spans: Sequence[Span], words: Sequence[Word], unknown: Sequence[Word]
) -> tuple[str | None, Sequence[Word]]:
    """Return the topic (behind "about", or right before "papers") and the words beside it; None for one elsewhere."""
    if not unknown:
        return "", words
    start, end = unknown[0].start, unknown[-1].end
    if any(start < span.start < end for span in spans):
        return None, words
    lead = re.search(r"(?:\b(?:the|an?)\s+)$", question[:start])
    if not (_ABOUT.search(question[: lead.start() if lead else start]) or _NOUN.match(question[end:])):
        return None, words
    topic = question[start:end]
    if not _ABOUT.search(question[: lead.start() if lead else start]) and (
        is_name(topic) or re.search(r"[,;:?!]", topic) or len(topic.split()) > 4
    ):
        return None, words
    left = [word for word in words if not start <= word.start < end]
    return topic, left


def _joined(question: str, spans: Sequence[Span]) -> tuple[Filter, ...] | None:
    """Return the conditions together: of one field those that "or" joins as one; None where no paper can meet them."""
    filters: list[Filter] = []
    last: Span | None = None
    for span in spans:
        one = span.filters[0]
        between = question[last.end : span.start] if last else ""
        either = (
            last is not None
            and len(span.filters) == 1
            and re.fullmatch(r"(?i)\W*(?:and/)?\bor\b\W*(?:\w+\W+){0,2}", between)
        )
        have = filters[-1] if filters else None
        if (
            have
            and span.field == "author"
            and between.strip() == ","
            and _OR_BEHIND.match(question, span.end)
        ):
            either = re.match(",", between.strip())  # "Rossi, Okafor or Silva"
        if either and have and have.field == one.field and {have.op, one.op} <= {"=", "has"}:
            filters[-1] = _either(have, one)
        elif one in filters:
            pass  # "LREC 2020 and LREC 2018"
        elif span.field in ("year", "venue") and any(
            each.field == span.field and "not" not in (each.op, one.op) for each in filters
        ):
            listed = last is not None and re.fullmatch(r"(?i)\W*(?:and|or|,|&)?\W*(?:\w+\W+){0,2}", between)
            have = next(each for each in reversed(filters) if each.field == one.field)
            if not (listed and {have.op, one.op} <= {"=", "has"}):
                return None
            filters[filters.index(have)] = _either(have, one)
        else:
            filters += span.filters
        last = span
    return tuple(sorted(dict.fromkeys(filters), key=lambda each: _ORDER.index(each.field)))


def _either(first: Filter, second: Filter) -> Filter:
    values = (*_values(first), *_values(second))
    lead = re.match(r"by |at |from ", second.text)
    told = second.text[lead.end() :] if lead else second.text
    return Filter(field=first.field, op="has", value=values, text=f"{first.text} or {told}")


def _values(one: Filter) -> tuple[str, ...]:
    return one.value if isinstance(one.value, tuple) else (str(one.value),)
