"""The names of venues in a question, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.planning.record_grammar.lexicon import VOCABULARY, Word
from assistant.retrieval.metadata.people import folded
from assistant.retrieval.metadata.records import Records
from assistant.retrieval.metadata.venues import SHORT_NAMES
from assistant.types import Filter

_LONGEST = 14  # words of a venue's name
_AT = frozenset("at in from of for".split())
_NOUNS = frozenset("conference journal workshop proceedings venue conferences workshops symposium".split())
_SORTS = {"workshop": "Workshop", "workshops": "Workshop", "findings": "Findings"}
_ABOUT = frozenset("on about regarding concerning".split())
_SMALL = frozenset("of in for on at and to the a an with from by & or".split())


def venues_in(
    question: str, words: Sequence[Word], records: Records
) -> list[tuple[int, int, tuple[Filter, ...]]]:
    """Return where ``question`` names a venue that papers here have: the longest run of words that names one."""
    found: list[tuple[int, int, tuple[Filter, ...]]] = []
    at = 0
    while at < len(words):
        length = _length_at(question, words, at, records)
        if length:
            start, end = words[at].start, words[at + length - 1].end
            venue = _venue(question[start:end])
            found.append((*_with_noun(question, words, at, length), (venue,)))
        elif (sort := _SORTS.get(words[at].low)) and records.places(sort):
            found.append((words[at].start, words[at].end, (_venue(sort),)))
            length = 1
        at += max(length, 1)
    return found


def _with_noun(question: str, words: Sequence[Word], at: int, length: int) -> tuple[int, int]:
    """Return where a name stands together with the noun that says what it is: "the LREC conference"."""
    start, end = words[at].start, words[at + length - 1].end
    after = words[at + length] if at + length < len(words) else None
    if after and after.low in _NOUNS and not question[end : after.start].strip():
        return start, after.end
    before = words[at - 1] if at else None
    if before and before.low in _NOUNS and not question[before.end : start].strip():
        return before.start, end
    return start, end


def _venue(name: str) -> Filter:
    name = re.sub(r"['’]s?$", "", name)
    return Filter(field="venue", op="has", value=(name,), text=f"at {name}")


def _length_at(question: str, words: Sequence[Word], at: int, records: Records) -> int:
    first = words[at]
    if not _may_begin(first, at, words, records):
        return 0
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        run = words[at : at + length]
        whole = length > 1 and records.is_venue_name(question[first.start : run[-1].end])
        if whole:  # "PloS one"
            return length
        if run[-1].low in _SMALL or (length == 1 and first.low in VOCABULARY and not first.text.isupper()):
            continue
        name = re.sub(r"['’]s?$", "", question[first.start : run[-1].end])
        if re.search(r"[,;?!()]", name) or (
            length > 1
            and any(word.text.islower() and word.low in VOCABULARY and word.low not in _SMALL for word in run)
        ):
            continue
        if length > 1 and at and words[at - 1].low in _ABOUT:
            continue  # "papers on Machine Translation"
        if records.places(name) and (length > 1 or _is_short_name(first, at, words, records)):
            return length
        if length == 1 and _is_known_elsewhere(first):
            return 1
    return 0


def _may_begin(word: Word, at: int, words: Sequence[Word], records: Records) -> bool:
    """Tell whether a name of a venue may begin here; looking all up for each word would take long."""
    capital = word.text[:1].isupper() and (at > 0 or word.low not in VOCABULARY)
    known = _is_known_elsewhere(word) or records.is_short_name(word.text)
    return known or (capital and bool(records.places(word.text)))


def _is_known_elsewhere(word: Word) -> bool:
    """Tell whether a word is the well-known short name of a venue, spelled as one, be it here or not."""
    return word.low in SHORT_NAMES and sum(map(str.isupper, word.text)) > 1


def _is_short_name(word: Word, at: int, words: Sequence[Word], records: Records) -> bool:
    """Tell whether one word names a venue by itself: an acronym, a whole name, or one behind "at" or "in"."""
    if records.is_short_name(word.text) or sum(map(str.isupper, word.text)) > 1:
        return True
    whole = any(folded(venue) == folded(word.text) for venue in records.venues)
    behind = at > 0 and words[at - 1].low in _AT
    return whole or (behind and not records.people(word.text) and not records.is_subject(word.text, "venue"))
