"""The papers and the manifest of a shelf in a Chroma server, beside its vectors: every app finds the same shelf.

Each paper is a record of the collection ``<shelf>-papers``: its JSON, its content hash, and the hash of what
was embedded of it, empty while that waits. The collection's metadata says which embedding model made the
vectors, and holds a version that changes with every change of the papers or vectors. The collection
``<shelf>-words`` keeps the words (``server_words``). A collection ``<shelf>-writer`` is there while an app
writes: making it is the lock, as a server makes a name only once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import ValidationError

from assistant.errors import IndexUnavailable
from assistant.index.manifest import EmbeddingId
from assistant.index.passages import Chunking
from assistant.index.vectors.chroma import VectorIndex
from assistant.index.vectors.chroma_client import close_client, server_client, translated_errors
from assistant.index.vectors.server_lock import ServerLock
from assistant.index.vectors.server_words import ServerWords
from assistant.types import Paper

Item = TypeVar("Item")

_SLICE = 500


class ServerShelf:
    """One shelf on the server at ``url``; raises IndexUnavailable when the server cannot be used."""

    def __init__(
        self, url: str, shelf: str, embedding: EmbeddingId | None = None, chunking: Chunking | None = None
    ) -> None:
        """Connect to the server; ``embedding`` and ``chunking`` are needed to write, not to read or remove."""
        self.url = url
        self._shelf = shelf
        self._made_by: dict[str, str] = {}
        self._name = ""
        if embedding and chunking:
            self.made_with(embedding, chunking)
        with translated_errors(url):
            self._client: Any = server_client(url)
        self._lock = ServerLock(self._client, url, shelf)
        self.words = ServerWords(self._client, url, shelf)

    def made_with(self, embedding: EmbeddingId, chunking: Chunking) -> None:
        """Take ``embedding`` and ``chunking`` for those of this app: vectors made otherwise do not fit."""
        self._name = embedding.name
        self._made_by = {"embedding": embedding.model_dump_json(), "chunking": chunking.model_dump_json()}

    def made_by(self) -> str:
        """Return the hash of the embedding model that made the vectors on the server, "" when none is told."""
        told = self._embedding()
        return told.hash if told else ""

    def version(self) -> str:
        """Return the version of the shelf, "" when it is not on the server."""
        papers = self._papers()
        return str((papers.metadata or {}).get("version", "")) if papers is not None else ""

    def misfit(self) -> str | None:
        """Say why the vectors on the server do not fit this app's embedding model and chunking, or None."""
        papers = self._papers()
        if papers is None:
            return None
        metadata = papers.metadata or {}
        if {key: metadata.get(key) for key in self._made_by} == self._made_by:
            return None
        told = self._embedding()
        name = told.name if told else "an unknown one"
        return f"the shelf on {self.url} was embedded with {name}, and this app uses {self._name}"

    def _embedding(self) -> EmbeddingId | None:
        papers = self._papers()
        try:
            return EmbeddingId.model_validate_json(
                str((papers.metadata or {}).get("embedding") if papers else "")
            )
        except ValidationError:
            return None

    def create(self) -> None:
        """Make the shelf, empty, or begin its vectors and words anew; its papers stay."""
        with translated_errors(self.url):
            for name in (self._shelf, f"{self._shelf}-sentences", self.words.collection):
                self._drop(name)
            papers = self._client.get_or_create_collection(f"{self._shelf}-papers", embedding_function=None)
            for batch in _sliced(papers.get(include=[])["ids"]):
                papers.update(ids=list(batch), metadatas=[{"embedded": ""} for _ in batch])
            papers.modify(metadata={**self._made_by, "version": uuid4().hex})
        VectorIndex.on_server(self.url, self._shelf).close()

    def hashes(self) -> dict[str, tuple[str, bool]]:
        """Return id -> (content hash, whether it is embedded) of every paper, in order."""
        rows = sorted(self._records().items(), key=lambda row: (row[1]["position"], row[0]))
        return {key: (str(of["hash"]), of["embedded"] == of["hash"]) for key, of in rows}

    def papers(self, ids: Sequence[str]) -> list[Paper]:
        """Return the papers of these ids."""
        found: dict[str, Paper] = {}
        for batch in _sliced(ids):
            with translated_errors(self.url):
                stored = self._there().get(ids=list(batch), include=["documents"])
            for key, text in zip(stored["ids"], stored["documents"], strict=True):
                found[key] = self._paper(key, text)
        return [found[key] for key in ids if key in found]

    def push(self, changed: Sequence[Paper], removed: Sequence[str], vectors: VectorIndex) -> None:
        """Write papers, which then wait to be embedded, and remove some.

        Killed at any point it leaves every paper as it was, or waiting to be embedded.
        """
        self.bump()
        have = self._records()
        gone = [key for key in removed if key in have]
        places = {key: int(of["position"]) for key, of in have.items()}
        last = max(places.values(), default=0)
        for number, paper in enumerate(changed, 1):
            places.setdefault(paper.id, last + number)
        with translated_errors(self.url):
            papers = self._there()
            for part in _sliced(gone):
                papers.update(ids=list(part), metadatas=[{"embedded": ""} for _ in part])
            for batch in _sliced(changed):
                papers.upsert(
                    ids=[paper.id for paper in batch],
                    embeddings=[[float(places[paper.id])] for paper in batch],
                    documents=[paper.model_dump_json() for paper in batch],
                    metadatas=[
                        {"hash": paper.content_hash(), "embedded": "", "position": places[paper.id]}
                        for paper in batch
                    ],
                )
        vectors.delete_papers([*gone, *(paper.id for paper in changed if paper.id in have)])
        with translated_errors(self.url):
            for part in _sliced(gone):
                papers.delete(ids=list(part))
        self.bump()

    def mark(self, hashes: Sequence[tuple[str, str]]) -> None:
        """Note that the vectors of (paper id, content hash) are in the collections."""
        with translated_errors(self.url):
            papers = self._there()
            for batch in _sliced(hashes):
                papers.update(
                    ids=[key for key, _ in batch], metadatas=[{"embedded": seen} for _, seen in batch]
                )

    def bump(self) -> str:
        """Give the shelf a new version, which tells other apps to look; return it."""
        version = uuid4().hex
        with translated_errors(self.url):
            papers = self._there()
            papers.modify(metadata={**self._made_by, "version": version})
        return version

    def remove(self) -> None:
        """Remove the shelf from the server."""
        with translated_errors(self.url):
            words = self.words.collection
            for name in (self._shelf, f"{self._shelf}-sentences", words, f"{self._shelf}-papers"):
                self._drop(name)

    def writing(self, *, wait_s: float = 0) -> AbstractContextManager[None]:
        """Hold the writer's lock of the shelf; raise Busy when another app holds it for ``wait_s`` seconds."""
        return self._lock.held(wait_s)

    @property
    def is_writing(self) -> bool:
        """Whether this app holds the writer's lock."""
        return self._lock.is_held

    def beat(self) -> None:
        """Make sure that the lock is still this app's; called with it held. Raises Busy when it was taken."""
        self._lock.beat()

    def close(self) -> None:
        """Release the connection."""
        close_client(self._client)

    def _records(self) -> dict[str, dict[str, Any]]:
        """Return id -> hash, embedded and position of every paper."""
        with translated_errors(self.url):
            stored = self._there().get(include=["metadatas"])
        return dict(zip(stored["ids"], stored["metadatas"], strict=True))

    def _paper(self, key: str, text: str) -> Paper:
        """Read a record; fields that only a newer version knows are passed over."""
        try:
            return Paper.model_validate_json(text, extra="ignore")
        except ValidationError as error:
            raise IndexUnavailable(
                f"The record of {key!r} on {self.url} is damaged, or was written by a newer version of "
                "paper-assistant. Update paper-assistant, or write that paper anew with: paper-assistant index FILE"
            ) from error

    def _papers(self) -> Any:
        """Return the collection of the papers, or None when it is not there."""
        from chromadb.errors import NotFoundError

        with translated_errors(self.url):
            try:
                return self._client.get_collection(f"{self._shelf}-papers", embedding_function=None)
            except NotFoundError:
                return None

    def _there(self) -> Any:
        papers = self._papers()
        if papers is None:
            raise IndexUnavailable(
                f"The shelf {self._shelf} is no longer on {self.url}. Make it with: paper-assistant index"
            )
        return papers

    def _drop(self, name: str) -> None:
        from chromadb.errors import NotFoundError

        try:
            self._client.delete_collection(name)
        except NotFoundError:
            return


def _sliced(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _SLICE):
        yield items[start : start + _SLICE]
