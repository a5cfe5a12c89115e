"""Conditions on records in force: the papers that meet them, listed, or the word that none does and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.answering.records.listing import LISTED, cut_note, lines
from assistant.papers.store import PaperStore
from assistant.planning.conditions.take import conditions_text
from assistant.retrieval.metadata.near_people import near_people
from assistant.retrieval.metadata.records import Records, recorded
from assistant.text.wording import escaped, papers_count
from assistant.types import CitedField, Filter, Judged, Plan

_CITED: dict[str, CitedField] = {
    "year": "year",
    "author": "authors",
    "first_author": "authors",
    "last_author": "authors",
    "author_count": "authors",
    "venue": "venue",
}
_NOUNS = {
    "year": "years",
    "author": "authors",
    "first_author": "authors",
    "last_author": "authors",
    "author_count": "authors",
    "venue": "venues",
    "source": "sources",
    "abstract": "abstracts",
    "collection": "collections",
    "tag": "tags",
    "language": "languages",
}


def filtered(plan: Plan, records: Records) -> Plan:
    """Return ``plan`` for the papers only that meet its conditions."""
    if not plan.filters:
        return plan
    return replace(plan, within=tuple(row.id for row in records.matching(plan.filters, plan.within)))


def list_matching(plan: Plan, asked: int, records: Records, papers: PaperStore, first: str = "") -> Composing:
    """List the papers that meet the conditions, of the ``asked`` ones, below ``first``; nothing is judged."""
    ids = plan.within or ()
    if not ids:
        return none_matches(plan, asked, records)
    numbering = CitationNumbers()
    field: CitedField = next(
        (
            _CITED[condition.field]
            for condition in plan.filters
            if condition.field in _CITED and condition.op != "is"
        ),
        "title",
    )
    shown = list(papers.get(ids[:LISTED]).values())
    be = "is" if len(ids) == 1 else "are"
    pieces = [
        first,
        f"**{len(ids):,} of {papers_count(asked)}** {be} {escaped(conditions_text(plan.filters))}.\n",
    ]
    pieces += lines(shown, field, numbering)
    pieces += [cut_note(len(ids)), people_note(plan.filters, records)]
    judged = Judged(of=asked)
    return composed(
        [piece for piece in pieces if piece],
        Draft("", "answered", numbering.citations, judged=judged, warnings=unrecorded(plan.filters, records)),
    )


def none_matches(plan: Plan, asked: int, records: Records) -> Composing:
    """Say that no paper meets the conditions, and what the shelf records instead."""
    if missing := nothing_recorded(plan.filters, records):
        text = missing
    else:
        text = f"None of the {papers_count(asked)} is {escaped(conditions_text(plan.filters))}."
        if any(condition.field == "year" for condition in plan.filters):
            text += _span(records.years)
        if any(condition.field == "source" for condition in plan.filters):
            text += f" The sources recorded here are {', '.join(map(escaped, list(records.sources)[:10]))}."
        text += _labels(plan.filters, records)
        text += people_note(plan.filters, records)
    draft = Draft("", "no_evidence", judged=Judged(of=asked), warnings=unrecorded(plan.filters, records))
    return composed([text], draft)


def nothing_recorded(filters: Sequence[Filter], records: Records) -> str:
    """Return the sentences that tell of which conditions no paper records anything, "" where there are none."""
    notes = dict.fromkeys(_nothing_recorded(condition, records) for condition in filters)
    return " ".join(text for text in notes if text)


def people_note(filters: Sequence[Filter], records: Records) -> str:
    """Return the sentence that tells people of one name apart, "" when there is nothing to tell."""
    notes = []
    for condition in filters:
        for asked in (
            condition.value
            if condition.field in ("author", "first_author", "last_author")
            and isinstance(condition.value, tuple)
            else ()
        ):
            people = records.people(asked)
            if len(people) > 1:
                shown = "; ".join(f"{escaped(name)} ({records.authors[name]})" for name in people[:10])
                more = f"; and {len(people) - 10} more" if len(people) > 10 else ""
                notes.append(
                    f"\n\n“{escaped(asked)}” can be any of {len(people)} authors here: {shown}{more}."
                )
            elif not people:
                notes.append(f"\n\nNo author here is called “{escaped(asked)}”.{_near(asked, records)}")
    return "".join(notes)


def _near(asked: str, records: Records) -> str:
    """Return the sentence that tells names spelled almost like ``asked``, "" for none."""
    people = near_people(asked, records)[:3]
    shown = "; ".join(f"{escaped(name)} ({records.authors[name]})" for name in people)
    return f" Spelled almost so: {shown}." if people else ""


def unrecorded(filters: Sequence[Filter], records: Records) -> tuple[str, ...]:
    """Return a warning for each kind of condition that the records of some papers are silent on."""
    found = []
    for field in dict.fromkeys(condition.field for condition in filters if condition.op != "is"):
        silent = sum(not recorded(row, field) for row in records.rows)
        if 0 < silent < len(records.rows) and field not in ("collection", "tag"):  # many papers have none
            noun = _NOUNS[field].removesuffix("s")
            verb = "records" if silent == 1 else "record"
            found.append(f"{papers_count(silent)} {verb} no {noun} and cannot meet that condition.")
    return tuple(found)


def _nothing_recorded(one: Filter, records: Records) -> str:
    if one.op == "is" or any(recorded(row, one.field) for row in records.rows):
        return ""
    return f"This shelf records no {_NOUNS[one.field]}, so no paper can be told to be {escaped(one.text)}."


def _labels(filters: Sequence[Filter], records: Records) -> str:
    """Name the collections or tags that there are, where one that there is not was asked for."""
    note = ""
    for field, there in (("collection", records.collections), ("tag", records.tags)):
        if any(condition.field == field for condition in filters):
            note += f" The {_NOUNS[field]} recorded here are {', '.join(map(escaped, list(there)[:10]))}."
    return note


def _span(years: dict[int, int]) -> str:
    if not years:
        return ""
    first, last = min(years), max(years)
    return (
        f" The years recorded here are {first} to {last}."
        if first < last
        else f" All years recorded are {first}."
    )
