"""A follow-up that asks the last question again, in one thing another: "and in 2017?", "and which use X?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.planning.conditions.take import Taken, conditions_text
from assistant.planning.conditions.words import PAPERS
from assistant.planning.named_things import is_name
from assistant.planning.patterns import NARROW
from assistant.planning.record_grammar.plans import conditions_of
from assistant.planning.special.older import age_asked
from assistant.planning.special.other_times import order_asked, other_time
from assistant.planning.special.others import asked_papers
from assistant.retrieval.metadata.records import Records
from assistant.text.markers import without_markers
from assistant.text.verbs import is_verb
from assistant.types import Filter, Plan, Turn

_AND = r"(?:(?:and|but|so|what\s+about|how\s+about|or|now|also|then|only|just)\b[\s,]*)+"
_FRAGMENT = re.compile(
    rf"(?i)^\W*(?:{_AND}(?:the\s+(?:ones|papers)\s+|those\s+|papers\s+)?(?P<of>.+?)|(?P<bare>(?:in|at|by|from|since|after|before|not|between|until)\s.+?))\W*$"
)
_SAME = re.compile(
    r"""(?i)^\W*(?:(?:and|but|so|now|ok(?:ay)?|then|please)[\s,]+)*(?:(?:(?:do|show|give\s+me|tell\s+me)\s+)?(?:the\s+)?same(?:\s+(?:thing|question|list))?
    |only(?:\s+(?:those|the\s+ones|papers))?|just(?:\s+(?:those|the\s+ones))?|restrict(?:ed)?(?:\s+(?:that|it|them|this))?|limit(?:ed)?(?:\s+(?:that|it|them|this))?
    |narrow(?:\s+(?:that|it|them|this))?(?:\s+down)?|(?:and|but)(?:\s+(?:what|how)\s+about)?|(?:what|how)\s+about|without|except|excluding|instead|filter(?:\s+(?:that|it|them))?)
    (?=\s|,)(?<!without)(?<!except)(?<!excluding)(?:\s*,)?|^\W*(?=(?:without|except|excluding)\s)""",
    re.VERBOSE,
)
_DROP = re.compile(
    r"""(?i)^\W*(?:(?:and|but|so|now|ok(?:ay)?|then|please)[\s,]+)*(?:drop|remove|discard|exclude|skip|omit|ignore|leave\s+out|take\s+out|forget)\s+
    (?:(?:all|the|any|those|ones|papers|everything|anything|of|that|which|are|were)\s+)*(?P<of>.+)$""",
    re.VERBOSE,
)
_CRITERION = re.compile(
    rf"(?i)^\W*(?:and|but|so|also)[\s,]+(?P<lead>which|how\s+many)(?:\s+{PAPERS})?\s+(?:also\s+)?(?P<does>[\w’'-]+)(?P<rest>\s.+)$"
)
_DO = frozenset(
    """are were have do don't don’t do train study focus work test report process score benchmark release run show
    address compare target need mention cover rank search name cite look help deal aim""".split()
)
# Words that stand for papers shown before: such a follow-up narrows.
_STANDS = re.compile(r"(?i)\b(?:of\s+)?(?:them|those|these|they|it|its|their|ones?)\b")
_UNORDERED = re.compile(r"-?(?:newest|oldest)$")
_LONGEST = 8  # words of a fragment
_LISTED = 300  # papers that a list shows at most
_NAME = re.compile(
    r"(?:(?:van|von|de|der|den|di|la|le)\s+)*[^\W\d_a-zà-öø-ÿ][\w.’'-]*(?:\s+[^\W\d_a-zà-öø-ÿ][\w.’'-]*){0,3}"
)


@dataclass(frozen=True, slots=True)
class Tools:
    """How to plan a question that stands alone, and how to take the conditions out of one."""

    plan: Callable[[str], Plan]
    take: Callable[[str], Taken]
    records: Callable[[], Records]
    this_year: int


def asked_again(question: str, history: Sequence[Turn], tools: Tools) -> Plan | None:
    """Plan the last question of ``history`` with what ``question`` changes of it; None for other follow-ups."""
    last = history[-1].answer
    if last.kind not in ("set", "shelf"):
        return None
    if time := other_time(question, last.filters):
        return _with(tools.take(f"papers {time}").filters, history, tools)
    if last.kind == "set" and (order := order_asked(question)):
        plan = tools.plan(without_markers(last.standalone))
        return replace(plan, asks=f"{_UNORDERED.sub('', plan.asks)}-{order}".removeprefix("-"))
    if of_all := _of_whole_shelf(question, history, tools):
        return of_all
    if found := _CRITERION.match(question):
        return _other_criterion(found, history, tools)
    if last.kind == "shelf" and (asks := age_asked(question)):
        plan = tools.plan(without_markers(last.standalone))
        if plan.asks in ("newest", "oldest") and plan.asks != asks:
            whole = f"What is the {asks} paper {conditions_text(last.filters)}".rstrip()
            return replace(plan, standalone=f"{whole}?", asks=asks, filters=last.filters)
    if conditions := _only_conditions(question, tools):
        return _with(conditions, history, tools)
    found = _FRAGMENT.match(question)
    fragment = (found["of"] or found["bare"]) if found else ""
    if not fragment or len(fragment.split()) > _LONGEST:
        return None
    if conditions := _conditions(fragment, tools):
        return _with(conditions, history, tools)
    return _other_thing(fragment, history, tools)


def _other_thing(fragment: str, history: Sequence[Turn], tools: Tools) -> Plan | None:
    """Plan "what about Mistral?" after papers that name Mixtral: the same question, for this name."""
    last = history[-1].answer
    thing = re.sub(r"(?i)^(?:for|with|of|the\s+ones\s+(?:with|on))\s+", "", fragment).strip(' “”"')
    earlier = without_markers(last.standalone)
    if last.kind != "set" or not is_name(thing) or " among the papers that answer “" in earlier:
        return None
    plan = tools.plan(earlier)
    if len(plan.things) != 1 or not plan.asks.startswith(("name", "use")) or plan.things[0] not in earlier:
        return None
    whole = earlier.replace(plan.things[0], thing)
    again = tools.plan(whole)
    same = again.kind == "set" and again.asks.startswith(("name", "use"))
    return replace(again, filters=again.filters or last.filters) if same else None


def _of_whole_shelf(question: str, history: Sequence[Turn], tools: Tools) -> Plan | None:
    """Plan "how many of them are reviews?" after an answer on all papers: of all these, not of its few examples."""
    last = history[-1].answer
    cut = last.kind == "set" and len(last.citations) >= _LISTED  # more met the conditions than were shown
    if not (cut or last.kind == "shelf") or not NARROW.search(question):
        return None
    of_all = set(tools.plan(without_markers(last.standalone)).asks.split("+"))
    told = {"list"} if cut else {"topics", "count", "list", "years", "venues", "sources", "authors"}
    if not of_all <= told:
        return None
    alone = NARROW.sub(_as_papers, question, count=1).strip(" ,")
    plan = tools.plan(re.sub(r"(?i)^(?:and|but|so)\s+", "", alone))
    if plan.kind not in ("set", "shelf"):
        return None
    changed = {each.field for each in plan.filters}
    kept = tuple(each for each in last.filters if each.field not in changed)
    return replace(plan, filters=(*kept, *plan.filters), rest=plan.rest or plan.standalone)


def _as_papers(found: re.Match[str]) -> str:
    """Say "how many papers" for "how many of them", and nothing for "of those"."""
    of = re.search(r"(?i)\b(which|what|how\s+many|any|all|some)\s+of\b", found[0])
    return f"{of[1]} papers" if of else ""


def _only_conditions(question: str, tools: Tools) -> tuple[Filter, ...]:
    """Read "same for NAACL", "only those at ACL": a beginning that asks for the same, then nothing but conditions."""
    left_out, found = _DROP.match(question), _SAME.match(question)
    if not (left_out or found) or len(question.split()) > 2 * _LONGEST:
        return ()
    said = f"not {left_out['of']}" if left_out else question[found.end() :] if found else ""
    return conditions_of(said, tools.records, tools.this_year)


def _conditions(fragment: str, tools: Tools) -> tuple[Filter, ...]:
    """Read "in 2017", "Rossi", "Rossi's", "ACL" or "2017"; () where more than conditions is said."""
    name = re.sub(r"['’]s?$", "", fragment)
    ways = [f"papers {fragment}"]
    if re.fullmatch(r"(?:19|20)\d\d", fragment):
        ways = [f"papers from {fragment}"]
    elif _NAME.fullmatch(name):
        here = tools.records()
        ways = [f"papers published at {name}"] if here.places(name) else []
        ways += [f"papers by {name}"] if here.people(name) else []
    for way in ways:
        if (taken := tools.take(way)).filters and taken.bare:
            return taken.filters
    return ()


def _with(conditions: tuple[Filter, ...], history: Sequence[Turn], tools: Tools) -> Plan | None:
    """Plan the last question under ``conditions``: each stands for the one of its field, or beside it."""
    last = history[-1].answer
    plan = tools.plan(without_markers(last.standalone))
    if plan.kind not in ("set", "shelf") or " among the papers that answer “" in last.standalone:
        return None
    changed = {each.field for each in conditions if each.op != "not"}
    kept = tuple(each for each in last.filters if each.field not in changed)
    filters = (*kept, *(each for each in conditions if each not in kept))
    if plan.kind == "shelf" and plan.asks in ("count", "list"):
        plan = replace(plan, kind="set", asks="list")
    rest = tools.take(without_markers(plan.rest or last.standalone)).rest
    whole = f"{rest.rstrip(' ?.!')} {conditions_text(filters)}?"
    return replace(plan, standalone=whole, filters=filters)


def _other_criterion(found: re.Match[str], history: Sequence[Turn], tools: Tools) -> Plan | None:
    """Plan "and which use X?": of all papers that the last question was asked of."""
    does, rest, last = found["does"].lower(), found["rest"], history[-1].answer
    if _STANDS.search(f"{does}{rest}") or not (does in _DO or is_verb(does)):
        return None
    plan = tools.plan(f"{found['lead'].capitalize()} papers {does}{rest}")
    if plan.kind != "set":
        return None
    changed = {each.field for each in plan.filters}
    filters = (*(each for each in last.filters if each.field not in changed), *plan.filters)
    under = f" {conditions_text(filters)}" if filters else ""
    whole = f"{found['lead'].capitalize()} papers{under} {does}{rest}"
    return replace(
        plan,
        standalone=whole,
        filters=filters,
        within=asked_papers(history),
        rest=plan.rest or plan.standalone,
    )
