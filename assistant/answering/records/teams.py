"""How many authors papers have: on average, and which papers have most or fewest."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import mean, median

from assistant.answering.records.listing import LISTED, lines
from assistant.answering.records.tables import ShelfAsked
from assistant.text.wording import papers_count

_FEW = 10  # papers of a ranking


def teams(asks: str, asked: ShelfAsked) -> Iterator[str]:
    """Yield what ``asks`` wants ("team-average", "team-most", "team-least") of the papers that record authors."""
    rows = [row for row in asked.rows if row.authors]
    if not rows:
        yield ""
        yield f"This shelf records no authors: none of {asked.count} has one."
        return
    sizes = [len(row.authors) for row in rows]
    if asks == "team-average":
        yield (
            f"The {papers_count(len(rows))}{asked.suffix} that record authors have **{mean(sizes):.1f}** on average "
            f"(median {median(sizes):g}, from {min(sizes)} to {max(sizes)})."
        )
        return
    most = asks == "team-most"
    ranked = sorted(rows, key=lambda row: -len(row.authors) if most else len(row.authors))
    best = max(sizes) if most else min(sizes)
    same = sizes.count(best)
    noun = "author" if best == 1 else "authors"
    have = "has" if same == 1 else "have"
    yield (
        f"Of **{asked.count}**, {'one' if same == 1 else f'{same:,}'} {have} the {'most' if most else 'fewest'} "
        f"authors: **{best} {noun}**.\n"
    )
    shown = ranked[: max(_FEW, min(same, LISTED))]
    papers = asked.retriever.index.papers.get([row.id for row in shown])
    for line, row in zip(lines(list(papers.values()), "authors", asked.numbering), shown, strict=True):
        yield f"{line} ({len(row.authors)})"
