"""A line below a list of papers: who wrote them, or when they came out, where that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from assistant.answering.composing.draft import Responding
from assistant.events import Token
from assistant.retrieval.metadata.records import Records
from assistant.text.wording import escaped, papers_count
from assistant.types import Plan

_MOST = 40  # names in a line


def closed(plan: Plan, responding: Responding, records: Callable[[], Records]) -> Responding:
    """Put below the answer what its plan asks of the papers it lists ("who", "when")."""
    try:
        draft = yield from responding
        asks = closing_of(plan.asks)
        if not asks or draft.status not in ("answered", "partial"):
            return draft
        line = closing(asks, [citation.paper_id for citation in draft.citations], records())
        yield Token(line)
        return replace(draft, text=draft.text + line)
    finally:
        responding.close()


def closing_of(asks: str) -> str:
    """Return "who" or "when" when a plan's ``asks`` wants that told of the papers listed, "" when neither."""
    return next((told for told in ("who", "when") if asks.endswith(told)), "")


def closing(asks: str, ids: Iterable[str], records: Records) -> str:
    """Return the names or years recorded for the papers ``ids``, each with its number of papers."""
    rows = records.matching((), tuple(dict.fromkeys(ids)))
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(
            list(dict.fromkeys(row.authors)) if asks == "who" else [str(row.year)] if row.year else []
        )
    noun = "authors" if asks == "who" else "years"
    if not counts:
        return f"\n\nThis shelf records no {noun} of {'it' if len(rows) == 1 else 'them'}."
    order = counts.most_common() if asks == "who" else sorted(counts.items())
    told = ", ".join(f"{escaped(name)} ({count})" for name, count in order[:_MOST])
    more = f" and {len(order) - _MOST:,} more" if len(order) > _MOST else ""
    top = [name for name, count in order if count == max(counts.values())]
    most = f", most from **{top[0]}**" if asks == "when" and len(top) == 1 < len(order) else ""
    return f"\n\n**By {noun.removesuffix('s')}**, of the {papers_count(len(rows))} found{most}: {told}{more}."
