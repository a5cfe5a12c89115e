"""Numbers of authors ("by one author", "more than ten authors", "written alone"), of papers ("at least two papers")."""

from __future__ import annotations

import re

from assistant.types import Filter

_NAMES = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_NAMES)})"
_ONE = r"(?:(?:just|only|exactly)\s+)?(?:a\s+|one\s+)?(?:single|sole|solo|lone|solitary|lonely)"
_AUTHORS = (
    r"(?:(?:co-?|different\s+|named\s+)?(?:authors?|writers?)|people|persons?|researchers?|scientists?"
    r"|names|contributors|scholars|individuals)"
)
_PAPERS = r"(?:papers?|publications?|articles?|works?|studies|entries|titles?)"
_SPACED_AUTHORS, _SPACED_PAPERS, _NOTHING = rf"\s+{_AUTHORS}", rf"\s+{_PAPERS}", ""
_LEAST = r"(?:at\s+least|no\s+(?:fewer|less)\s+than|minimum\s+(?:of\s+)?|not\s+(?:fewer|less)\s+than|>=)"
_MOST = r"(?:at\s+most|no\s+more\s+than|not\s+more\s+than|maximum\s+(?:of\s+)?|up\s+to|<=)"
_MORE = r"(?:more\s+than|over|above|upwards\s+of|>)"
_FEWER = r"(?:fewer\s+than|less\s+than|under|below|<)"
_EXACT = r"(?:(?:exactly|just|only|precisely)\s+)?"
_LED = (
    r"(?:(?:that|which|who)\s+)?"
    r"(?:(?:have|has|had|are|is|were|was|with|having|of|by|written|authored|list|name)\s+)*"
)


def _amount(noun: str) -> str:
    return rf"""(?:
      {_LEAST}\s*(?P<least>{_NUMBER}){noun} | (?P<least2>{_NUMBER})\s*(?:\+|(?:or|and)\s+more|plus){noun}
    | (?P<least3>{_NUMBER}){noun}\s+(?:or|and)\s+more | {_MORE}\s*(?P<more>{_NUMBER}){noun}
    | {_MOST}\s*(?P<most>{_NUMBER}){noun}
    | (?P<most2>{_NUMBER})\s+(?:(?:or|and)\s+(?:fewer|less){noun}|{noun}\s+(?:or|and)\s+(?:fewer|less))
    | {_FEWER}\s*(?P<fewer>{_NUMBER}){noun}
    | (?:between\s+|from\s+)?(?P<low>{_NUMBER})\s*(?:to|and|-|–)\s*(?P<high>{_NUMBER}){noun}
    | {_EXACT}(?P<exact>{_NUMBER}){noun})(?!\w)"""


_FLAGS = re.IGNORECASE | re.VERBOSE
_ALONE = re.compile(
    rf"""\b{_LED}(?:by\s+)?(?:
      {_ONE}[\s-]+(?:{_AUTHORS}|author(?:ed|ship))(?!\w)
    | (?:sole|single|solo|lone)ly?[\s-]+(?:co-?)?(?:authored|written)
    | (?:one|1)[\s-]+author(?:ed)?\b(?!\s+of) | (?:exactly|just|only)\s+(?:one|1|an?)\s+{_AUTHORS}
    | (?:all\s+)?(?:alone|solo|single-handed(?:ly)?|unaided|on\s+(?:his|her|their|one['’]s)\s+own
      |by\s+(?:him|her|them|one)sel(?:f|ves))
    | (?:one|1)\s+(?:person|individual|researcher|scientist|writer|scholar|name)\b
    | (?:without|no|with\s+no|not\s+having|lacking)\s+(?:any\s+)?co-?authors? )""",
    _FLAGS,
)
_SOME = re.compile(rf"\b{_LED}{_amount(_SPACED_AUTHORS)}(?!\s+(?:with|who|having)\b)", _FLAGS)
_TEAM = re.compile(rf"\b{_LED}(?:author\s+)?(?:teams?|groups?)\s+(?:of|with)\s+{_amount(_NOTHING)}", _FLAGS)
_HYPHENED = re.compile(rf"\b(?P<exact>{_NUMBER})-(?:author|person|people|name)(?:ed)?\b", _FLAGS)
_MULTIPLE = re.compile(
    rf"\b{_LED}(?:(?:multiple|several|many)[\s-]+(?:co-?)?authors?(?:ed)?|multi-?author(?:ed)?|more\s+than\s+(?:one|a\s+single)\s+{_AUTHORS})",
    _FLAGS,
)
_PAIR = re.compile(
    rf"\b{_LED}(?:(?:by|of)\s+)?an?\s+(?P<exact>pair|duo|trio|couple)\s+of\s+{_AUTHORS}", _FLAGS
)
_GROUPS = {"pair": 2, "duo": 2, "couple": 2, "trio": 3}
# "With Liu as one author", "one of the authors": no number of them.
_NOT_BEFORE = re.compile(r"(?i)\b(?:as|for\s+each|top|per|first|last|how|least|no|not|than)\s*$")
_HAVING = re.compile(
    rf"\b(?:(?:wrote|written|published|with|had|has|have|having)\s+)*{_amount(_SPACED_PAPERS)}", _FLAGS
)
_REPEATED = re.compile(
    r"\b(?:(?P<one>more\s+than\s+once|repeatedly|multiple\s+times)|(?P<once>(?:only|just)\s+once))\b", _FLAGS
)


def take_author_counts(text: str) -> list[tuple[int, int, tuple[Filter, ...]]]:
    """Return where ``text`` tells how many authors papers have, and the conditions."""
    for pattern in (_MULTIPLE, _ALONE, _PAIR, _TEAM, _SOME, _HYPHENED):
        if (found := pattern.search(text)) and not _NOT_BEFORE.search(text[: found.start()]):
            if pattern is _ALONE:
                filters = _between(1, 1)
            elif pattern is _MULTIPLE:
                filters = _between(2, None)
            else:
                filters = _between(*_bounds(found))
            return [(found.start(), found.end(), filters)]
    return []


def papers_each(text: str) -> tuple[int, int, int, int | None] | None:
    """Return where ``text`` tells how many papers somebody has, at least and at most; None where it tells none."""
    if found := _REPEATED.search(text):
        return (found.start(), found.end(), 2, None) if found["one"] else (found.start(), found.end(), 1, 1)
    if found := _HAVING.search(text):
        low, high = _bounds(found)
        return found.start(), found.end(), low, high
    return None


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    said = {name: _number(value) for name, value in found.groupdict().items() if value}
    if "exact" in said:
        return said["exact"], said["exact"]
    if "low" in said:
        return min(said["low"], said["high"]), max(said["low"], said["high"])
    if "more" in said:
        return said["more"] + 1, None
    if "fewer" in said:
        return 1, max(said["fewer"] - 1, 0)
    if most := said.get("most") or said.get("most2"):
        return 1, most
    return next(iter(said.values())), None


def _number(text: str) -> int:
    low = text.lower()
    return _GROUPS.get(low) or _NAMES.get(low) or int(low)


def _between(low: int, high: int | None) -> tuple[Filter, ...]:
    noun = "author" if (high or low) == 1 else "authors"
    if low == high:
        return (Filter(field="author_count", op="=", value=low, text=f"by {low} {noun}"),)
    if high is None:
        text = f"by at least {low} {noun}"
        return (Filter(field="author_count", op=">=", value=low, text=text),)
    if low <= 1:
        return (Filter(field="author_count", op="<=", value=high, text=f"by at most {high} {noun}"),)
    text = f"by {low} to {high} {noun}"
    return (
        Filter(field="author_count", op=">=", value=low, text=text),
        Filter(field="author_count", op="<=", value=high, text=text),
    )
