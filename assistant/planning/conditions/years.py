"""Conditions on the year of a paper: "from 2025", "after 2023", "between 2019 and 2021", "the last three years".

Years in what papers say ("tweets from 2020") are none: a condition stands next to the papers it is about
("papers from 2025", "published since 2020"), or closes a question that asks for papers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.planning.conditions.words import (
    ASKS_PAPERS,
    NEGATED,
    PAPERS,
    PUBLISHED,
    WERE,
    tidied,
    turned_round,
)
from assistant.planning.named_things import named_things
from assistant.types import Filter

_YEAR = r"(?:1[89]\d\d|20\d\d)"
_NUMBERS = {
    name: number for number, name in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
_SPELT = dict(
    zip(
        "twenties thirties forties fifties sixties seventies eighties nineties".split(),
        "23456789",
        strict=True,
    )
)
_SPAN = rf"""
    (?:(?:from\s+)?before\s+(?P<o1>{_YEAR})\s+(?:or|and)\s+after\s+(?P<o2>{_YEAR})
    |between\s+(?P<b1>{_YEAR})\s+(?:and|to|-)\s+(?P<b2>{_YEAR})
    |(?:from|in|during|of)?\s*(?P<r1>{_YEAR})\s*(?:to|through|until|till|-|–|—)\s*(?P<r2>{_YEAR})
    |(?:(?:since|from|starting\ (?:in|from)|as\ of)\s+(?:the\ year\s+)?)?(?P<since>{_YEAR})
      (?:\s*\+|\s+(?:onwards?|on(?=\s*(?:[?.!,;)]|$|(?:and|by|at|in)\b))
        |(?:or|and)\ (?:later|after|newer|above|onwards?|more\ recent(?:ly)?)
        |(?:to|till|until)\ (?:now|date|today|the\ present|present)))(?!\w)
    |(?:since|starting\ (?:in|from)|as\ of|no\ earlier\ than|not\ before|in\ or\ after
      |on\ or\ after)\s+(?:the\ year\s+)?(?P<since2>{_YEAR})
    |in\s+(?P<since3>{_YEAR})\s+(?:or|and)\s+(?:later|after|onwards)
    |(?:from\s+)?(?:after|later\ than|newer\ than|more\ recent\ than|younger\ than|postdat(?:e|es|ing))
      \s+(?P<after>{_YEAR})
    |(?:from\s+)?(?:before|earlier\ than|older\ than|prior\ to|predat(?:e|es|ing))\s+(?P<before>{_YEAR})
    |(?:until|till|up\ (?:to|until)|through|no\ later\ than|not\ (?:after|later\ than))\s+(?P<until>{_YEAR})
    |pre-?\s?(?P<pre>{_YEAR})|post-?\s?(?P<post>{_YEAR})
    |(?:(?:from|in)\s+)?(?P<until2>{_YEAR})\s+(?:or|and)\s+(?:earlier|before|older)
    |(?:from|in|during|over|of|within)\s+the\s+(?P<decade>1[89]\d|20\d)0s
    |(?:(?:from|in|during|over|of|within)\s+)?(?:the\s+)?(?:(?P<half>first\s+half|second\s+half|early|late)\s+(?:of\s+)?)?(?:the\s+)?
      (?:(?P<decade2>1[89]\d|20\d)0['’]?s|['’]?(?P<tens>[2-9])0['’]?s|(?P<spelt>{"|".join(_SPELT)}))
    |(?:(?:from|in|during|over|of|within)\s+)?(?:the\s+)?(?:last|past|previous)\s+
      (?:(?P<n>\d{{1,2}}|{"|".join(_NUMBERS)})|(?P<couple>couple\s+of))\s+years
    |(?:(?:from|in|during|over|of|within)\s+)?the\s+(?:last|past|previous)\s+(?P<ten>decade)
    |(?:(?:in|during|over|within|from)\s+)?the\s+
      (?P<one>past\s+(?:year|twelve\s+months|12\s+months)|last\s+(?:twelve|12)\s+months)
    |(?:(?:from|in|during|over|of)\s+)?(?P<this>this\ year)
    |(?:(?:from|in|during|of)\s+)?(?P<last>last\ year)
    |(?:from|in|during|of)\s+(?:the\ year\s+)?(?P<years>{_YEAR}(?:(?:\s*,\s*(?:or\s+|and\s+)?|\s+(?:or
      |and)\s+){_YEAR})*))
    (?![\w-])"""
_FLAGS = re.IGNORECASE | re.VERBOSE
_CONDITION = re.compile(rf"(?<!\w)(?P<lead>{WERE}(?:{PUBLISHED}\s+)?){_SPAN}", _FLAGS)
# Years by themselves: "2019", "2019, 2020 or 2021".
_BARE = re.compile(
    rf"(?<![\w-]){_YEAR}(?:(?:\s*,\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+){_YEAR})*(?![\w-])", _FLAGS
)
# "2019 papers", "the 2021 articles on ...".
_BEFORE_NOUN = re.compile(rf"\b(?P<years>{_YEAR})\s+(?={PAPERS}\b)", _FLAGS)
# "Liu et al. (2019)", "Liu and colleagues, 2019".
_OF_AUTHORS = re.compile(
    rf"(?:et\ al\.?|and\ (?:colleagues|others|co-?workers))['’]?s?\s*,?\s*(?P<cited>\(?(?P<years>{_YEAR})\)?)",
    _FLAGS,
)
_NEXT_TO_PAPERS = re.compile(
    rf"""(?:\b{PAPERS}(?:\s+(?:here|there|on\ the\ shelf|are|were|is|was|dated))*|\bones|\bthose|\bthese|\bthem
        |\b(?:per|each|every)\ (?:venue|journal|conference|author)
        |\bof\ (?:those|them)),?\s*$""",
    _FLAGS,
)
_PUBLISHED_END = re.compile(rf"\b(?:{PUBLISHED}|publish|appear|write|wrote|written|authored)\W*$", _FLAGS)
_ARE_FROM = re.compile(
    r"""^\W*(?:and\s+)?(?:which|what|how\ many|any|only|just|the\ ones|those|of\ them)?\W*(?:of\ (?:them|those
        |these)\s+)?(?:papers\s+)?(?:are|were|is|was)?\W*$""",
    _FLAGS,
)
# Material that has years of its own: "tweets from 2020" are no papers from 2020.
_DATED = re.compile(
    r"""\b(?:data|dataset|datasets|corpus|corpora|tweets?|posts?|news|text|texts|speech(?:es)?|elections?|census|pandemic|records
    |reviews|campaign|olympics|war|crisis|debates?|snapshots?|dumps?|logs|images|events|documents|books|newspapers|collected
    |recorded|gathered|period|shared\ tasks?|tasks?|challenge|competition|workshop|edition
      |articles\ from\ newspapers)\W*$""",
    _FLAGS,
)
_ABOUT_FRAME = re.compile(
    rf"(?i:\b{PAPERS}\s+(?:(?:that|which)\s+(?:are|is)\s+)?(?:about|on|of|regarding|concerning)\b|['’]s\s+{PAPERS}\b)"
    r"|\b(?:by|did|has|have)\s+[A-Z]",
    re.VERBOSE,
)
_ENDS_WITH_BE = re.compile(r"(?i)\b(?:are|were|is|was)$")
# "Papers on parsing since 2020 use ...": what they do comes after.
_DOES = re.compile(r"(?i)\s+(?:use|are|do|have|study|evaluate|propose|report|train|mention|apply|compare)\b")
# "Which papers mention GSM8K and are from 2022?": said of the papers, as what stands before it is.
_ALSO = re.compile(r"(?i)(?:\band|\bbut|,)\s*$")


@dataclass(frozen=True, slots=True)
class Found:
    """A condition and where it stands in the question."""

    filters: tuple[Filter, ...]
    start: int
    end: int


def take_years(question: str, this_year: int) -> tuple[str, tuple[Filter, ...]]:
    """Return ``question`` without its conditions on years, and these."""
    for pattern, group in ((_OF_AUTHORS, "cited"), (_BEFORE_NOUN, "years")):
        if found := pattern.search(question):
            filters = _years(found["years"])
            return tidied(question[: found.start(group)] + question[found.end(group) :]), filters
    for found in _CONDITION.finditer(question):
        if _is_condition(question, found):
            filters, start = _filters(found, this_year), found.start()
            if negated := NEGATED.search(question[:start].rstrip()):
                filters, start = turned_round(filters), negated.start()
            if filters:
                return tidied(question[:start] + " " + question[found.end() :]), filters
    return question, ()


def year_spans(question: str, this_year: int) -> list[tuple[int, int, tuple[Filter, ...]]]:
    """Return every year or span of years that ``question`` names, whatever it says of it, with its place."""
    found = [(each.start(), each.end(), _filters(each, this_year)) for each in _CONDITION.finditer(question)]
    taken = [range(start, end) for start, end, _ in found]
    for bare in _BARE.finditer(question):
        if not any(bare.start() in span for span in taken):
            found.append((bare.start(), bare.end(), _years(bare[0])))
    return sorted((each for each in found if each[2]), key=lambda each: each[0])


def _is_condition(question: str, found: re.Match[str]) -> bool:
    before, after = NEGATED.sub("", question[: found.start()].rstrip()).rstrip(), question[found.end() :]
    lead = found["lead"].strip().lower()
    if re.search(rf"(?:{PUBLISHED})$", lead, _FLAGS):
        return True
    if _NEXT_TO_PAPERS.search(before) or _PUBLISHED_END.search(before) or _ARE_FROM.match(before):
        return not _DATED.search(before)
    if not lead and (be := _ENDS_WITH_BE.search(before)) and before != question[: found.start()].rstrip():
        lead, before = "are", before[: be.start()].rstrip()  # "... and are not from 2019"
    if lead in ("are", "were", "is", "was") and _ALSO.search(before) and ASKS_PAPERS.search(before):
        return not _DATED.search(_ALSO.sub("", before))
    if lead and lead not in ("are", "were", "is", "was"):  # "tweets that are from 2020"
        return False
    closes = (
        not after.strip(" ?.!,")
        or re.match(r"^\s*,?\s*(?:and\s+)?(?:written\s+)?(?:by|at)\s", after) is not None
        or _DOES.match(after) is not None
    )
    if not closes or _DATED.search(before) or not ASKS_PAPERS.search(before):
        return False
    only_papers = any(
        found[name] for name in ("since", "since2", "since3", "after", "before", "until", "until2", "n", "b1")
    )
    return only_papers or bool(_ABOUT_FRAME.search(before)) or _names_a_thing(before)


def _names_a_thing(before: str) -> bool:
    """Tell whether papers are asked to use or mention a coined name ("LoRA in 2025"), which has no year of its own."""
    named = named_things(before)
    return named.only and not named.plain and not any(re.search(r"[\s-]\d", each) for each in named.things)


def _filters(found: re.Match[str], this_year: int) -> tuple[Filter, ...]:
    groups = {name: value for name, value in found.groupdict().items() if value and name != "lead"}
    if first := groups.get("b1") or groups.get("r1"):
        low, high = sorted((int(first), int(groups.get("b2") or groups["r2"])))
        return _between(low, high, f"from {low} to {high}")
    if groups.get("o1"):
        return _outside(int(groups["o1"]), int(groups["o2"]))
    if since := groups.get("since") or groups.get("since2") or groups.get("since3"):
        return (Filter(field="year", op=">=", value=int(since), text=f"since {since}"),)
    if after := groups.get("after"):
        return (Filter(field="year", op=">=", value=int(after) + 1, text=f"after {after}"),)
    if after := groups.get("post"):
        return (Filter(field="year", op=">=", value=int(after) + 1, text=f"after {after}"),)
    if before := groups.get("before") or groups.get("pre"):
        return (Filter(field="year", op="<=", value=int(before) - 1, text=f"before {before}"),)
    if until := groups.get("until") or groups.get("until2"):
        return (Filter(field="year", op="<=", value=int(until), text=f"until {until}"),)
    if decade := groups.get("decade"):
        return _between(int(decade) * 10, int(decade) * 10 + 9, f"from the {decade}0s")
    if decade := _decade(groups):
        return _part_of(int(decade) * 10, groups.get("half", ""))
    if count := groups.get("n") or (
        "2" if groups.get("couple") else "10" if groups.get("ten") else "1" if groups.get("one") else ""
    ):
        first_year = this_year - (_NUMBERS.get(count.lower()) or int(count))
        return (Filter(field="year", op=">=", value=first_year, text=f"since {first_year}"),)
    if groups.get("this"):
        return _years(str(this_year))
    return _years(str(this_year - 1) if groups.get("last") else groups["years"])


def _years(text: str) -> tuple[Filter, ...]:
    years = sorted({int(year) for year in re.findall(_YEAR, text)})
    if len(years) == 1:
        return (Filter(field="year", op="=", value=years[0], text=f"from {years[0]}"),)
    spoken = f"from {', '.join(map(str, years[:-1]))} or {years[-1]}"
    return (Filter(field="year", op="has", value=tuple(map(str, years)), text=spoken),)


def _decade(groups: dict[str, str]) -> str:
    """Return the decade that "the 2010s", "the 90s" or "the nineties" name without its last digit, "" for none."""
    tens = groups.get("tens") or _SPELT.get(groups.get("spelt", "").lower(), "")
    return groups.get("decade2") or (f"{20 if tens == '2' else 19}{tens}" if tens else "")


def _part_of(first: int, part: str) -> tuple[Filter, ...]:
    if not part:
        return _between(first, first + 9, f"from the {first}s")
    low = first if part.lower().startswith(("first", "early")) else first + 5
    return _between(low, low + 4, f"from {low} to {low + 4}")


def _outside(low: int, high: int) -> tuple[Filter, ...]:
    left_out = tuple(map(str, range(low, high + 1)))
    text = f"before {low} or after {high}"
    return (Filter(field="year", op="not", value=left_out, text=text),) if left_out else ()


def _between(low: int, high: int, text: str) -> tuple[Filter, ...]:
    return (
        Filter(field="year", op=">=", value=low, text=text),
        Filter(field="year", op="<=", value=high, text=text),
    )
