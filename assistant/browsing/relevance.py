"""A query -> the papers that speak of it, the best first, and no further ones.

A paper speaks of a query when it holds most of what the query's words tell (by their rarity), or when a sentence
of it means nearly the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.index.words.bm25 import stems
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import ASKING
from assistant.types import Hit, Passage

# Papers ranked by meaning as well as by words; below them words alone decide.
_RANKED = 100
# Up to so many papers are ranked exactly among themselves.
EXACT = 500
# The share of a query's information that a paper must hold, and the cosine of its best sentence that is enough
# without: read off the bundled papers and 2,839 of Hugging Face's daily ones.
COVERS, COVERS_WITH_MEANING, MEANS, NEAR = 0.75, 0.6, 0.5, 0.4


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ids of the papers that speak of a query, best first; ``best`` maps some to their sentence that fits best.

    ``wanted`` maps each stem of the query to its information.
    """

    ids: tuple[str, ...] = ()
    best: dict[str, Passage] = field(default_factory=dict)
    wanted: dict[str, float] = field(default_factory=dict)


def relevant(query: str, retriever: Retriever, among: Collection[str] | None = None) -> Ranking:
    """Return the papers that speak of ``query``; only of ``among`` when given, exactly ranked where these are few."""
    wanted = information(query, retriever)
    held = _coverage(wanted, retriever)
    few = among is not None and len(among) <= EXACT
    within = list(among) if few and among is not None else None
    hits = retriever.search(query, _RANKED if within is None else max(len(within), 1), within=within)
    kept = [hit for hit in hits if speaks_of(held.get(hit.paper.id, 0.0), _cosine(hit))]
    ids = dict.fromkeys(hit.paper.id for hit in kept)
    sure = {paper_id for paper_id, share in held.items() if share >= COVERS}
    if len(sure - ids.keys()):
        ranked = retriever.index.by_paper.search(query, len(retriever.index.manifest.papers), among=sure)
        ids |= dict.fromkeys(paper_id for paper_id, _ in ranked)
    chosen = tuple(ids) if among is None else tuple(paper_id for paper_id in ids if paper_id in among)
    best = {hit.paper.id: (hit.passages or (hit.passage,))[0] for hit in kept}
    return Ranking(chosen, best, wanted)


def speaks_of(covered: float, cosine: float) -> bool:
    """Tell whether a paper that holds the share ``covered`` of a query's information speaks of it."""
    return covered >= COVERS or cosine >= MEANS or (covered >= COVERS_WITH_MEANING and cosine >= NEAR)


def information(query: str, retriever: Retriever) -> dict[str, float]:
    """Return the stems of ``query`` that say what it is about, each with its information (nats)."""
    found = list(dict.fromkeys(stems(query)))
    words = [word for word in found if word not in ASKING] or found
    # "byte-level" is also searched for as "bytelevel", which says nothing more.
    joined = {first + second for first, second in pairwise(words)}
    return {word: retriever.index.by_paper.rarity(word) for word in words if word not in joined}


def _coverage(wanted: dict[str, float], retriever: Retriever) -> dict[str, float]:
    """Return the share (0 to 1) of the information wanted that each paper holds; none of those that hold nothing."""
    index, total = retriever.index.by_paper, sum(wanted.values())
    rows: dict[int, float] = {}
    for stem, weight in wanted.items():
        for row in index.holders(stem):
            rows[row] = rows.get(row, 0.0) + weight
    places: Sequence[int] = list(rows)
    return {paper_id: rows[row] / total for row, paper_id in zip(places, index.ids(places), strict=True)}


def _cosine(hit: Hit) -> float:
    return max(hit.scores.get("dense_sentence", 0.0), hit.scores.get("dense", 0.0))
