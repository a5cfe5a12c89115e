"""Passage vectors in Chroma, cosine space: chunks as LlamaIndex nodes, sentences as bare vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import IndexUnavailable

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.schema import BaseNode, TextNode

# HNSW's default of 100 candidates a search finds fewer than the 200 passages that fusion asks for.
_SEARCH_WIDTH = 300
_SLICE = 5000  # Chroma takes 5,461 records a call


class VectorIndex:
    """The two Chroma collections of one index: ``<shelf>`` (chunks) and ``<shelf>-sentences``."""

    def __init__(self, folder: Path, shelf: str) -> None:
        """Open the collections in ``folder``, or make them. Raises IndexUnavailable when Chroma cannot."""
        import chromadb
        from chromadb.config import Settings as ChromaSettings
        from chromadb.errors import ChromaError

        try:
            self._client: Any = chromadb.PersistentClient(
                path=str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self.chunks = self._collection(shelf)
            self.sentences = self._collection(f"{shelf}-sentences")
        except (ChromaError, OSError, ValueError) as error:
            raise _unusable(folder, error) from error
        self.folder = folder

    def add_chunks(self, nodes: Sequence[TextNode], vectors: np.ndarray) -> None:
        """Store LlamaIndex nodes with their vectors (n, dim)."""
        from llama_index.vector_stores.chroma import ChromaVectorStore

        store = ChromaVectorStore(chroma_collection=self.chunks)
        for start in range(0, len(nodes), _SLICE):
            part: list[BaseNode] = [
                node.model_copy(update={"embedding": vector.tolist()})
                for node, vector in zip(
                    nodes[start : start + _SLICE], vectors[start : start + _SLICE], strict=True
                )
            ]
            with _explained(self.folder):
                store.add(part)

    def add_sentences(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        """Store the vectors (n, dim) of sentences under their passage ids, which say where they stand."""
        for start in range(0, len(ids), _SLICE):
            with _explained(self.folder):
                self.sentences.add(
                    ids=list(ids[start : start + _SLICE]), embeddings=vectors[start : start + _SLICE]
                )

    def delete(self, chunks: Sequence[str], sentences: Sequence[str]) -> None:
        """Drop the chunks and the sentences of these passage ids."""
        with _explained(self.folder):
            for collection, ids in ((self.chunks, chunks), (self.sentences, sentences)):
                for start in range(0, len(ids), _SLICE):
                    collection.delete(ids=list(ids[start : start + _SLICE]))

    def counts(self) -> tuple[int, int]:
        """Return how many chunks and how many sentences are stored."""
        with _explained(self.folder):
            return int(self.chunks.count()), int(self.sentences.count())

    def search(self, collection: Any, vector: np.ndarray, k: int) -> list[tuple[str, float]]:
        """Return at most ``k`` (passage id, cosine), best first, of one of the two collections."""
        with _explained(self.folder):
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
        with _explained(self.folder):
            found = self.sentences.get(ids=list(ids), include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def chunk_vectors(self, paper_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Return passage id -> unit vector (dim,) for the chunks of some papers."""
        if not paper_ids:
            return {}
        with _explained(self.folder):
            found = self.chunks.get(where={"paper_id": {"$in": list(paper_ids)}}, include=["embeddings"])
        return dict(zip(found["ids"], found["embeddings"], strict=True))

    def close(self) -> None:
        """Release Chroma's files."""
        self._client.close()

    def _collection(self, name: str) -> Any:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,  # its default would fetch a model from the network
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}},
        )


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError) as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        f"The vector index in {folder} could not be read or written ({error}). "
        "Check that the folder is writable and has room, then rebuild with: paper-assistant index --rebuild"
    )
