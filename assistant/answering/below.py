"""The papers of a large shelf beyond those that a question ranks first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.retrieval.feedback import ranked_again
from assistant.retrieval.hybrid import Retriever
from assistant.types import Paper


class Below:
    """Finds papers beyond ``ranked`` (best first) by what matched, and tells which are left; only of ``within``."""

    def __init__(
        self, topic: str, ranked: Sequence[Paper], within: Sequence[str] | None, retriever: Retriever
    ) -> None:
        self._topic = topic
        self._ranked = [paper.id for paper in ranked]
        self._within = within
        self._retriever = retriever

    def deeper(
        self, matches: Sequence[Paper], others: Sequence[Paper], seen: Collection[str]
    ) -> Sequence[Paper]:
        """Return the papers to judge next, best first, none of ``seen``."""
        depth = len(self._ranked) + len(seen)
        ids = ranked_again(
            self._topic, self._ranked, matches, others, self._retriever, depth, self._within
        )
        return self.papers([key for key in ids if key not in seen][: len(self._ranked)])

    def left(self, seen: Collection[str]) -> Sequence[str]:
        """Return the ids of all papers that are asked and not ``seen``."""
        ids = self._retriever.index.papers.ids() if self._within is None else self._within
        return [key for key in ids if key not in seen]

    def papers(self, ids: Sequence[str]) -> Sequence[Paper]:
        """Return papers by id, in that order."""
        return list(self._retriever.index.papers.get(list(ids)).values())
