"""Question -> Plan: what records answer is planned here; what papers say is left to the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.planning.conditions.take import Taken, either, take_conditions
from assistant.planning.conditions.words import ASKS_PAPERS, tidied
from assistant.planning.criteria.criterion import criterion_of
from assistant.planning.likeness.odds import Meaning, unknown
from assistant.planning.named_things import named_things
from assistant.planning.naming import naming, with_things
from assistant.planning.paper_names import Finder
from assistant.planning.patterns import ELLIPTIC, NARROW
from assistant.planning.record_grammar.one_paper import one_paper_asked
from assistant.planning.record_grammar.plans import NAME_WORDS, plan_of_records
from assistant.planning.rules import Planned, among_shown, plan_by_rules, shown_papers, subject_of, topic_of
from assistant.planning.special.asked_again import Tools, asked_again
from assistant.planning.special.go_on import goes_on, plan_to_go_on
from assistant.planning.special.introduced import about_introduced
from assistant.planning.special.kind_odds import kind_odds
from assistant.planning.special.older import FIRST_OF, NEWEST, age_asked
from assistant.planning.special.others import others_asked, plan_of_others
from assistant.planning.special.record_questions import RecordAsked, record_asked
from assistant.planning.special.shelf_questions import shelf_asked
from assistant.planning.special.small_talk import is_small_talk
from assistant.planning.special.two_parts import two_parts
from assistant.planning.wordings.known_words import in_known_words
from assistant.planning.wordings.spoken_of import of_spoken, settled
from assistant.planning.wordings.whose import whose_asked
from assistant.retrieval.metadata.records import Records
from assistant.text.markers import without_markers
from assistant.types import Kind, Plan, Turn

# What asks for a list of papers, or its number; a question on one paper stays a question of fact.
_WANTS_SET = re.compile(
    r"""(?ix)\b(?:papers|studies|works|articles|publications|preprints|surveys|everything|abstracts)\b|\bhow\ many\b
    |\b(?:has|have|did)\b.*\b(?:write|written|wrote|publish|published|author|authored)\b"""
)
# "How many papers in 2024 and how many in 2025?": one number for each year.
_EACH_YEAR = re.compile(
    r"""(?ix)\W*how\ many\ (?P<what>\w+)\ (?:(?:are|were|is|came\ out|appeared)\ )?(?:in|from)\ (?P<first>(?:19|20)\d\d)
    (?:\W+and|,)\ how\ many\ (?:(?P=what)\ )?(?:(?:are|were|is)\ )?(?:in|from)\ (?P<second>(?:19|20)\d\d)\W*"""
)
# Who did most is told of all papers that name the subject, whose number is known.
_MOST = re.compile(r"(?i)\b(?:most|prolific|productive|top)\b")
_EARLIER = re.compile(r"(?i)\b(?:those|these|them|the ones|they)\b")
_FRAGMENT = re.compile(
    r"(?i)^\W*(?:what|which|show|list|find|give me|and|only|just)?\W*(?:of\s+)?(?:has|have|did|is|are|was|were)?\W*"
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What planning looks at: papers by word, what is recorded of them (read when needed), the year, texts' meaning."""

    find: Finder
    records: Callable[[], Records]
    this_year: int
    meaning: Meaning = unknown


def plan_question(question: str, history: Sequence[Turn], shelf: Shelf) -> Planned:
    """Work out what ``question`` asks for, in its conversation."""
    if history and (more := goes_on(question)) and (plan := plan_to_go_on(more, history)):
        return Planned(plan)
    if history and others_asked(question) and (plan := plan_of_others(history)):
        return Planned(plan)
    question = without_markers(question).strip() or question
    question = re.sub(r"(?<=\w)\s+(?=['’]s\b)", "", question)
    if history and (named := of_spoken(question, history)):
        spoken = plan_question(named, history, shelf)
        if settled(question, spoken.plan):
            return spoken
    tools = Tools(
        partial(_alone, shelf=shelf),
        lambda alone: take_conditions(in_known_words(alone, shelf.records), shelf.records, shelf.this_year),
        shelf.records,
        shelf.this_year,
    )
    if history and (again := asked_again(question, history, tools)):
        return Planned(again)
    if of_somebody := about_introduced(question, shelf.records):
        inner = plan_question(of_somebody, history, shelf)
        return replace(
            inner, plan=replace(inner.plan, standalone=question, rest=inner.plan.rest or of_somebody)
        )
    return _in_other_words(question, history, shelf) or _as_put(question, history, shelf)


def _as_put(question: str, history: Sequence[Turn], shelf: Shelf) -> Planned:
    """Plan a question as it is worded; it stands for no other one."""
    planned = plan_by_rules(question, history, shelf.find, shelf.meaning)
    if planned.plan.kind == "chat":
        return planned
    alone_told = not planned.plan.named and planned.plan.within is None
    follows_up = bool(history) and ELLIPTIC.match(question) is not None
    if alone_told and not follows_up and is_small_talk(question, shelf.meaning):
        return Planned(Plan(question, "chat", question, question))
    if aged := _of_ages(question, planned.plan, history):
        return aged
    alone = partial(_alone, shelf=shelf)
    on_records = plan_of_records(question, history, alone, shelf.records, shelf.this_year)
    if on_records and _may_be(on_records, question, shelf):
        return Planned(on_records)
    if both := _in_parts(question, history, shelf):
        return both
    if (asked := record_asked(question)) and not shelf_asked(question):
        # "Who wrote the most papers in 2019?"
        rest = take_conditions(question, shelf.records, shelf.this_year).rest
        if rest == question or not shelf_asked(rest):
            return _of_record(asked, planned)
    if not planned.plan.within and (one := one_paper_asked(question, planned.plan.named, shelf.find)):
        return _of_record(one, planned)
    if planned.plan.kind == "comparison" and len(planned.plan.named) < 2:
        return _compared(planned, question, shelf)
    if planned.plan.kind == "comparison" or (planned.plan.kind == "lookup" and planned.plan.named):
        return with_things(planned, question, shelf.find)
    if ordered := _by_age(question, history, shelf):
        return ordered
    each = _EACH_YEAR.fullmatch(question)
    asked_of = f"{each['what']} per year from {each['first']} or {each['second']}" if each else question
    taken = take_conditions(asked_of, shelf.records, shelf.this_year)
    whole = shelf_asked(taken.rest, shelf.meaning if alone_told else unknown)
    if whole and not (taken.filters and whole in ("count", "list")):
        return Planned(Plan(question, "shelf", "", question, filters=taken.filters, asks=whole))
    if taken.filters:
        return _conditioned(question, taken, history, shelf)
    return with_things(planned, question, shelf.find)


def _may_be(plan: Plan, question: str, shelf: Shelf) -> bool:
    """Tell whether a plan on records may be meant; "I want to cite work on noise" asks for papers."""
    if plan.asks == "years" and not plan.filters and shelf_asked(question).startswith("list"):
        return False
    odds = kind_odds("shelf", question, shelf.meaning) if plan.asks.startswith("unrecorded") else None
    return odds is None or bool(plan.filters) or odds > 0


def _alone(question: str, shelf: Shelf) -> Plan:
    return plan_question(question, (), shelf).plan


def _in_other_words(question: str, history: Sequence[Turn], shelf: Shelf) -> Planned | None:
    """Plan a question on records that is put as another one, with what it wants told; None where it is not.

    It is put in other words once, however often a wording stands in it.
    """
    known = in_known_words(question, shelf.records)
    asks, of_papers = whose_asked(known)
    if known == question and not asks:
        return None
    inner = _as_put(of_papers or known, history, shelf)
    plan = replace(inner.plan, standalone=question)
    if not asks:
        return replace(inner, plan=plan)
    if plan.kind != "set":
        return None
    rest = plan.rest or inner.plan.standalone
    if plan.asks == "list":
        return Planned(replace(plan, kind="shelf", asks="authors" if asks == "who" else "years"))
    if not plan.asks and _MOST.search(question) and len(plan.topic.split()) <= NAME_WORDS:
        plan = replace(plan, asks="name", things=(plan.topic,))
    return Planned(replace(plan, asks=f"{plan.asks}-{asks}".removeprefix("-"), rest=rest))


def _by_age(question: str, history: Sequence[Turn], shelf: Shelf) -> Planned | None:
    """Plan to list papers on a subject by year: "the latest papers on ...", "the first paper that ..."."""
    first = FIRST_OF.match(question)
    if not (first or NEWEST.search(question)) or shelf_asked(question):
        return None
    papers = f"Which papers {question[first.end() :]}" if first else tidied(NEWEST.sub(" ", question))
    inner = plan_question(papers, history, shelf).plan
    if inner.kind != "set" or (not inner.asks.startswith(("list", "name", "use")) and inner.asks):
        return None
    order = "oldest" if first and first["old"] else "newest"
    asks = f"{inner.asks}-{order}".removeprefix("-") if inner.topic else inner.asks
    return Planned(replace(inner, standalone=question, asks=asks, rest=inner.rest or inner.standalone))


def _of_ages(question: str, plan: Plan, history: Sequence[Turn]) -> Planned | None:
    """Plan "which one is older?" of the papers that it names, else of those shown; None where it asks nothing such."""
    asks = age_asked(question)
    papers = plan.named if len(plan.named) > 1 else shown_papers(history[-1]) if asks and history else ()
    if not asks or len(papers) < 2:
        return None
    return Planned(Plan(question, "shelf", "", question, (), papers, asks=asks))


def _in_parts(question: str, history: Sequence[Turn], shelf: Shelf) -> Planned | None:
    """Plan a question that asks two facts; None where it does not."""
    plans = [plan_question(part, history, shelf).plan for part in two_parts(question)]
    if not plans or any(plan.kind != "lookup" for plan in plans):
        return None
    named = tuple(dict.fromkeys(key for plan in plans for key in plan.named))
    return Planned(Plan(question, "lookup", question, question, named, parts=tuple(plans)))


def _compared(planned: Planned, question: str, shelf: Shelf) -> Planned:
    """Plan a comparison among the papers that meet its conditions: "Compare the 2019 papers with those from 2021"."""
    if planned.plan.within is not None:
        return with_things(planned, question, shelf.find)
    taken = take_conditions(question, shelf.records, shelf.this_year)
    if not taken.filters:
        return with_things(planned, question, shelf.find)
    again = take_conditions(taken.rest, shelf.records, shelf.this_year)
    filters = either(taken.filters, again.filters)
    return Planned(replace(planned.plan, filters=filters, rest=again.rest))


def _of_record(asked: RecordAsked, planned: Planned) -> Planned:
    plan = replace(planned.plan, kind="lookup", asks=asked.field, topic=asked.subject or planned.plan.topic)
    return Planned(plan)


def _conditioned(question: str, taken: Taken, history: Sequence[Turn], shelf: Shelf) -> Planned:
    """Plan a question with conditions: a list of all that meet them, a set among these, or a fact from these."""
    earlier = shown_papers(history[-1]) if history and _EARLIER.search(question) else None
    if taken.bare:
        kind: Kind = "shelf" if all(condition.op == "is" for condition in taken.filters) else "set"
        whole = question
        if earlier is not None:
            whole = among_shown(NARROW.sub("", question, count=1).strip(" ,") or question, history[-1])
        return Planned(Plan(whole, kind, "", question, (), earlier, taken.filters, "list"))
    inner = plan_by_rules(taken.rest, history, shelf.find, shelf.meaning)
    if not _WANTS_SET.search(question) and inner.plan.kind != "set":
        plan = replace(inner.plan, standalone=question, kind="lookup", filters=taken.filters)
        return Planned(plan)
    if inner.plan.kind != "set":
        rest = _about(taken.rest)
        topic = topic_of(subject_of(rest))
        inner = Planned(Plan(rest, "set", topic, criterion_of(rest), (), earlier))
    named = named_things(inner.plan.standalone)
    plan = replace(inner.plan, standalone=question, filters=taken.filters, rest=inner.plan.standalone)
    return Planned(naming(plan, named))


def _about(rest: str) -> str:
    """Make a whole question of what is left: "What about parsing?" -> "Which papers are about parsing?"."""
    if ASKS_PAPERS.search(rest):
        return re.sub(
            r"(?i)^\W*(?:which|what|list|show me|how many)?\s*(?:of\s+)?(?:the\s+|these\s+)?papers\b",
            "Which papers",
            rest,
        )
    subject = re.sub(r"(?i)^\W*(?:on|about|regarding)\s+", "", _FRAGMENT.sub("", rest).strip())
    return f"Which papers are about {tidied(subject).rstrip('?')}?"
