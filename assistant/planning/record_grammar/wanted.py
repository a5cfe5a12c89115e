"""The words of a question on records, less its conditions -> what of the records it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.planning.record_grammar.lexicon import (
    AVERAGE,
    LEAST,
    LONG,
    MOST,
    NEWEST,
    OLDEST,
    PAPERS,
    PEOPLE,
    PER,
    PUBLISH,
    TOPICS,
    UNRECORDED,
    VENUES,
    WHEN,
    WHERE,
    WHO,
    WITH_WHOM,
    YEARS,
    Word,
)

_MANY = frozenset("many number numbers count counts total tally amount quantity list lists".split())
_TEAMS = frozenset("team teams byline bylines".split())
_OFTEN = frozenset("often frequently frequent represented".split())
_ASKING = frozenset("which what".split())
_BETWEEN = frozenset(
    "of the a an our my this these all different distinct unique separate single total other overall in recorded"
    " published written most many".split()
)
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("who", PEOPLE - PAPERS),
    ("when", YEARS),
    ("where", VENUES),
    ("topics", TOPICS),
    ("what", PAPERS),
)
_TABLES = {"who": "authors", "when": "years", "where": "venues", "topics": "topics"}


def wanted(words: Sequence[Word], *, by_person: bool, filtered: bool, placed: bool = False) -> str:
    """Return what is asked: a table ("authors-most"), "newest", "team-most" (the most authors), "list", or "".

    ``by_person`` tells that an author is among the conditions, ``placed`` as first or last one, ``filtered`` that
    there are any conditions.
    """
    lows = [word.low for word in words]
    if by_person:
        if placed or "author" in lows or "authors" in lows:  # "papers where Liu is an author"
            lows = [low for low in lows if low not in WHERE]
        lows = _without_roles(lows)
    if nothing := next((UNRECORDED[low] for low in lows if low in UNRECORDED), ""):
        return f"unrecorded-{nothing}"
    counted = _counted(lows)
    target = _target(lows, counted)
    teams = _has(lows, _TEAMS) or (target == "what" and _has(lows, LONG))
    of_teams = counted == "who" or (
        (teams or _has(lows, AVERAGE)) and _has(lows, PEOPLE) and counted != "what"
    )
    if of_teams and (told := _of_teams(lows, target)):
        return told
    if by_person and _has(lows, WITH_WHOM) and target == "who":
        return "coauthors"
    if by_person and target == "who" and "with" in lows and _has(lows, PUBLISH):
        return "coauthors"
    grouped = _grouped(lows)
    if grouped and grouped != "what":
        return _TABLES[grouped]
    if target in _TABLES:
        return _table(lows, target, counted, by_person=by_person)
    if counted in _TABLES:
        return _TABLES[counted]
    if (order := _order(words)) and not _has(lows, _MANY):
        return order
    return "list" if filtered else ""


def _without_roles(lows: Sequence[str]) -> list[str]:
    """Leave out "author" where it says what somebody is: "as an author", "is not among the authors"."""
    asked = _MANY | MOST | LEAST | _ASKING | {"other", "top", "all", "names"}
    kept = []
    for at, low in enumerate(lows):
        before = {*lows[max(0, at - 3) : at]}
        if low in ("author", "authors") and not before & asked:
            continue
        kept.append(low)
    return kept


def _table(lows: Sequence[str], target: str, counted: str, *, by_person: bool) -> str:
    """Return the table by ``target``; an author asked who wrote by that author is the list of the papers."""
    if target == "when" and by_person and not counted:
        if _near(lows, "first", PUBLISH) or "started" in lows or "start" in lows:
            return "oldest"
        if _near(lows, "last", PUBLISH):
            return "newest"
    if target == "topics":
        return "topics"
    most = _degree(lows)
    if target == "who" and by_person and not most:
        return "list"
    return f"{_TABLES[target]}{most}"


def _of_teams(lows: Sequence[str], target: str) -> str:
    """Return what is asked of how many authors papers have."""
    if _has(lows, AVERAGE) or _pairs(lows, {"per", "each", "every", "a"}, PAPERS):
        return "team-average"
    if (target in ("what", "") or _has(lows, _TEAMS)) and _has(lows, MOST | LEAST | LONG):
        return "team-least" if _has(lows, LEAST | {"shortest"}) else "team-most"
    return ""


def _counted(lows: Sequence[str]) -> str:
    """Return the kind of noun that is counted: "papers" of "most papers", "authors" of "how many authors"."""
    for at, low in enumerate(lows):
        if low not in MOST | LEAST | _MANY:
            continue
        for after in lows[at + 1 :]:
            if kind := _kind(after):
                return kind
            if after not in _BETWEEN:
                break
    return ""


def _target(lows: Sequence[str], counted: str) -> str:
    """Return what is asked for: "who", "when", "where", "what" or ""."""
    for at, low in enumerate(lows):
        if low in WHO:
            return "who"
        if low in WHEN:
            return "when"
        if low in WHERE:
            return "where"
        if low in _ASKING or (low in ("top", "list", "name", "names") and not counted):
            for after in lows[at + 1 : at + 5]:
                if (
                    after in ("is", "are", "was", "were", "did", "do", "does", "has", "have")
                    and low == "what"
                ):
                    continue
                if kind := _kind(after):
                    return kind
    nouns = _nouns(lows)
    others = [kind for kind in nouns if kind != counted]
    return (others or nouns or [""])[0] if not counted or counted == "what" else counted


def _nouns(lows: Sequence[str]) -> list[str]:
    return [kind for low in lows if (kind := _kind(low))]


def _kind(low: str) -> str:
    return next((kind for kind, members in _KINDS if low in members), "")


def _grouped(lows: Sequence[str]) -> str:
    """Return what papers are counted by: "per venue", "broken down by year", "over the years"."""
    for at, low in enumerate(lows):
        if low in PER or low in ("over", "of", "through"):
            after = [
                each
                for each in lows[at + 1 : at + 4]
                if each not in ("the", "each", "every", "publication", "by")
            ]
            kind = _kind(after[0]) if after else ""
            if kind and (low not in ("over", "of", "through", "across", "by") or kind != "what"):
                if low == "of" and not _has(lows, PER):
                    continue
                return kind
    return ""


def _degree(lows: Sequence[str]) -> str:
    if _has(lows, LEAST):
        return "-least"
    return "-most" if _has(lows, MOST | _OFTEN) else ""


def _order(words: Sequence[Word]) -> str:
    lows = [word.low for word in words]
    if (
        _has(lows, NEWEST)
        or _pairs(lows, {"most"}, {"recent", "recently"})
        or _pairs(lows, {"last", "final"}, PAPERS)
    ):
        return "newest"
    if _has(lows, OLDEST) or _pairs(lows, {"first"}, PAPERS):
        return "oldest"
    return ""


def _has(lows: Sequence[str], members: frozenset[str] | set[str]) -> bool:
    return not members.isdisjoint(lows)


def _pairs(lows: Sequence[str], first: frozenset[str] | set[str], second: frozenset[str] | set[str]) -> bool:
    return any(one in first and other in second for one, other in pairwise(lows))


def _near(lows: Sequence[str], word: str, members: frozenset[str]) -> bool:
    """Tell whether ``word`` stands beside one of ``members``."""
    return any(
        low == word and bool(members & {*lows[max(0, at - 1) : at], *lows[at + 1 : at + 3]})
        for at, low in enumerate(lows)
    )
