"""Conditions on authors: "by Liu", "Liu's papers", "did Savolainen write", "Liu and colleagues", "Liu et al."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.planning.conditions.words import NEGATED, PAPERS, PUBLISHED, tidied, turned_round
from assistant.retrieval.metadata.records import Records
from assistant.text.languages import LANGUAGES
from assistant.types import Filter

PARTICLES = frozenset("van von der den de del della di da dos du la le ten ter al el bin ben ibn".split())
_PARTICLE = rf"(?:{'|'.join(sorted(PARTICLES))})"
NO_NAMES = (
    "which what who whom whose how where when why list name find show give tell count get all any each every the"
    " these those this that my your our is are was were do does did has have had can could please i you we they it"
    " them of in by and papers paper studies works articles google only just keep compare contrast summarize explain"
).split()
_NOT_THESE = rf"(?!(?i:{'|'.join(NO_NAMES)})\b)"
# Begins with a capital, of whatever alphabet.
_WORD = rf"(?:{_NOT_THESE}[^\W\d_a-zà-öø-ÿ][\w'’-]*\.?)"
_NAME = (
    rf"(?:(?:{_PARTICLE}\s+)*{_WORD}(?:\s+{_PARTICLE}|\s+{_WORD}){{0,4}}(?:,\s+(?:[^\W\d_a-z]\.[\s-]?)+)?)"
)
_LOWER = r"(?:[^\W\d_]+(?:\s+[^\W\d_]+)?)"
_LOOSE = 7  # ways of naming an author that are tried with a name in small letters
_AND_OTHERS = r"""(?:\s*(?:and\s+(?:(?:his|her|their)\s+)?(?:colleagues|others|co-?workers|co-?authors|team
    |group)|et\s+al\.?)\s*)?"""
_NAMES = rf"{_NAME}(?:\s*(?:,|and|or|&)\s*(?:and\s+|or\s+)?{_NAME})*"
_BY = "by"
_WRITTEN = (
    rf"(?:(?:that|which)\s+)?(?:(?:are|is|were|was|have\ been)\s+)?(?:{PUBLISHED}\s+|(?:co-?)?authored\s+)?"
)
_WRITE = r"(?:write|written|author(?:ed)?|co-?author(?:ed)?|publish(?:ed)?|contribute(?:d)?(?:\ to)?)"


@lru_cache(maxsize=2)
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """Return the ways of naming an author; the group ``gone`` is what is taken out of the question."""
    return tuple(
        re.compile(pattern, re.X)
        for pattern in (
            # papers by Liu; papers on parsing written by Liu and colleagues
            rf"\b(?:(?i:{PAPERS}|them|those|these)\s+(?:(?:here|there|not)\s+)?)(?P<gone>(?i:{_WRITTEN}){_BY}\s+(?P<name>{name}){_AND_OTHERS})(?![\w’'])",
            rf"\b(?P<gone>(?i:{WERE_WRITTEN})\s+by\s+(?P<name>{name}){_AND_OTHERS})(?![\w’'])",
            # papers with Liu as an author; papers whose author is Liu; papers co-authored by Liu
            rf"\b(?P<gone>(?i:with|having)\s+(?P<name>{name})\s+(?i:as)\s+(?i:(?:an?|the|one|first|last|co)\b[\s-]*)*(?i:(?:co-?)?authors?))\b",
            rf"\b(?P<gone>(?i:(?:whose|where(?:\s+the)?|in\s+which(?:\s+the)?|with)\s+(?:(?:first|one|co)[\s-]+)?authors?\s+(?:is|are|include|includes|being|named|called)?)\s*(?P<name>{name}))\b",
            # Which papers did Liu write? What has Liu published?
            rf"(?P<gone>\b(?i:did|does|has|have)\s+(?P<name>{name}){_AND_OTHERS}\s+(?i:{_WRITE}))\b",
            rf"(?P<gone>\b(?P<name>{name}){_AND_OTHERS}\s+(?i:wrote|(?:co-?)?authored|(?:has|have)\s+written|published))\b",
            # Liu's papers
            rf"(?P<gone>\b(?P<name>{name}){_AND_OTHERS}['’]s?)\s+(?=(?i:(?:\w+\s+)?{PAPERS})\b)",
            rf"(?P<gone>\b(?P<name>{name})\s*(?:et\s+al\.?|and\s+(?:colleagues|co-?workers))['’]?s?)",
        )
    )


WERE_WRITTEN = (
    r"(?:(?:that|which)\s+)?(?:(?:are|is|were|was|have\ been)\s+)?(?:written|published|(?:co-?)?authored)"
)
# Papers "of" or "from" somebody may be from somewhere as well.
_FROM = (
    re.compile(rf"\b(?i:{PAPERS})\s+(?P<gone>(?:of|from)\s+(?P<name>{_NAMES}){_AND_OTHERS})(?![\w’'])", re.X),
)
_CLOSING = re.compile(rf"(?P<gone>\bby\s+(?P<name>{_NAMES}){_AND_OTHERS})(?=\s*[?.!]*$)", re.X)
_CLOSING_LOWER = re.compile(rf"(?P<gone>\bby\s+(?P<name>{_LOWER}))(?=\s*[?.!]*$)", re.X)


def take_authors(question: str, records: Records, papers_asked: bool) -> tuple[str, tuple[Filter, ...]]:
    """Return ``question`` without its conditions on authors, and these.

    A name in small letters, or one that merely closes the question ("... trained by Adam?"), must be an author's here.
    """
    unsure = ((_FROM, False), (_patterns(_LOWER)[:_LOOSE], False)) if records.holds_name(question) else ()
    for patterns, sure in ((_patterns(_NAMES), True), *unsure):
        for pattern in patterns:
            for found in pattern.finditer(question):
                if not sure and patterns is _FROM and is_rather_subject(found["name"], records):
                    continue
                if filters := _filters(found["name"], records, sure):
                    return _without(question, found, filters)
    if papers_asked and unsure:
        for pattern in (_CLOSING, _CLOSING_LOWER):
            found_last = pattern.search(question)
            if not found_last or is_rather_subject(found_last["name"], records):
                continue
            if filters := _filters(found_last["name"], records, sure=False):
                return _without(question, found_last, filters)
    return question, ()


def _without(
    question: str, found: re.Match[str], filters: tuple[Filter, ...]
) -> tuple[str, tuple[Filter, ...]]:
    start = found.start("gone")
    if negated := NEGATED.search(question[:start].rstrip()):
        filters, start = turned_round(filters), negated.start()
    return tidied(f"{question[:start]} {question[found.end('gone') :]}"), filters


def _filters(names: str, records: Records, sure: bool) -> tuple[Filter, ...]:
    either = re.search(r"\s+or\s+", names) is not None
    parts = [part.strip(" ,") for part in _split(names)]
    parts = [re.sub(r"^a\s+(?=\w{2})", "", part) for part in parts]  # "papers by a Garcia"
    parts = [part for part in parts if part and part.split()[0].lower() not in NO_NAMES]
    if not parts or not (sure or all(records.people(part) for part in parts)):
        return ()
    if sure and not any(records.people(part) for part in parts) and any(is_thing(part) for part in parts):
        return ()
    if either:
        return (Filter(field="author", op="has", value=tuple(parts), text=f"by {' or '.join(parts)}"),)
    return tuple(Filter(field="author", op="has", value=(part,), text=f"by {part}") for part in parts)


def _split(names: str) -> Sequence[str]:
    """Cut "Liu and Chen"; the comma of "Liu, A." belongs to the name."""
    return re.split(r"\s*(?:\band\b|\bor\b|&|,(?!\s+[^\W\d_a-z]\.))\s*", names)


def is_rather_subject(name: str, records: Records) -> bool:
    """Tell whether one word, particles aside, is a language's name or said of papers more often than it wrote any."""
    words = [word for word in name.split() if word.lower() not in PARTICLES]
    return len(words) == 1 and (words[0].capitalize() in LANGUAGES or records.is_subject(words[0], "author"))


# "Yann LeCun", "Benjamin VanDurme": a second capital behind a particle of family names.
_JOINED_FAMILY = re.compile(
    r"(?<=\s)(?:Le|La|De|Del|Della|Di|Du|Da|Van|Von|Fitz|Mc|Mac|O|San|St)(?=[A-Z][a-z]+\b)"
)


def is_thing(name: str) -> bool:
    """Tell whether a name looks like a model's or a system's ("BERT", "GPT-4"), not like a person's."""
    said = _JOINED_FAMILY.sub("", name)
    return bool(re.search(r"[A-Z]{2}|\d|[a-z][A-Z](?<!Mc[A-Z])(?<!Mac[A-Z])", said))
