"""Conversation + question -> a Plan, by rules that cost nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import assistant.planning.patterns as phrases
from assistant.planning.criteria.criterion import criterion_of, is_known
from assistant.planning.free_words.known_forms import in_plain_words
from assistant.planning.free_words.peeled import peeled
from assistant.planning.free_words.reading_advice import advised
from assistant.planning.likeness.odds import Meaning, papers_odds, unknown
from assistant.planning.paper_names import Finder, lead, named_papers
from assistant.planning.requests.leads import without_politeness
from assistant.planning.requests.scraps import is_scrap
from assistant.planning.requests.topic import topic_of_request
from assistant.planning.requests.typos import mended
from assistant.planning.special.small_talk import is_small_talk
from assistant.text.markers import without_markers
from assistant.types import Citation, Kind, Nearest, Plan, Turn

_SCRAP_WORDS = 4
_LEANING = -1.5  # log-odds: what leans on an answer seldom asks for other papers
_CLAUSE = re.compile(r"[,;.!?]\s")  # "it" in a later clause points at what this question told itself
_LONE = re.compile(r"\W*[^\W_]+(?:-[^\W_]+)*[^\w?]*")  # "Arabic": a topic
# "How many people live in Berlin?": a figure is asked for, not papers.
_LIVING = re.compile(
    r"""(?ix)^\W*(?:(?:and|so|please|tell\s+me)\s+)*how\s+many\s+(?:\w+\s+)?(?:people|persons|inhabitants|citizens|men|women
    |children|kids|households|residents)\s+(?:do\s+|does\s+)?(?:live[sd]?|die[sd]?|work(?:ed)?\s+(?:at|for|in)|speak|own|visit(?:ed)?
    |smoke|vote[sd]?|suffer(?:ed)?|does|are\s+there\s+in|there\s+are\s+in)\b"""
)
_WORD = re.compile(r"[^\W_]")
_DOUBT = 1.0  # log-odds: a fact that is hardly likelier than papers is a guess (docs/quality.md)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and whether the rules are sure of it."""

    plan: Plan
    sure: bool = True


def plan_by_rules(
    question: str, history: Sequence[Turn], find: Finder, meaning: Meaning = unknown
) -> Planned:
    """Work out what ``question`` asks for; ``find`` looks papers up by word (see ``named``)."""
    question = without_markers(question).strip() or question
    if is_small_talk(question):
        return Planned(Plan(question, "chat", question, question))
    last = history[-1] if history else None
    named = named_papers(question, find)
    kind, sure = _kind(question, len(named), meaning, follows=last is not None)
    if last is None:
        return replace(_planned(question, kind, named, None), sure=sure)
    if scrap := is_scrap(question) and len(phrases.OPENING.sub("", question).split()) <= _SCRAP_WORDS:
        kind = "lookup"
    if phrases.ONLY_ORDINAL.match(question) and (picked := _ordinals(question, last)):
        again = without_markers(last.answer.standalone)
        return _planned(about_papers(again, picked, last), "lookup", picked, picked)
    if last.answer.kind == "comparison" and phrases.WHICH_BETTER.match(question):
        return _narrowed(question, "comparison", last)
    of_several = phrases.WHICH_ONE.match(question) and len(shown_papers(last)) > 1
    if of_several or phrases.NARROW.search(question):
        return _narrowed(question, kind, last)
    if picked := _ordinals(question, last):
        if kind == "comparison":
            return _planned(question, kind, picked, picked)
        rest = phrases.ORDINAL.sub("it", phrases.OPENING.sub("", question))
        return _planned(about_papers(rest, picked, last), "lookup", picked, picked)
    if not named and kind != "set" and phrases.LEANING.search(question):
        return replace(_leaning(question, kind, last, find), sure=not phrases.ELLIPTIC.match(question))
    if scrap:
        return replace(_scrap(question, named, last), sure=bool(named))
    return replace(_planned(question, kind, named, None), sure=sure)


def kind_of(question: str, named: int = 0, meaning: Meaning = unknown) -> Kind:
    """Return the kind of a question that is not mere chat and names so many papers."""
    return _kind(question, named, meaning)[0]


def _kind(question: str, named: int, meaning: Meaning, follows: bool = False) -> tuple[Kind, bool]:
    """Return the kind of a question, and whether the rules are sure of it."""
    question = mended(question)
    of_fact = phrases.OF_ONE.match(question) or phrases.OF_FACT.match(without_politeness(question))
    if of_fact or not _WORD.search(question):
        return "lookup", True
    if phrases.HOW_MANY.match(question):
        return "set", True
    of_named = phrases.COMPARE_OF.match(question) or phrases.COMPARE_VERSUS.match(question)
    if phrases.COMPARE_FIRST.match(question) or (named and of_named):
        return "comparison", True
    if named > 1 and phrases.COMPARE_BOTH.search(question):
        return "comparison", True
    if _LIVING.match(question):
        return "lookup", True
    if not named and _LONE.fullmatch(question):
        return "set", True
    odds = papers_odds(question, named, meaning)
    if follows and phrases.LEANING.search(_CLAUSE.split(question, maxsplit=1)[0]):
        odds += _LEANING
    if odds > 0:
        return "set", True  # small models doubt too many sets: see docs/quality.md
    if phrases.COMPARE.search(question) or (named > 1 and phrases.COMPARE_NAMED.search(question)):
        return "comparison", True
    return "lookup", bool(named) or odds < -_DOUBT


def shown_papers(turn: Turn) -> tuple[str, ...]:
    """Return the ids of the papers that a turn left the reader with: the matches of a set, else the cited ones.

    A reader's verdict counts like a model's; of a set that nobody judged, what the reader refused is left out.
    """
    verdicts = turn.answer.verdicts
    refused = {each.paper_id for each in verdicts if each.given_by == "reader" and each.verdict == "no"}
    cited = dict.fromkeys(citation.paper_id for citation in turn.answer.citations)
    left = tuple(paper_id for paper_id in cited if paper_id not in refused)
    matched = tuple(verdict.paper_id for verdict in verdicts if verdict.verdict == "match")
    if turn.answer.kind == "set" and matched and all(verdict.given_by != "cut" for verdict in verdicts):
        order = {paper_id: place for place, paper_id in enumerate(cited)}
        return tuple(sorted(matched, key=lambda paper_id: order.get(paper_id, len(order))))
    return left


def subject_of(question: str) -> str:
    """Return what a set question asks of each paper: "which papers avoid X?" -> "avoid X"."""
    return topic_of_request(phrases.NARROW.sub("", question)) or question.strip(" ?")


def topic_of(subject: str) -> str:
    """Return what to retrieve by: embeddings and BM25 do not read negation, so it is left out."""
    return " ".join(phrases.NEGATION.sub(" ", subject).split()) or subject


def plan_of(question: str, kind: Kind, named: tuple[str, ...], within: tuple[str, ...] | None) -> Plan:
    """Return the plan of a question that stands alone."""
    if kind != "set":
        return Plan(question, kind, question, question, named, within)
    plain = advised(question)
    criterion = criterion_of(plain or question)
    if not is_known(criterion):
        plain, criterion = _in_plain_words(question) or ("", criterion)
    topic = topic_of(subject_of(plain or question))
    return Plan(question, kind, topic, criterion, named, within, rest=plain)


def _in_plain_words(question: str) -> tuple[str, str] | None:
    """Return a request in free words as a plain one, and what it asks of each paper; None where none is found."""
    for plain in (in_plain_words(question), peeled(question)):
        if plain and is_known(criterion := criterion_of(plain)):
            return plain, criterion
    return None


def _planned(question: str, kind: Kind, named: tuple[str, ...], within: tuple[str, ...] | None) -> Planned:
    return Planned(plan_of(question, kind, named, within))


def _scrap(question: str, named: tuple[str, ...], last: Turn) -> Planned:
    """Plan a few words that follow an answer: more of what it was, "ones" among what it showed."""
    if last.answer.kind != "set" or named:
        return _planned(question, "lookup", named, None)
    if re.search(r"(?i)\bones?\W*$", question):
        return _narrowed(question, "set", last)
    return _planned(question, "set", named, None)


def _narrowed(question: str, kind: Kind, last: Turn) -> Planned:
    """Plan "of those ...": a set (or comparison) among the papers that the last turn showed, partial matches too."""
    shown = shown_papers(last)
    partly = tuple(each.paper_id for each in last.answer.verdicts if each.verdict == "partial")
    within = (*shown, *(key for key in partly if key not in shown)) if kind != "comparison" else shown
    rest = phrases.NARROW.sub("", question, count=1).strip(" ,") or question
    if kind == "comparison":
        return Planned(Plan(among_shown(question, last), kind, rest, rest, within, within))
    rest = phrases.DO.sub("", " ".join(phrases.POLITE.sub("", rest).split()))
    be = "are " if phrases.PREPOSITION.match(rest) else ""
    asked = rest if re.match(r"(?i)which|what|how many", rest) else f"which {be}{phrases.inner_verb(rest)}"
    standalone = among_shown(asked, last)
    topic, partial = topic_of(subject_of(rest)), len(set(within) - set(shown))
    plan = Plan(standalone, "set", topic, criterion_of(asked), (), within, partly=partial)
    return Planned(plan)


def among_shown(question: str, last: Turn) -> str:
    """Return the question with the set named that it narrows, so that it can be understood alone."""
    if last.answer.kind != "set":
        return question
    asked = question.rstrip(" ?.!")
    earlier = without_markers(last.answer.standalone)
    return f"{asked[:1].upper()}{asked[1:]}, among the papers that answer “{earlier}”?"


def _leaning(question: str, kind: Kind, last: Turn, find: Finder) -> Planned:
    """Plan a question that leans on the last turn ("how many GPUs did it need?"): it is about the papers shown."""
    shown = shown_papers(last) or named_papers(last.answer.standalone, find)
    if not shown:
        return _planned(question, kind, (), None)
    if kind == "comparison":
        return _planned(question, kind, shown, shown)
    named = tuple(key for key in named_papers(last.answer.standalone, find) if key in shown)
    one = last.answer.kind == "lookup" or phrases.SINGULAR.search(question)
    focus = named or (shown[:1] if one else shown)
    return _planned(about_papers(question, focus, last), kind, focus, focus)


def about_papers(question: str, paper_ids: Sequence[str], last: Turn) -> str:
    """Return the question with the papers named that it is about, when they are one or two."""
    shown: tuple[Nearest | Citation, ...] = (*last.answer.nearest, *last.answer.citations)
    titles = {each.paper_id: lead(each.title) for each in shown}
    names = [f"“{titles[key]}”" for key in paper_ids if key in titles]
    return f"{question.rstrip(' ?')} ({' and '.join(names)})?" if 0 < len(names) < 3 else question


def _ordinals(question: str, last: Turn) -> tuple[str, ...]:
    shown = shown_papers(last) or tuple(each.paper_id for each in last.answer.nearest)
    places = [phrases.ORDINALS[found.lower()] for found in phrases.ORDINAL.findall(question)]
    return tuple(dict.fromkeys(shown[place] for place in places if -len(shown) <= place < len(shown)))
