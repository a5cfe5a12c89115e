"""Papers in the order that an app's own retriever gives, with the passages that ours finds in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.errors import SettingsError
from assistant.retrieval.hybrid import Retriever
from assistant.types import Hit

if TYPE_CHECKING:
    from llama_index.core.base.base_retriever import BaseRetriever


class GivenRanking:
    """Ranks papers by a LlamaIndex retriever; each node names its paper's id in ``metadata["paper_id"]``."""

    def __init__(self, given: BaseRetriever) -> None:
        self._given = given
        self.name = f"{type(given).__module__}.{type(given).__qualname__}"

    def order(self, query: str) -> list[str]:
        """Return paper ids, best first. Raises SettingsError when a node names no paper."""
        ids = [node.metadata.get("paper_id") for node in self._given.retrieve(query)]
        if not all(isinstance(paper_id, str) for paper_id in ids):
            raise SettingsError(
                f"Expected each node of {self.name} to hold the id of its paper in metadata['paper_id'], but "
                "one does not."
            )
        return list(dict.fromkeys(map(str, ids)))


def ranked(
    query: str, k: int, retriever: Retriever, ranking: GivenRanking | None, within: Sequence[str] | None
) -> list[Hit]:
    """Return at most ``k`` hits, best first; by ``ranking`` when there is one and ``within`` does not say where.

    Papers that are not on the shelf are left out. The score of a given rank is its reciprocal.
    """
    if ranking is None or within is not None:
        return retriever.search(query, k, within=within)
    order = ranking.order(query)
    ours = {hit.paper.id: hit for hit in retriever.search(query, len(order) or 1, within=order)}
    kept = [ours[paper_id] for paper_id in order if paper_id in ours][:k]
    return [
        replace(hit, score=1 / place, ranks={"given": place}, scores={}) for place, hit in enumerate(kept, 1)
    ]
