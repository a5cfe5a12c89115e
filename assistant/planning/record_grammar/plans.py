"""A question that is on records in all its words -> its plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.planning.conditions.take import conditions_text, take_conditions
from assistant.planning.record_grammar.lexicon import DO_TO, OF_RESEARCH
from assistant.planning.record_grammar.reading import Reading, read_question
from assistant.planning.rules import among_shown, shown_papers
from assistant.retrieval.metadata.records import Records
from assistant.types import Filter, Plan, Turn

# "When was it published?", "who wrote the paper?": asked of one paper.
_OF_ONE = re.compile(
    r"(?i)\b(?:it|its|he|she|his|her|him|(?:the|this|that)\s+(?:(?:first|second|third|last|same)\s+)?(?:paper|article|study|work|preprint|one))\b"
)
_EARLIER = re.compile(r"(?i)\b(?:those|these|them|they|their|the ones)\b")
_STANDS_FOR = re.compile(r"(?i)\b(?:he|she|his|her|him|they|their|them|these|those|there)\b")
_THOSE = re.compile(r"(?i)\W*\b(?:of|among)\s+(?:them|those|these)(?:\s+papers)?\b\W*|^\W*(?:and|but|so)\s+")
_EACH_YEAR = re.compile(
    r"(?i)\b(?:per|each|every|by|over\s+the)\s+(?:publication\s+)?years?\b|^\W*(?:in\s+)?(?:which|what)\s+years?\b"
)
_TABLE_OF = re.compile(r"(?i)^(?:(?:the|a)\s+)?(?:table|chart|counts?|breakdown|distribution)\s+of\s+")
NAME_WORDS = 3  # words of a topic that papers name as it is asked for
_TABLES = ("authors", "years", "venues", "coauthors")


def plan_of_records(
    question: str,
    history: Sequence[Turn],
    plan: Callable[[str], Plan],
    records: Callable[[], Records],
    this_year: int,
) -> Plan | None:
    """Plan ``question`` where all its words are of records, but for a topic; ``plan`` plans one that stands alone."""
    if history and (inherited := _of_the_same(question, history[-1], records, this_year)):
        return inherited
    read = read_question(question, records, this_year)
    if read is None or (_OF_ONE.search(question) and not _alone(read)):
        return None
    if not read.topic and (OF_RESEARCH.search(question) or (not read.filters and DO_TO.search(question))):
        return None
    within = shown_papers(history[-1]) if history and _EARLIER.search(question) else None
    if read.topic and not read.asks.startswith("unrecorded"):
        return _on_topic(question, read, plan, records, this_year) if within is None else None
    if read.sides:
        sides = tuple(_side(side.filters, side.thing) for side in read.sides)
        return Plan(question, "shelf", "", question, (), within, asks=read.asks, parts=sides)
    whole = question
    if within is not None:
        whole = among_shown(_THOSE.sub(" ", question, count=1).strip(" ,") or question, history[-1])
    if read.asks == "list":
        shelf = all(one.op == "is" for one in read.filters)
        return Plan(whole, "shelf" if shelf else "set", "", question, (), within, read.filters, "list")
    asks = read.asks
    if read.each:
        asks = f"{asks}-each-{read.each[0]}-{read.each[1] or 0}"
    return Plan(whole, "shelf", "", question, (), within, read.filters, asks)


def _of_the_same(question: str, last: Turn, records: Callable[[], Records], this_year: int) -> Plan | None:
    """Plan "who did she write these with?": a table under the conditions that the last question had."""
    filters = last.answer.filters
    if not filters or last.answer.kind not in ("set", "shelf") or not _STANDS_FOR.search(question):
        return None
    read = read_question(question, records, this_year, filters)
    if read is None or read.topic or read.sides or read.each or read.asks == "list":
        return None
    whole = f"{question.rstrip(' ?.!')} (papers {conditions_text(read.filters)})?"
    return Plan(whole, "shelf", "", whole, filters=read.filters, asks=read.asks)


def conditions_of(fragment: str, records: Callable[[], Records], this_year: int) -> tuple[Filter, ...]:
    """Return the conditions of a follow-up that holds nothing else ("same for NAACL"); () of any other."""
    read = read_question(fragment, records, this_year)
    return read.filters if read and read.asks == "list" and not read.topic else ()


def _alone(read: Reading) -> bool:
    """Whether a question is on records even if it speaks of "the paper": the newest, the one with most authors."""
    return bool(read.filters) or read.asks.startswith(("team", "newest", "oldest"))


def _side(filters: tuple[Filter, ...], thing: str) -> Plan:
    if thing:
        return Plan(thing, "set", thing, thing, things=(thing,), asks="name")
    return Plan("", "set", "", "", filters=filters, asks="list")


def _on_topic(
    question: str, read: Reading, plan: Callable[[str], Plan], records: Callable[[], Records], this_year: int
) -> Plan | None:
    """Plan a list on a topic under conditions that its words do not hold where the other rules look for them."""
    have = {one.field: one.value for one in take_conditions(question, records, this_year).filters}
    held = read.asks == "list" and all(
        one.field in have and (one.field != "venue" or one.value == have["venue"]) for one in read.filters
    )
    each_year = read.asks == "years" and _EACH_YEAR.search(question) is not None
    if not (read.filters or each_year) or held or read.each:
        return None
    topic = _TABLE_OF.sub("", read.topic) if each_year else read.topic
    about = f"Which papers are about {topic}?"
    inner = plan(about)
    if inner.kind != "set" or inner.filters:
        return None
    if each_year and len(topic.split()) <= NAME_WORDS:  # all that name it can be counted, at any size
        inner = replace(inner, asks="name", things=(topic,))
    told = {"authors": "who", "coauthors": "who", "years": "when", "newest": "newest", "oldest": "oldest"}
    if read.asks != "list" and read.asks not in told:
        return None
    asks = f"{inner.asks}-{told.get(read.asks, '')}".strip("-")
    return replace(inner, standalone=question, filters=read.filters, asks=asks, rest=inner.rest or about)
