"""What an index was made from, so that a change of any of it is noticed."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import IndexUnavailable
from assistant.index.generations import SEAL, Generations
from assistant.index.passages import Chunking

FILE = SEAL
# Raised whenever the vectors of an index change their form; an index of another form is rebuilt.
FORMAT: Literal[1] = 1
# Raised whenever the files of its words do; those are made anew, in half a minute for 64,000 papers.
WORDS = 3
# Raised whenever the files of its vectors do: what was embedded is taken over. At first sentences were in Chroma, too.
VECTORS = 2
# Files up to this size (bytes) are read through at opening, 2.5 GB a second: what is larger is compared by size then,
# and read through by ``paper-assistant shelves --check``.
READ_THROUGH = 64_000_000
# The manifest begins with the hash of all that follows.
_SEALED = re.compile(rb'\{"seal": "([0-9a-f]{64})",\n')
_AT_ONCE = 1 << 20


class Mark(NamedTuple):
    """What a file is known by: its size (bytes) and its CRC-32, which no flipped bit leaves as it was."""

    size: int
    crc: int


class EmbeddingId(BaseModel):
    """Which embedding model made the vectors: its name, the hash of its files, the length of a vector."""

    model_config = ConfigDict(frozen=True)

    name: str
    hash: str
    dim: int


class _Form(BaseModel):
    format: int


class _Made(BaseModel):
    embedding: EmbeddingId


class Manifest(BaseModel):
    """The description that lies beside an index.

    ``papers`` maps each paper's id to its content hash; those in ``pending`` have no vectors yet. ``words`` is the
    form of the words' files, which manifests did not tell at first. ``version`` is that of the shelf on a Chroma
    server, where the vectors are there. ``files`` maps the other files of the generation, by their path in it, to
    what they were when it was published; manifests did not tell at first.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = FORMAT
    words: int = 1
    vectors: int = 1
    shelf: str
    embedding: EmbeddingId
    chunking: Chunking
    papers: dict[str, str] = Field(default_factory=dict)
    pending: tuple[str, ...] = ()
    version: str = ""
    chunks: int = 0
    sentences: int = 0
    files: dict[str, Mark] = Field(default_factory=dict)
    base: str = ""
    based: dict[str, Mark] = Field(default_factory=dict)
    gone: tuple[str, ...] = ()
    gone_chunks: int = 0

    @cached_property
    def fingerprint(self) -> str:
        """The hash of it all (16 hex digits): indexes of one fingerprint find the same."""
        how = {"version", "files", "base", "based", "gone", "gone_chunks"}
        return hashlib.sha256(self.model_dump_json(exclude=how).encode()).hexdigest()[:16]

    def save(self, folder: Path) -> None:
        """Write the manifest into ``folder``."""
        rest = self.model_dump_json(indent=1).removeprefix("{").lstrip("\n").encode()
        seal = hashlib.sha256(rest).hexdigest().encode()
        (folder / FILE).write_bytes(b'{"seal": "' + seal + b'",\n' + rest)

    @classmethod
    def open(cls, folder: Path) -> Manifest:
        """Read the manifest in ``folder``. Raises IndexUnavailable when it is missing or damaged."""
        try:
            content = (folder / FILE).read_bytes()
            if (sealed := _SEALED.match(content)) and (
                hashlib.sha256(content[sealed.end() :]).hexdigest().encode() != sealed[1]
            ):
                raise ValueError("it is not what was written")
            return cls.model_validate_json(content)
        except (OSError, ValueError) as error:  # pydantic's ValidationError is a ValueError
            raise IndexUnavailable(
                f"The index's manifest {folder / FILE} is missing or damaged. The papers are safe; "
                "rebuild the index from them with: paper-assistant index --rebuild"
            ) from error

    @classmethod
    def in_force(cls, generations: Generations) -> Manifest | None:
        """Read the manifest of the generation in force, None before the first. Raises as ``open`` does."""
        while (folder := generations.current()) is not None:
            try:
                return cls.open(folder)
            except IndexUnavailable:
                if generations.current() == folder:  # else a writer has swept it away meanwhile
                    raise
        return None

    @staticmethod
    def made_by(generations: Generations) -> str:
        """Return the hash of the embedding model that made the index in force, "" when nothing tells."""
        try:
            while (folder := generations.current()) is not None:
                try:
                    return _Made.model_validate_json((folder / FILE).read_bytes()).embedding.hash
                except (OSError, ValidationError):
                    if generations.current() == folder:  # damage is for ``open`` to find
                        break
        except IndexUnavailable:  # so is that of the pointer
            pass
        return ""

    @staticmethod
    def other_form(folder: Path) -> str | None:
        """Say why the index in ``folder`` is not of this version's form, or None; damage is for ``open`` to find."""
        try:
            form = _Form.model_validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError):
            return None
        return None if form.format == FORMAT else "its files are of another version's form"

    def mismatch(self, embedding: EmbeddingId, chunking: Chunking) -> str | None:
        """Say why vectors made with ``embedding`` and ``chunking`` would not fit this index, or None."""
        if embedding != self.embedding:
            return f"the embedding model changed from {self.embedding.name} to {embedding.name}"
        if chunking != self.chunking:
            return "the way abstracts are cut into passages changed"
        return None


def marks(folder: Path) -> dict[str, Mark]:
    """Return path in ``folder`` -> mark of every file but the manifest. Raises OSError when one cannot be read."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: Mark(path.stat().st_size, _crc(path)) for name, path in names.items() if name != FILE}


def damaged_file(folder: Path, files: Mapping[str, Mark], *, thorough: bool = False) -> str | None:
    """Say which file of the generation in ``folder`` is not as ``files`` has it, and how; None when all are.

    Sizes are compared always, contents where the file is small, or ``thorough``.
    """
    for name, mark in files.items():
        path = folder / name
        try:
            if not path.is_file():
                return f"{path} is {'a folder' if path.is_dir() else 'missing'}"
            if (size := path.stat().st_size) != mark.size:
                return f"{path} has {size:,} bytes and not {mark.size:,}"
            if (thorough or size <= READ_THROUGH) and _crc(path) != mark.crc:
                return f"{path} is not what was written"
        except OSError as error:
            return f"{path} cannot be read ({error.strerror})"
    return None


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            crc = zlib.crc32(piece, crc)
    return crc
