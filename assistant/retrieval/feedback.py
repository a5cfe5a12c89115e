"""Papers judged so far -> what to judge next: papers like the matches, by meaning and by words.

Relevance feedback is Rocchio's (in Salton, The SMART Retrieval System, 1971): the query moves towards the mean of
what matched and away from the mean of what did not. Words are chosen as Robertson chooses them (J. Documentation 46,
1990): by how much oftener they stand in matches than on the shelf.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.index.snapshot import paper_vectors
from assistant.index.words.bm25 import stems_of
from assistant.retrieval.fusion import reciprocal_rank_fusion
from assistant.retrieval.hybrid import Retriever
from assistant.types import Paper


@dataclass(frozen=True, slots=True)
class Feedback:
    """How far the query moves, how many words it gains, and how the two rankings are fused.

    Chosen with eval.bench.search.budget on its tuning part (docs/scale.md).
    """

    matched: float = 3.0
    others: float = 2.0
    words: int = 8
    k: float = 10.0


def like_matches(
    topic: str,
    matches: Sequence[Paper],
    others: Sequence[Paper],
    retriever: Retriever,
    depth: int,
    within: Sequence[str] | None = None,
    feedback: Feedback | None = None,
) -> list[str]:
    """Return the ids of papers like ``matches``, best first: by meaning and by telling words, fused.

    ``others`` were judged not to match. At most ``depth`` ids come from each ranking.
    """
    how = feedback or Feedback()
    near = _near(topic, matches, others, retriever, depth, within, how)
    words = telling_words(matches, retriever, how.words)
    among = None if within is None else set(within)
    found = retriever.index.by_paper.search(" ".join(words), depth, among) if words else []
    rankings = {"near": near, "words": [key for key, _ in found]}
    return [key for key, _, _ in reciprocal_rank_fusion(rankings, {}, how.k)]


def telling_words(papers: Sequence[Paper], retriever: Retriever, count: int) -> list[str]:
    """Return the ``count`` stems that tell ``papers`` best from the shelf, of those that two of them hold."""
    index = retriever.index.by_paper
    held: Counter[str] = Counter()
    for words in stems_of([f"{paper.title}. {paper.abstract}" for paper in papers]):
        held.update(set(words))
    least = 2 if len(papers) > 1 else 1
    weights = {word: number * index.rarity(word) for word, number in held.items() if number >= least}
    return sorted(weights, key=lambda word: (-weights[word], word))[:count]


def _near(
    topic: str,
    matches: Sequence[Paper],
    others: Sequence[Paper],
    retriever: Retriever,
    depth: int,
    within: Sequence[str] | None,
    how: Feedback,
) -> list[str]:
    vectors = paper_vectors(retriever.index, [paper.id for paper in (*matches, *others)])
    vector = retriever.encode(topic).astype(np.float32)
    for papers, share in ((matches, how.matched), (others, -how.others)):
        known = [vectors[paper.id] for paper in papers if paper.id in vectors]
        if known:
            vector = vector + share * np.mean(known, axis=0)
    return retriever.near(vector / max(float(np.linalg.norm(vector)), 1e-9), depth, within)
