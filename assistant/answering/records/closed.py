"""A line below a list of papers: who wrote them, or when they came out, where that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import replace

from assistant.answering.composing.draft import Draft
from assistant.events import Event, Token
from assistant.retrieval.records import Records
from assistant.text.wording import escaped, papers_count
from assistant.types import Plan

Responding = Generator[Event, None, Draft]
_MOST = 40  # names in a line


def closed(plan: Plan, responding: Responding, records: Callable[[], Records]) -> Responding:
    """Put below the answer what its plan asks of the papers it lists ("who", "when")."""
    try:
        draft = yield from responding
        if plan.asks not in ("who", "when") or draft.status not in ("answered", "partial"):
            return draft
        line = _line(plan.asks, draft, records())
        yield Token(line)
        return replace(draft, text=draft.text + line)
    finally:
        responding.close()


def _line(asks: str, draft: Draft, records: Records) -> str:
    """Return the names or years recorded for the papers that ``draft`` cites, each with its number of papers."""
    ids = dict.fromkeys(citation.paper_id for citation in draft.citations)
    rows = records.matching((), tuple(ids))
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(dict.fromkeys(row.authors) if asks == "who" else [str(row.year)] if row.year else [])
    noun = "authors" if asks == "who" else "years"
    if not counts:
        return f"\n\nThis shelf records no {noun} of {'it' if len(rows) == 1 else 'them'}."
    order = counts.most_common() if asks == "who" else sorted(counts.items())
    told = ", ".join(f"{escaped(name)} ({count})" for name, count in order[:_MOST])
    more = f" and {len(order) - _MOST:,} more" if len(order) > _MOST else ""
    return f"\n\n**By {'author' if asks == 'who' else 'year'}**, of the {papers_count(len(rows))} listed: {told}{more}."
