"""A question -> the same without its conditions on records, and these conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.planning.conditions.authors import take_authors
from assistant.planning.conditions.labels import take_labels
from assistant.planning.conditions.languages import take_languages
from assistant.planning.conditions.places import take_places
from assistant.planning.conditions.words import ASKS_PAPERS, BARE, tidied
from assistant.planning.conditions.years import take_years
from assistant.retrieval.metadata.records import Records
from assistant.types import Filter

_QUOTED = re.compile(r"[“\"][^“”\"]{3,300}[”\"]")
# Without one of these a question holds no condition, and no record has to be read.
_HINT = re.compile(
    r"""\b(?:1[89]|20)\d\d|\byears?\b|\bvenues?\b|\bby\b|\bauthor|\bwr(?:ite|ote|itten)|\bpublish|['’]s?\s|\bet\ al
      |\bcolleagues|language|\bwith\b|\babstract|\btag|\blabel|\bcollection|\bfolder
    |\b(?:at|in|from|of)\s+\S|\.(?:bib|ris|json|csv|xml|txt)\b|\b[A-Z]{3,}\b""",
    re.VERBOSE,
)

_MOST = 4  # conditions of one kind in a question

# "What does Liu's paper find?" asks for a fact, though its words could ask for a list.
_FINDS = re.compile(r"(?i)\b(?:does|do|did)\b.*\b(?:find|show|tell|need)\W*$")


@dataclass(frozen=True, slots=True)
class Taken:
    """What is left of a question, and the conditions that were in it."""

    rest: str
    filters: tuple[Filter, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether nothing but papers is asked for beside the conditions."""
        return BARE.fullmatch(self.rest) is not None and not _FINDS.search(self.rest)


def take_conditions(question: str, records: Callable[[], Records], this_year: int) -> Taken:
    """Take the conditions on records out of ``question``; what stands in quotation marks is left alone."""
    if not _HINT.search(question):
        return Taken(question)
    quoted: list[str] = []

    def hide(found: re.Match[str]) -> str:
        quoted.append(found[0])
        return f"«{len(quoted) - 1}»"

    asks = ASKS_PAPERS.search(question) is not None
    text, labels = take_labels(question, records) if asks else (question, ())
    text, spoken = take_languages(text, records) if asks else (text, ())
    text = _QUOTED.sub(hide, text)
    asks = ASKS_PAPERS.search(text) is not None
    found = _all_of(text, records(), this_year, asks)
    filters = (*labels, *spoken, *found.filters)
    text = found.rest
    text = re.sub(r"«(\d+)»", lambda found: quoted[int(found[1])], text)
    return Taken(tidied(text), filters) if filters else Taken(question)


def _all_of(text: str, records: Records, this_year: int, asks: bool) -> Taken:
    """Take what ``text`` holds of places, years and authors: of one kind also a second that leaves something out."""
    takers: tuple[Callable[[str], tuple[str, tuple[Filter, ...]]], ...] = (
        lambda left: take_places(left, records, asks),
        lambda left: take_years(left, this_year),
        lambda left: take_authors(left, records, asks),
    )
    kept: list[list[Filter]] = [[], [], []]
    for _ in range(_MOST):
        before = text
        for take, of_kind in zip(takers, kept, strict=True):
            left, more = take(text)
            if more and _together(of_kind, more):
                text = left
                of_kind += [condition for condition in more if condition not in of_kind]
        if text == before:
            break
    places, years, people = kept
    return Taken(text, (*people, *places, *years))


def _together(have: Sequence[Filter], more: Sequence[Filter]) -> bool:
    """Tell whether a paper can meet both: two years or venues it has not, but one and not another."""
    return not any(
        one.field == other.field and one.field in ("year", "venue") and "not" not in (one.op, other.op)
        for one in have
        for other in more
    )


def either(first: tuple[Filter, ...], second: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """Return the conditions of both sides of a comparison: of one field either value, of others both conditions."""
    kept = list(first)
    for other in second:
        same = next(
            (each for each in kept if each.field == other.field and {each.op, other.op} <= {"=", "has"}), None
        )
        if same is None:
            kept.append(other)
            continue
        values = (*_values(same), *_values(other))
        kept[kept.index(same)] = Filter(
            field=same.field, op="has", value=values, text=f"{same.text} or {other.text}"
        )
    return tuple(dict.fromkeys(kept))


def _values(one: Filter) -> tuple[str, ...]:
    return one.value if isinstance(one.value, tuple) else (str(one.value),)


def conditions_text(filters: tuple[Filter, ...]) -> str:
    """Return the conditions in words: "by Liu and Chen since 2022"."""
    words: list[str] = []
    for text in dict.fromkeys(condition.text for condition in filters):
        people = bool(words) and text.startswith("by ") and words[-1].startswith(("by ", "and "))
        words.append(f"and {text.removeprefix('by ')}" if people else text)
    return " ".join(words)
