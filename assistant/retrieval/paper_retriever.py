"""LlamaIndex's retriever over the shelf, and an app's node postprocessors over what a retriever found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.callbacks import CallbackManager
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import MetadataFilters

from assistant.errors import SettingsError
from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.metadata.metadata_filters import ids_where
from assistant.types import Hit

Opened = Callable[[], AbstractContextManager[Retriever]]
# What a reranker's or an embedding model's text leaves out: it tells nothing of what a paper says.
_PLACES = ["paper_id", "field", "start", "end"]


class PaperNode(TextNode):
    """A paper's best passage as a node; ``metadata`` tells the paper and where in it the passage stands."""

    _hit: Hit = PrivateAttr()

    @classmethod
    def of(cls, hit: Hit) -> NodeWithScore:
        """Return a hit as a node with its score."""
        passage = hit.passage
        metadata = {
            "paper_id": hit.paper.id,
            "title": hit.paper.title,
            "field": passage.field,
            "start": passage.start,
            "end": passage.end,
        }
        node = cls(
            id_=passage.id,
            text=passage.text,
            excluded_embed_metadata_keys=_PLACES,
            excluded_llm_metadata_keys=_PLACES,
        )
        node.metadata = metadata
        node._hit = hit
        return NodeWithScore(node=node, score=hit.score)

    @property
    def hit(self) -> Hit:
        """The hit that this node was made from."""
        return self._hit


class PaperRetriever(BaseRetriever):
    """Finds the ``k`` papers that fit a query best; each PaperNode is a paper's best passage, best paper first.

    ``opened`` opens the index to search for as long as a query takes. ``within`` limits it to papers by id,
    ``filters`` by their records. An app's own retriever ``given`` ranks instead where nothing limits it: each of
    its nodes names a paper in ``metadata["paper_id"]``, those not on the shelf are left out, and the score of a
    rank is its reciprocal.
    ``postprocessors`` have the nodes then, in their order.
    Raises SettingsError when a node of ``given`` or of a postprocessor names no paper.
    """

    def __init__(
        self,
        opened: Opened,
        k: int = 10,
        *,
        within: Sequence[str] | None = None,
        filters: MetadataFilters | None = None,
        given: BaseRetriever | None = None,
        postprocessors: Sequence[BaseNodePostprocessor] = (),
    ) -> None:
        super().__init__(callback_manager=CallbackManager([]))
        self._opened = opened
        self._k = k
        self._within = within
        self._filters = filters
        self._given = given
        self._postprocessors = tuple(postprocessors)

    def hits(self, query: str) -> list[Hit]:
        """Return what ``retrieve`` finds as hits, with the scores that its nodes have."""
        return [
            replace(node.node.hit, score=node.get_score())
            for node in self.retrieve(query)
            if isinstance(node.node, PaperNode)
        ]

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = query_bundle.query_str
        with self._opened() as retriever:
            within = self._within if self._filters is None else ids_where(self._filters, retriever.records())
            if self._given is None or within is not None:
                hits = retriever.search(query, self._k, within=within)
            else:
                hits = _in_order(_ids(self._given.retrieve(query_bundle), self._given), query, retriever)[
                    : self._k
                ]
        nodes = [PaperNode.of(hit) for hit in hits]
        return self._postprocessed(nodes, query_bundle) if self._postprocessors else nodes

    def _postprocessed(self, nodes: list[NodeWithScore], query_bundle: QueryBundle) -> list[NodeWithScore]:
        """Return the nodes that the postprocessors leave; a paper counts once, where it stands first."""
        found = {node.node.metadata["paper_id"]: node for node in nodes}
        for postprocessor in self._postprocessors:
            nodes = postprocessor.postprocess_nodes(nodes, query_bundle=query_bundle)
        kept: dict[str, NodeWithScore] = {}
        for node, paper_id in zip(nodes, _ids(nodes, *self._postprocessors), strict=True):
            if paper_id not in found:
                raise SettingsError(
                    f"Expected {qualified(*self._postprocessors)} to give back papers that were retrieved, but "
                    f"“{paper_id}” was not."
                )
            ours = found[paper_id]
            score = ours.score if node.score is None else node.score
            kept.setdefault(paper_id, NodeWithScore(node=ours.node, score=score))
        return list(kept.values())


def qualified(*objects: object) -> str:
    """Return the full names of the objects' classes."""
    return ", ".join(f"{type(one).__module__}.{type(one).__qualname__}" for one in objects)


def _in_order(paper_ids: Sequence[str], query: str, retriever: Retriever) -> list[Hit]:
    """Return hits of the papers that are on the shelf, in the order given."""
    order = list(dict.fromkeys(paper_ids))
    ours = {hit.paper.id: hit for hit in retriever.search(query, len(order) or 1, within=order)}
    kept = [ours[paper_id] for paper_id in order if paper_id in ours]
    return [
        replace(hit, score=1 / place, ranks={"given": place}, scores={}) for place, hit in enumerate(kept, 1)
    ]


def _ids(nodes: Sequence[NodeWithScore], *givers: object) -> list[str]:
    ids = [node.metadata.get("paper_id") for node in nodes]
    if not all(isinstance(paper_id, str) for paper_id in ids):
        raise SettingsError(
            f"Expected each node of {qualified(*givers)} to hold the id of its paper in metadata['paper_id'], "
            "but one does not."
        )
    return list(map(str, ids))
