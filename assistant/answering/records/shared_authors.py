"""The people who have papers on each of several sides: at both of two venues, in both of two years."""

from __future__ import annotations

from collections import Counter

from assistant.answering.composing.draft import Composing, Draft, composed
from assistant.answering.records.filtered import nothing_recorded, people_note, unrecorded
from assistant.planning.conditions.take import conditions_text
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.metadata.people import folded
from assistant.text.wording import escaped, papers_count
from assistant.types import Filter, Judged, Plan

_ROWS = 60  # lines of the table
_OF_AUTHORS = (Filter(field="author", op="has", value=("",), text="by somebody"),)


def authors_of_both(plan: Plan, retriever: Retriever) -> Composing:
    """List the authors of papers on every side of ``plan``, with how many they have on each, those of most first."""
    records = retriever.records()
    asked = len(records.rows) if plan.within is None else len(plan.within)
    filters = tuple(one for side in plan.parts for one in side.filters)
    if missing := nothing_recorded((*filters, *_OF_AUTHORS), records):
        return composed([missing], Draft("", "no_evidence", judged=Judged(of=asked)))
    spelled: dict[str, str] = {}
    counts = [_counted(side, plan, retriever, spelled) for side in plan.parts]
    shared = set(counts[0]).intersection(*counts[1:])
    order = sorted(shared, key=lambda key: (-sum(count[key] for count in counts), spelled[key]))
    sides = [escaped(conditions_text(side.filters)) for side in plan.parts]
    told = " and ".join(sides)
    silent = (*unrecorded(filters, records), *unrecorded(_OF_AUTHORS, records))
    if not order:
        text = f"No author has papers both {told}, of {papers_count(asked)}."
        draft = Draft("", "no_evidence", judged=Judged(of=asked), warnings=silent)
        return composed([text + people_note(filters, records)], draft)
    number = "**1 author** has" if len(order) == 1 else f"**{len(order):,} authors** have"
    pieces = [f"{number} papers both {told}, of {papers_count(asked)}.\n"]
    pieces.append(f"\n| Author | {' | '.join(sides)} |\n| --- |{' --- |' * len(sides)}\n")
    for key in order[:_ROWS]:
        numbers = " | ".join(f"{count[key]:,}" for count in counts)
        pieces.append(f"| {escaped(spelled[key])} | {numbers} |\n")
    if len(order) > _ROWS:
        pieces.append(f"\n{len(order) - _ROWS:,} more authors are left out.\n")
    return composed(pieces, Draft("", "answered", judged=Judged(of=asked), warnings=silent))


def _counted(side: Plan, plan: Plan, retriever: Retriever, spelled: dict[str, str]) -> Counter[str]:
    """Count the papers of each author of a side; names that differ in accents or capitals only are one."""
    found: Counter[str] = Counter()
    for row in retriever.records().matching((*side.filters, *plan.filters), plan.within):
        for author in dict.fromkeys(row.authors):
            found[folded(author)] += 1
            spelled.setdefault(folded(author), author)
    return found
