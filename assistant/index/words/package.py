"""The words of a base as bytes to be sent and back: a description with a hash for each file, then the files in parts.

What comes back was kept by a server, so nothing of it is believed: names, sizes and hashes are compared here, and what
the files say of each other in ``checked``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import IndexUnavailable
from assistant.index.words.stemming import VERSION
from assistant.index.words.update import BASE_FILES
from assistant.private_files import private_folder, private_opener

PART = 1 << 20  # bytes a part
# What words and their description may take: bytes a paper, and for none. Papers of the ACL Anthology take 1,300 and 40.
_MOST, _MOST_TOLD, _AT_LEAST = 65_536, 1024, 1 << 20
Hex = Field(pattern="^[0-9a-f]{64}$")


class BadWords(IndexUnavailable):
    """Words that a server kept are not as they were sent, or are not those of a base."""


class FileTold(BaseModel):
    """What a file must be: its size (bytes) and its SHA-256."""

    model_config = ConfigDict(frozen=True)

    size: int = Field(ge=0)
    sha256: str = Hex


class WordSet(BaseModel):
    """The description of a base: the papers in it, row by row, each with its content hash, and its files.

    The hash is "" where it is not known: of papers that changed or went since the base was made. ``name`` is the hash
    of it all.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    papers: tuple[tuple[str, str], ...]
    files: dict[str, FileTold]

    @property
    def size(self) -> int:
        """How many bytes the files take together."""
        return sum(file.size for file in self.files.values())

    def content(self) -> bytes:
        """Return the description as it is sent."""
        return self.model_dump_json().encode()

    @property
    def name(self) -> str:
        """The SHA-256 of what is sent of it."""
        return hashlib.sha256(self.content()).hexdigest()


def stemmed_by() -> str:
    """Return what cuts texts into stems here: words cut by anything else would not be found."""
    return f"stems {VERSION}, PyStemmer {version('PyStemmer')}"


def longest_description(papers: int) -> int:
    """Return how many bytes a description may take on a shelf of so many ``papers``."""
    return _MOST_TOLD * papers + _AT_LEAST


def describe(folder: Path, papers: Sequence[tuple[str, str]]) -> WordSet:
    """Describe the base in ``folder``, whose ``papers`` (id, content hash) are told row by row. Raises OSError."""
    return WordSet(
        papers=tuple(papers),
        files={name: FileTold(size=size, sha256=seen) for name, size, seen in _hashed(folder)},
    )


def read_description(content: bytes, name: str) -> WordSet:
    """Read what ``WordSet.content`` made. Raises BadWords when it is not the one called ``name``, or not in order."""
    if hashlib.sha256(content).hexdigest() != name:
        raise BadWords("their description is not what was written")
    try:
        described = WordSet.model_validate_json(content)
    except ValidationError as error:
        raise BadWords(f"their description cannot be read ({error.error_count()} faults)") from error
    ids = {key for key, _ in described.papers}
    if described.files.keys() != set(BASE_FILES) or len(ids) != len(described.papers):
        raise BadWords("their description names other files, or a paper twice")
    if described.size > _MOST * len(ids) + _AT_LEAST:
        raise BadWords(f"{described.size:,} bytes are too many for {len(ids):,} papers")
    return described


def parts_of(folder: Path) -> Iterator[bytes]:
    """Yield the files of the base in ``folder`` one after the other, in pieces of ``PART`` bytes. Raises OSError."""
    left = b""
    for name in BASE_FILES:
        with (folder / name).open("rb") as file:
            while piece := file.read(PART):
                left += piece
                while len(left) >= PART:
                    yield left[:PART]
                    left = left[PART:]
    if left:
        yield left


def write_parts(parts: Iterable[bytes], described: WordSet, folder: Path) -> None:
    """Write what ``parts_of`` yields into the new folder ``folder``. Raises BadWords, and OSError.

    A piece too many is not asked for.
    """
    pieces, left = iter(parts), b""
    for name in BASE_FILES:
        private_folder((folder / name).parent)
        seen, missing = hashlib.sha256(), described.files[name].size
        with open(folder / name, "wb", opener=private_opener) as file:
            while missing:
                left = left or next(pieces, b"")
                if not left:
                    raise BadWords("they end too early")
                piece, left = left[:missing], left[missing:]
                file.write(piece)
                seen.update(piece)
                missing -= len(piece)
        if seen.hexdigest() != described.files[name].sha256:
            raise BadWords(f"{name} is not what was written")


def differing(described: WordSet, want: Mapping[str, str]) -> frozenset[str]:
    """Return the papers in which a shelf of ``want`` (id -> content hash, in order) differs from those that are told.

    One that stands elsewhere among the others counts as one that changed.
    """
    rows = {key: row for row, (key, _) in enumerate(described.papers)}
    changed = {key for key, seen in described.papers if want.get(key) != seen} | (want.keys() - rows.keys())
    last = -1
    for key in want:
        if key not in changed:
            if rows[key] < last:
                changed.add(key)
            last = max(last, rows[key])
    return frozenset(changed)


def _hashed(folder: Path) -> Iterator[tuple[str, int, str]]:
    for name in BASE_FILES:
        with (folder / name).open("rb") as file:
            seen = hashlib.file_digest(file, "sha256").hexdigest()
            yield name, file.tell(), seen
