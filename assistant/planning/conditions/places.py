"""Conditions on venue, source file and abstract: "at EMNLP", "from library.bib", "without an abstract"."""

from __future__ import annotations

import re

from assistant.planning.conditions.words import NEGATED, PAPERS, WERE, tidied, turned_round
from assistant.retrieval.metadata.records import Records
from assistant.types import Filter

_FLAGS = re.IGNORECASE | re.VERBOSE
_AT = re.compile(
    rf"""(?:(?P<sure>{WERE}(?:published|appear(?:ed|ing)?|presented|printed)\s+(?:at|in)\s+)
        |(?P<next>\b{PAPERS}\s+(?:(?:are|were)\s+)?(?:at|in|from|of)\s+)|(?P<loose>\b(?:at|in|from)\s+))
    (?:the\s+)?(?:(?:journal|conference)\s+(?!of\b|on\b|for\b))?(?=(?P<place>[^?.!;]+))""",
    _FLAGS,
)
_OR_AT = re.compile(
    r"\s*(?:,\s*(?:and|or)?|\band|\bor|&|vs\.?|versus)\s+(?:(?:at|in)\s+)?(?:the\s+)?(?P<place>[A-Z].*)$",
    re.DOTALL,
)
_PLACE_ENDS = re.compile(
    r",?\s+(?:about|on|that|which|since|after|before|between|by|with|without|from|in\s+(?:19|20)\d\d)\b", re.I
)
_NOT_ALONE = frozenset(
    "proceedings conference journal workshop transactions findings annual international meeting the".split()
)
# What a name that goes on would end with: "Computational Linguistics in | the 1990s".
_GOES_ON = frozenset("in of at for on to and the a an from by with".split())
_TRACK = re.compile(
    rf"\b(?P<place>[A-Z][A-Za-z]{{2,}})(?:\s+(?P<year>(?:19|20)\d\d))?\s+(?={PAPERS}\b)", re.VERBOSE
)
_FILE = re.compile(
    r"""(?P<gone>(?:(?:that|which)\s+)?(?:(?:are|is|were|was|come|came)\s+)?(?:imported\s+|taken\s+|added\s+)?(?:from|in|of)\s+(?:the\s+)?
    (?:(?:source|file|import)\s+)?[“"'`]?(?P<file>[\w.-]+\.(?:bib|ris|json|jsonl|csv|tsv|xml|txt|html?|gz|nbib|enw))[”"'`]?)""",
    _FLAGS,
)
_FROM = r"""(?:(?:that|which)\s+)?(?:(?:are|is|were|was|come|came)\s+)?(?:imported\s+|taken\s+|added\s+)?
    from\s+(?:the\s+|a\s+)?"""
_NO_ABSTRACT = re.compile(
    r"""(?:(?:that|which)\s+)?(?:(?:do|does)\s+not\s+have|(?:do|does)n['’]t\s+have|have\s+no|has\s+no|having\s+no|with\s+no|without
    |lack(?:s|ing)?|are\s+missing|is\s+missing|miss(?:ing)?)\s+(?:an?\s+|any\s+|the\s+|their\s+)?abstracts?\b""",
    _FLAGS,
)
_NO_FIELD = re.compile(
    r"""(?:(?:that|which)\s+)?(?:(?:do|does)\s+not\s+have|(?:do|does)n['’]t\s+have|have\s+no|has\s+no|having\s+no|with\s+no
    |without|records?\s+no|lack(?:s|ing)?|are\s+missing|is\s+missing)\s+(?:an?\s+|any\s+|the\s+|their\s+)?(?:recorded\s+|publication\s+)?
    (?P<field>year|authors?|venue|source)s?(?:\s+recorded)?(?=\s*(?:[?.!]|$|\bare\b|\bis\b))""",
    _FLAGS,
)
_ABSTRACT = re.compile(
    r"""(?:(?<=papers)|(?<=studies)|(?<=articles))\s+(?:(?:that|which)\s+)?(?:do\s+)?(?:have|has|with)\s+(?:an?\s+)?abstracts?\b""",
    _FLAGS,
)


def take_places(question: str, records: Records, papers_asked: bool) -> tuple[str, tuple[Filter, ...]]:
    """Return ``question`` without its conditions on venue, source and abstract, and these."""
    filters: list[Filter] = []
    if found := _NO_ABSTRACT.search(question):
        filters.append(Filter(field="abstract", op="is", value=False, text="without an abstract"))
        question = tidied(question[: found.start()] + " " + question[found.end() :])
    elif found := _ABSTRACT.search(question):
        filters.append(Filter(field="abstract", op="is", value=True, text="with an abstract"))
        question = tidied(question[: found.start()] + " " + question[found.end() :])
    if papers_asked and (found := _NO_FIELD.search(question)):
        field = found["field"].lower().removesuffix("s")
        text = f"without {'an author' if field == 'author' else f'a {field}'}"
        filters.append(Filter(field=field, op="is", value=False, text=text))  # type: ignore[arg-type]
        question = tidied(question[: found.start()] + " " + question[found.end() :])
    if found := _FILE.search(question):
        filters.append(Filter(field="source", op="has", value=(found["file"],), text=f"from {found['file']}"))
        question = tidied(question[: found.start("gone")] + " " + question[found.end("gone") :])
    elif known := _source(question, records) if papers_asked else None:
        filters.append(Filter(field="source", op="has", value=(known[0],), text=f"from {known[0]}"))
        question = known[1]
    question, venue = _venue(question, records, papers_asked)
    return question, (*filters, *venue)


def _source(question: str, records: Records) -> tuple[str, str] | None:
    """Return a source that papers here came from and that ``question`` names, and what is left of the question."""
    for source in records.sources:
        noun = rf"\b{re.escape(source)}\s+(?:{PAPERS}|records|references|items)\b"
        if found := re.search(noun, question, _FLAGS):  # "the BibTeX entries"
            return source, tidied(f"{question[: found.start()]} papers {question[found.end() :]}")
        pattern = rf"{_FROM}{re.escape(source)}(?:\s+(?:file|export|import|page))?(?![\w-])"
        if found := re.search(pattern, question, _FLAGS):
            return source, tidied(f"{question[: found.start()]} {question[found.end() :]}")
    return None


def _venue(question: str, records: Records, papers_asked: bool) -> tuple[str, tuple[Filter, ...]]:
    """Take a venue that papers here have; after "published in" also one that none has."""
    for found in _AT.finditer(question):
        place = _known(found["place"], records) if papers_asked or found["sure"] else ""
        if not place and found["sure"]:
            named = _PLACE_ENDS.split(found["place"])[0].strip(" ,")
            place = named if re.match(r"[A-Z]\D", named) and not re.search(r"\d{4}", named[:6]) else ""
        if not place:
            continue
        start = found.start()
        if found["next"]:
            start += _noun_length(found["next"])
        after = question[found.start("place") + len(place) :]
        others, after = _or_others(after, records)
        filters: tuple[Filter, ...] = (_at(_without_year(place), *others),)
        if negated := NEGATED.search(question[:start].rstrip()):
            filters, start = turned_round(filters), negated.start()
        return _with_year_told(tidied(f"{question[:start]} {after}")), filters
    for track in _TRACK.finditer(question):
        if track["place"].isupper() and records.places(track["place"]):
            rest = f"{question[: track.start('place')]} {question[track.end('place') :]}"
            return tidied(rest), (_at(track["place"]),)
    return question, ()


def _known(text: str, records: Records) -> str:
    """Return the longest beginning of ``text`` that names a venue of a paper here, "" when none does."""
    ends = [found.end() for found in re.finditer(r"[\w’'.&:()-]+", text)][:25]
    for end in reversed(ends):
        place = text[:end]
        name = _without_year(place)
        whole = name.split()[-1].lower() not in _GOES_ON
        if not whole or not _is_name(name) or name.lower() in _NOT_ALONE or not records.places(name):
            continue
        if " " in name or sum(map(str.isupper, name)) > 1 or records.is_short_name(name):
            return name
        if records.is_venue_name(name) or not records.is_subject(name, "venue"):  # "in Arabic", "in Africa"
            return name
    return ""


def _noun_length(text: str) -> int:
    found = re.match(rf"{PAPERS}\s+(?:(?:are|were)\s+)?", text, _FLAGS)
    return found.end() if found else 0


def _or_others(after: str, records: Records) -> tuple[list[str], str]:
    """Take the further venues of "EMNLP, ACL or NAACL", of which a paper has one; return them and what is left."""
    others: list[str] = []
    while found := _OR_AT.match(after):
        if not (place := _known(found["place"], records)):
            break
        others.append(_without_year(place))
        after = found["place"][len(place) :]
    return others, after


def _at(*places: str) -> Filter:
    return Filter(field="venue", op="has", value=places, text=f"at {' or '.join(places)}")


def _is_name(place: str) -> bool:
    """Tell whether a venue is named as one: with a capital; small words alone are a subject ("in parsing")."""
    return any(word[:1].isupper() for word in place.split())


def _without_year(place: str) -> str:
    return re.sub(r"[\s,]+(?:in\s+)?(?:19|20)\d\d$", "", place)


def _with_year_told(rest: str) -> str:
    """Say "papers from 2021" for the "papers 2021" that is left of "papers at EMNLP 2021"."""
    rest = re.sub(rf"(?i)(\b{PAPERS})\s+((?:19|20)\d\d)(?![\w-])", r"\1 from \2", rest)
    bare = r"(?<!from)(?<!in)(?<!after)(?<!since)(?<!before)(?<!until)(?<!and)(?<!to)(?<!year)(?<!between)"
    return re.sub(rf"(?i){bare}\s+((?:19|20)\d\d)(?=\s*[?.!]*$|\s+(?:about|on|by)\b)", r" from \1", rest)
