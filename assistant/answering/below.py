"""The papers of a large shelf beyond those that a question ranks first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.retrieval.feedback import like_matches
from assistant.retrieval.hybrid import Retriever
from assistant.types import Paper


class Below:
    """Finds papers by what matched, ``depth`` of each ranking, and tells which are left; only of ``within``.

    ``first`` are the ids of papers that are judged before any that is found so.
    """

    def __init__(
        self,
        topic: str,
        depth: int,
        within: Sequence[str] | None,
        retriever: Retriever,
        first: Sequence[str] = (),
    ) -> None:
        self.first = frozenset(first)
        self._topic = topic
        self._depth = depth
        self._within = within
        self._retriever = retriever

    def deeper(
        self, matches: Sequence[Paper], others: Sequence[Paper], seen: Collection[str]
    ) -> Sequence[Paper]:
        """Return the papers most like ``matches`` and unlike ``others``, best first, none of ``seen``."""
        depth = self._depth + len(seen)
        ids = like_matches(self._topic, matches, others, self._retriever, depth, self._within)
        return self.papers([key for key in ids if key not in seen][: self._depth])

    def left(self, seen: Collection[str]) -> Sequence[str]:
        """Return the ids of all papers that are asked and not ``seen``."""
        ids = self._retriever.index.papers.ids() if self._within is None else self._within
        return [key for key in ids if key not in seen]

    def papers(self, ids: Sequence[str]) -> Sequence[Paper]:
        """Return papers by id, in that order."""
        return list(self._retriever.index.papers.get(list(ids)).values())
