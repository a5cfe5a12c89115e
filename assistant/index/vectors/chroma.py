"""Passage vectors in Chroma, cosine space: chunks as LlamaIndex nodes, on a server sentences as bare vectors, too."""

from __future__ import annotations

import sqlite3
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.index.passages import paper_id_of
from assistant.index.vectors.chroma_client import (
    close_client,
    embedded_client,
    server_client,
    translated_errors,
)

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.schema import BaseNode, TextNode

# Candidates that HNSW keeps while it builds and while it searches (its ef). Of the 200 closest of 402,540
# sentences a width of 300 finds 0.971 and one of 2,000 finds 0.999, for some 12 ms more (docs/scale.md).
_HNSW = {"ef_construction": 200, "ef_search": 2000}
_SLICE = 1000  # Chroma takes 5,461 records a call, its server 40 MB
# Chroma's own sync_threshold. A graph of fewer records is made anew, and its files written over, at each opening.
_SYNCED, _SETTLED = 1000, 2
_PAPERS = 256
_TRIES, _PAUSE_S = 50, 0.1


class VectorIndex:
    """The Chroma collections of one index: ``<shelf>`` (chunks), and on a server ``<shelf>-sentences``.

    ``where`` names the folder or the server in messages.
    """

    _bare = False

    def __init__(self, folder: Path, shelf: str, *, bare: bool = False) -> None:
        """Open the collection in ``folder``, or make it; ``bare`` stores vectors without the chunks' text.

        Chroma keeps a text thrice, with an index of its letters: half of all that a large shelf takes on disk, and
        the papers hold it already. Raises IndexUnavailable when Chroma cannot.
        """
        self._bare = bare
        self._open(lambda: embedded_client(folder), str(folder), shelf)

    @classmethod
    def on_server(cls, url: str, shelf: str) -> VectorIndex:
        """Open the collections on the Chroma server at ``url``, or make them. Raises IndexUnavailable."""
        self = cls.__new__(cls)
        self._open(lambda: server_client(url), url, shelf, sentences=True)
        return self

    def _open(self, connect: Callable[[], Any], where: str, shelf: str, *, sentences: bool = False) -> None:
        self.where = where
        with translated_errors(where):
            self._client = connect()
            self.chunks = self._collection(shelf)
            self.sentences: Any = self._collection(f"{shelf}-sentences") if sentences else None

    def expect(self, papers: int) -> None:
        """Prepare for the passages of so many papers; call ``settle`` when they are stored.

        Chroma writes its whole graph to disk each ``sync_threshold`` records, which for a large shelf is nearly
        all that storing takes.
        """
        with translated_errors(self.where):
            _sync_after(self.chunks, max(_SYNCED, papers))

    @staticmethod
    def settle(folder: Path, shelf: str) -> None:
        """Write what Chroma kept for later into its graphs, so that opening need not; the index must be closed."""
        index = VectorIndex(folder, shelf)
        try:
            with translated_errors(index.where):
                _sync_after(index.chunks, _SETTLED)
        finally:
            index.close()
        # The setting is read when a collection is opened, which a first search does.
        index = VectorIndex(folder, shelf)
        try:
            with translated_errors(index.where):
                vectors = index.chunks.get(limit=1, include=["embeddings"])["embeddings"]
                if len(vectors):
                    index.chunks.query(query_embeddings=vectors[:1], n_results=1, include=["distances"])
        finally:
            index.close()

    @staticmethod
    def compact(folder: Path) -> None:
        """Give back what Chroma's log took in ``folder`` before vectors were settled; the index must be closed."""
        file = folder / "chroma.sqlite3"
        with translated_errors(str(folder)):
            try:
                with closing(sqlite3.connect(file)) as db:
                    db.execute("VACUUM")
            except sqlite3.Error as error:
                raise OSError(f"{file}: {error}") from error

    def add_chunks(self, nodes: Sequence[TextNode], vectors: np.ndarray) -> None:
        """Store LlamaIndex nodes with their vectors (n, dim); the vectors alone where they are kept bare."""
        if self._bare:
            _add_vectors(self.chunks, self.where, [node.node_id for node in nodes], vectors)
            return
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self.chunks)
        for start in range(0, len(nodes), _SLICE):
            part: list[BaseNode] = [
                node.model_copy(update={"embedding": vector.tolist()})
                for node, vector in zip(
                    nodes[start : start + _SLICE], vectors[start : start + _SLICE], strict=True
                )
            ]
            with translated_errors(self.where):
                store.add(part)

    def add_stored(self, other: VectorIndex, paper_ids: Sequence[str]) -> None:
        """Store the chunks that ``other`` holds of some papers as they are there."""
        for start in range(0, len(paper_ids), _PAPERS):
            where: Any = {"paper_id": {"$in": list(paper_ids[start : start + _PAPERS])}}
            with translated_errors(other.where):
                found = other.chunks.get(where=where, include=["embeddings", "documents", "metadatas"])
            if self._bare:
                _add_vectors(self.chunks, self.where, found["ids"], found["embeddings"])
                continue
            with translated_errors(self.where):
                for first in range(0, len(found["ids"]), _SLICE):
                    part = slice(first, first + _SLICE)
                    self.chunks.add(
                        ids=found["ids"][part],
                        embeddings=found["embeddings"][part],
                        documents=found["documents"][part],
                        metadatas=found["metadatas"][part],
                    )

    def add_sentences(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        """Store the vectors (n, dim) of sentences on a server, under their passage ids and with their papers' ids."""
        _add_vectors(self.sentences, self.where, ids, vectors)

    def delete_papers(self, paper_ids: Sequence[str]) -> None:
        """Drop all passages of some papers."""
        with translated_errors(self.where):
            for start in range(0, len(paper_ids), _PAPERS):
                where: Any = {"paper_id": {"$in": list(paper_ids[start : start + _PAPERS])}}
                self.chunks.delete(where=where)
                if self.sentences is not None:
                    self.sentences.delete(where=where)

    def counted(self, paper_ids: Sequence[str]) -> int:
        """Return how many chunks are stored of some papers."""
        found = 0
        with translated_errors(self.where):
            for start in range(0, len(paper_ids), _PAPERS):
                where: Any = {"paper_id": {"$in": list(paper_ids[start : start + _PAPERS])}}
                found += len(self.chunks.get(where=where, include=[])["ids"])
        return found

    def counts(self) -> tuple[int, int]:
        """Return how many chunks and how many sentences are stored."""
        with translated_errors(self.where):
            return int(self.chunks.count()), 0 if self.sentences is None else int(self.sentences.count())

    def search(self, collection: Any, vector: np.ndarray, k: int) -> list[tuple[str, float]]:
        """Return at most ``k`` (passage id, cosine), best first, of one of the two collections."""
        with translated_errors(self.where):
            # Ids and distances only: reading documents and metadata takes as long as the search itself.
            found = collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"]
            )
        return [
            (identifier, 1.0 - float(distance))
            for identifier, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def sentence_vectors(self, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return passage id -> unit vector (dim,) for the sentences among ``ids`` that are stored."""
        if not ids:
            return {}
        with translated_errors(self.where):
            found = self.sentences.get(ids=list(ids), include=["embeddings"])
        return _by_id(found)

    def chunk_vectors(self, paper_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return passage id -> unit vector (dim,) for the chunks of some papers."""
        if not paper_ids:
            return {}
        with translated_errors(self.where):
            found = self.chunks.get(where={"paper_id": {"$in": list(paper_ids)}}, include=["embeddings"])
        return _by_id(found)

    def close(self) -> None:
        """Release Chroma's files or connections."""
        close_client(self._client)

    def _collection(self, name: str) -> Any:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,  # its default would fetch a model from the network
            configuration={"hnsw": {"space": "cosine", **_HNSW}},
        )


def _add_vectors(collection: Any, where: str, ids: Sequence[str], vectors: np.ndarray) -> None:
    for start in range(0, len(ids), _SLICE):
        batch = list(ids[start : start + _SLICE])
        metadatas: Any = [{"paper_id": paper_id_of(passage_id)} for passage_id in batch]
        with translated_errors(where):
            collection.add(ids=batch, embeddings=vectors[start : start + _SLICE], metadatas=metadatas)


def _sync_after(collection: Any, records: int) -> None:
    from chromadb.errors import InternalError

    for tries_left in reversed(range(_TRIES)):
        try:
            with warnings.catch_warnings():
                # Chroma reads the whole configuration, and calls one without an embedding function "legacy".
                warnings.filterwarnings("ignore", "legacy embedding function", DeprecationWarning)
                # The width as well: an index that an earlier version made keeps its own otherwise.
                wide = {"ef_search": _HNSW["ef_search"], "sync_threshold": records}
                collection.modify(configuration={"hnsw": wide})
            return
        except InternalError:
            # Another connection of its pool may be writing just then; SQLite refuses at once in that case.
            if not tries_left:
                raise
            time.sleep(_PAUSE_S)


def _by_id(found: Any) -> dict[str, np.ndarray]:
    """Return id -> vector; a server tells vectors as decimals, which are those of 32 bits again here."""
    import numpy as np

    vectors = np.asarray(found["embeddings"], dtype=np.float32)
    return dict(zip(found["ids"], vectors, strict=True))
