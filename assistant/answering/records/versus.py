"""Two or more sides of a comparison, each with its number of papers; which has more."""

from __future__ import annotations

from assistant.answering.composing.draft import Composing, Draft, composed
from assistant.answering.records.filtered import filtered, nothing_recorded, people_note, unrecorded
from assistant.answering.records.named_answer import scan_things
from assistant.planning.conditions.take import conditions_text
from assistant.retrieval.hybrid import Retriever
from assistant.text.wording import escaped, papers_count
from assistant.types import Judged, Plan


def count_sides(plan: Plan, retriever: Retriever) -> Composing:
    """Count the papers of each side of ``plan``, by records or by a scan for a name, and tell which has more."""
    records = retriever.records()
    asked = len(records.rows) if plan.within is None else len(plan.within)
    counts = [(_told(side), _count(side, plan, retriever)) for side in plan.parts]
    filters = tuple(one for side in plan.parts for one in side.filters)
    if missing := nothing_recorded(filters, records):
        return composed([missing], Draft("", "no_evidence", judged=Judged(of=asked)))
    silent = unrecorded(filters, records)
    order = sorted(counts, key=lambda each: -each[1])
    (first, most), (_, second) = order[0], order[1]
    if not most:
        lead = "None of them has a paper"
    elif most == second:
        lead = "Both have equally many" if len(order) == 2 else "Some have equally many"
    else:
        lead = f"**{first}**: more papers"
    numbers = ", ".join(f"{name}: {count:,}" for name, count in order)
    text = f"{lead}, of {papers_count(asked)} — {numbers}.\n"
    rows = "".join(f"| {name} | {count:,} |\n" for name, count in counts)
    pieces = [text, f"\n| Which | Papers |\n| --- | --- |\n{rows}", people_note(filters, records)]
    draft = Draft("", "answered" if most else "no_evidence", judged=Judged(of=asked), warnings=silent)
    return composed([piece for piece in pieces if piece], draft)


def _told(side: Plan) -> str:
    return f"naming “{escaped(side.things[0])}”" if side.things else escaped(conditions_text(side.filters))


def _count(side: Plan, plan: Plan, retriever: Retriever) -> int:
    if side.things:
        limited = filtered(plan, retriever.records())
        return len(
            scan_things(Plan("", "set", "", "", within=limited.within, things=side.things), retriever).ids
        )
    return len(retriever.records().matching((*side.filters, *plan.filters), plan.within))
