"""The words of a shelf on a Chroma server, so that one app cuts the papers into stems for all.

The collection ``<shelf>-words`` holds bytes in records, as text in their metadata: a document would be indexed by its
letters, which takes forty times as long. Its own metadata names the one set of words that is in force, so that a set
that is half sent is never seen, and says what cut the texts into stems.
"""

from __future__ import annotations

import base64
import itertools
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from assistant.index.vectors.chroma_client import translated_errors
from assistant.index.words.package import PART, BadWords

Item = TypeVar("Item")
Kind = Literal["told", "files"]
# Records a request: some 11 MB at most, of the 40 that Chroma's server takes.
_SENT, _READ = 4, 8
_LEVEL = 1  # zlib's: 6 makes them 2 % smaller


@dataclass(frozen=True, slots=True)
class SetNamed:
    """The set of words in force: its name, the size of its description (bytes), and what made it."""

    name: str
    description_size: int
    made_by: str


class ServerWords:
    """The words of one shelf on a server; raises IndexUnavailable when that cannot be used."""

    def __init__(self, client: Any, url: str, shelf: str) -> None:
        """``client`` is Chroma's, of the server at ``url``."""
        self._client, self._url = client, url
        self.collection = f"{shelf}-words"

    def in_force(self) -> SetNamed | None:
        """Return the set of words in force, None when there is none. Raises BadWords."""
        found = self._found()
        metadata = (found.metadata or {}) if found is not None else {}
        if "set" not in metadata:
            return None
        name, size, made_by = metadata["set"], metadata.get("told"), metadata.get("made_by")
        if not (isinstance(name, str) and isinstance(size, int) and isinstance(made_by, str) and size > 0):
            raise BadWords("it is not told which they are")
        return SetNamed(name, size, made_by)

    def read(self, name: str, kind: Kind, size: int) -> Iterator[bytes]:
        """Yield the parts of ``kind`` of the set ``name``, ``size`` bytes together. Raises BadWords.

        So it does when another set has come into force meanwhile.
        """
        for numbers in _batches(range(-(-size // PART)), _READ):
            ids = [_id(name, kind, number) for number in numbers]
            found = self._found()
            if found is None:
                raise BadWords("they were removed")
            with translated_errors(self._url):
                records = found.get(ids=ids, include=["metadatas"])
            held = dict(zip(records["ids"], records["metadatas"], strict=True))
            for number, key in zip(numbers, ids, strict=True):
                yield _inflated(held.get(key), min(PART, size - number * PART))

    def write(
        self, new: SetNamed, description: bytes, files: Iterable[bytes], before_it_counts: Callable[[], None]
    ) -> None:
        """Put a set in force in place of the one before; call it with the writer's lock held.

        ``before_it_counts`` may raise: then the one before stays. Killed at any point, one of the two is whole.
        """
        with translated_errors(self._url):
            # Chroma would keep a second copy of fewer records than are to be synced.
            small = {"hnsw": {"sync_threshold": 2, "batch_size": 2}}
            there = self._client.get_or_create_collection(
                self.collection, embedding_function=None, configuration=small
            )
        pieces = (description[start : start + PART] for start in range(0, len(description), PART))
        kinds: tuple[tuple[Kind, Iterable[bytes]], ...] = (("told", pieces), ("files", files))
        for kind, parts in kinds:
            for batch in _batches(enumerate(parts), _SENT):
                with translated_errors(self._url):
                    there.upsert(
                        ids=[_id(new.name, kind, number) for number, _ in batch],
                        embeddings=[[1.0] for _ in batch],
                        metadatas=[{"set": new.name, "content": _deflated(part)} for _, part in batch],
                    )
        before_it_counts()
        with translated_errors(self._url):
            there.modify(metadata={"set": new.name, "told": new.description_size, "made_by": new.made_by})
            there.delete(where={"set": {"$ne": new.name}})

    def _found(self) -> Any:
        from chromadb.errors import NotFoundError

        with translated_errors(self._url):
            try:
                return self._client.get_collection(self.collection, embedding_function=None)
            except NotFoundError:
                return None


def _id(name: str, kind: Kind, number: int) -> str:
    return f"{name}.{kind}.{number}"


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while batch := list(itertools.islice(left, size)):
        yield batch


def _deflated(part: bytes) -> str:
    return base64.b64encode(zlib.compress(part, _LEVEL)).decode()


def _inflated(record: Any, size: int) -> bytes:
    """Return the ``size`` bytes that a record holds; no more are made of it, whatever it holds. Raises BadWords."""
    if record is None:
        raise BadWords("a part of them is missing")
    try:
        packed = zlib.decompressobj()
        part = packed.decompress(base64.b64decode(record["content"], validate=True), size + 1)
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise BadWords(f"a part of them cannot be read ({error})") from error
    if len(part) != size or not packed.eof:
        raise BadWords("a part of them has another size")
    return part
