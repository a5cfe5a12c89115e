"""Questions about the shelf itself, answered from its records without a language model, at any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import mean

from assistant.answering.composing.draft import CitationNumbers, Composing, Draft, composed
from assistant.answering.records.filtered import none_matches
from assistant.answering.records.listing import LISTED, cut_note, lines
from assistant.answering.records.tables import TABLES, ShelfAsked, people_of, table
from assistant.answering.records.teams import teams
from assistant.index.snapshot import paper_vectors
from assistant.planning.conditions.take import conditions_text
from assistant.retrieval.clusters import cluster_papers
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.metadata.people import folded
from assistant.retrieval.metadata.records import Record, Records
from assistant.text.wording import escaped, papers_count
from assistant.types import CitedField, Judged, Plan, Status

_FEW = 10  # papers of a ranking: newest, longest
_SAMPLE = 1500  # papers whose vectors are read; a large shelf is told from so many, spread evenly
_EXAMPLES = 3


def answer_shelf(plan: Plan, retriever: Retriever) -> Composing:
    """Answer ``plan.asks`` of the papers that its conditions leave."""
    records = retriever.records()
    rows = records.matching((), plan.within) if plan.within is not None else list(records.rows)
    if plan.filters and not rows:
        return none_matches(plan, len(records.rows), records)
    words = f" {escaped(conditions_text(plan.filters))}" if plan.filters else ""
    asked = ShelfAsked(rows, words, retriever, CitationNumbers(), people_of(plan, records))
    if not rows:
        return composed(["The shelf holds no paper yet."], Draft("", "answered"))
    told_of = [list(_pieces(asked_for, asked, records)) for asked_for in plan.asks.split("+")]
    status: Status = "answered" if any(pieces[0] for pieces in told_of) else "no_evidence"
    text = [piece for pieces in told_of for piece in ("\n\n", *pieces) if piece][1:]
    return composed(text, Draft("", status, asked.numbering.citations, judged=Judged(of=len(rows))))


def _pieces(asks: str, asked: ShelfAsked, records: Records) -> Iterator[str]:
    if asks == "count":
        yield _counted(asked)
    elif asks == "list":
        yield f"**{asked.count}** {'is' if len(asked.rows) == 1 else 'are'} on the shelf.\n"
        yield from _papers(asked.rows[:LISTED], asked, "title")
        yield cut_note(len(asked.rows))
    elif asks == "topics":
        yield from topics(asked.rows, asked.count, asked.retriever, asked.numbering)
    elif asks.split("-")[0] in TABLES:
        yield from table(asks, asked, records)
    elif asks.startswith("unrecorded"):
        yield ""
        yield (
            f"This shelf records no {asks.partition('-')[2]}: of a paper it has title, abstract, authors, year and "
            "venue, as far as the import told them."
        )
    elif asks.startswith("team"):
        yield from teams(asks, asked)
    elif asks == "duplicates":
        yield from _duplicates(asked)
    elif asks == "length-average":
        yield from _lengths(asked)
    elif asks.endswith("-title"):
        yield from _titles(asks.partition("-")[0], asked)
    else:
        yield from _ranking(asks, asked)


def _counted(asked: ShelfAsked) -> str:
    years = [row.year for row in asked.rows if row.year is not None]
    span = f", from {min(years)} to {max(years)}" if years and min(years) < max(years) else ""
    bare = sum(not row.length for row in asked.rows)
    without = f"; {bare:,} of them without an abstract" if bare else ""
    return f"**{asked.count}** {'is' if len(asked.rows) == 1 else 'are'} on the shelf{span}{without}."


def _ranking(asks: str, asked: ShelfAsked) -> Iterator[str]:
    if asks in ("newest", "oldest"):
        dated = [row for row in asked.rows if row.year is not None]
        if not dated:
            yield ""
            yield f"This shelf records no years, so the {asks} of {asked.count} cannot be told."
            return
        ranked = sorted(dated, key=lambda row: -(row.year or 0) if asks == "newest" else (row.year or 0))
        first = ranked[0].year
        same = sum(row.year == first for row in dated)
        silent = len(asked.rows) - len(dated)
        yield f"The {asks} of **{asked.count}** {'is' if same == 1 else f'are {same:,} papers'} from {first}.\n"
        yield from _papers(ranked[: max(_FEW, min(same, LISTED))], asked, "year")
        if silent:
            yield f"\n\n{papers_count(silent)} {'records' if silent == 1 else 'record'} no year."
        return
    described = [row for row in asked.rows if row.length]
    if not described:
        yield ""
        yield f"None of {asked.count} has an abstract, so their lengths cannot be told."
        return
    ranked = sorted(described, key=lambda row: -row.length if asks == "longest" else row.length)[:_FEW]
    yield (
        f"Only titles and abstracts are on the shelf. The {asks} abstract of **{asked.count}** has "
        f"{ranked[0].length:,} characters.\n"
    )
    yield from _papers(ranked, asked, "title")


def _lengths(asked: ShelfAsked) -> Iterator[str]:
    sizes = [row.length for row in asked.rows if row.length]
    if not sizes:
        yield ""
        yield f"None of {asked.count} has an abstract, so their lengths cannot be told."
        return
    yield (
        f"The abstracts of **{papers_count(len(sizes))}**{asked.suffix} have on average **{mean(sizes):,.0f} "
        f"characters** (from {min(sizes):,} to {max(sizes):,})."
    )


def _titles(degree: str, asked: ShelfAsked) -> Iterator[str]:
    sign = -1 if degree == "longest" else 1
    ranked = sorted(asked.rows, key=lambda row: sign * len(row.title))[:_FEW]
    yield f"The {degree} title of **{asked.count}** has {len(ranked[0].title):,} characters.\n"
    yield from _papers(ranked, asked, "title")


def _duplicates(asked: ShelfAsked) -> Iterator[str]:
    groups: dict[str, list[Record]] = {}
    for row in asked.rows:
        groups.setdefault("".join(char for char in folded(row.title) if char.isalnum()), []).append(row)
    twice = [group for title, group in groups.items() if title and len(group) > 1]
    if not twice:
        yield f"No two of **{asked.count}** have the same title."
        return
    number = sum(map(len, twice))
    yield f"**{number:,} of {asked.count}** share {len(twice):,} {'title' if len(twice) == 1 else 'titles'}.\n"
    yield from _papers([row for group in twice for row in group][:LISTED], asked, "title")
    yield cut_note(number)


def _papers(rows: Sequence[Record], asked: ShelfAsked, field: CitedField) -> Iterator[str]:
    papers = asked.retriever.index.papers.get([row.id for row in rows])
    yield from lines(list(papers.values()), field, asked.numbering)


def topics(
    rows: Sequence[Record], count: str, retriever: Retriever, numbering: CitationNumbers
) -> Iterator[str]:
    """Yield the topics of the papers of ``rows``, the largest first; ``count`` says how many papers these are."""
    step = max(1, -(-len(rows) // _SAMPLE))
    ids = [row.id for row in rows[::step]]
    papers = list(retriever.index.papers.get(ids).values())
    clusters = cluster_papers(papers, paper_vectors(retriever.index, ids))
    if clusters is None:
        yield ""
        yield f"The meaning of {count} is not indexed yet, so no topics can be told. Ask again when it is."
        return
    sample = (
        f" (told from {papers_count(len(clusters.papers))} of them)"
        if len(clusters.papers) < len(rows)
        else ""
    )
    number = len(clusters.labels)
    yield f"**{count}**{sample} fall into {number} {'topic' if number == 1 else 'topics'}:\n"
    for cluster, label in enumerate(clusters.labels):
        size = int((clusters.numbers == cluster).sum())
        share = f"{size / len(clusters.papers):.0%} of the papers" if sample else papers_count(size)
        yield f"\n- **{escaped(label)}** ({share}):"
        for paper in clusters.central(cluster, _EXAMPLES):
            yield f"\n    - {escaped(paper.title)} {numbering.record(paper, 'title')}"
