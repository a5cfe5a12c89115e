"""What an index was made from, so that a change of any of it is noticed."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import IndexUnavailable
from assistant.index.passages import Chunking

FILE = "manifest.json"
# Raised whenever the vectors of an index change their form; an index of another form is rebuilt.
FORMAT: Literal[1] = 1
# Raised whenever the files of its words do; those are made anew, in half a minute for 64,000 papers.
WORDS = 2


class EmbeddingId(BaseModel):
    """Which embedding model made the vectors: its name, the hash of its files, the length of a vector."""

    model_config = ConfigDict(frozen=True)

    name: str
    hash: str
    dim: int


class _Form(BaseModel):
    format: int


class Manifest(BaseModel):
    """The description that lies beside an index.

    ``papers`` maps each paper's id to its content hash; those in ``pending`` have no vectors yet. ``words`` is the
    form of the words' files, which manifests did not tell at first. ``version`` is that of the shelf on a Chroma
    server, where the vectors are there.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = FORMAT
    words: int = 1
    shelf: str
    embedding: EmbeddingId
    chunking: Chunking
    papers: dict[str, str] = Field(default_factory=dict)
    pending: tuple[str, ...] = ()
    version: str = ""
    chunks: int = 0
    sentences: int = 0

    @cached_property
    def fingerprint(self) -> str:
        """The hash of it all (16 hex digits): indexes of one fingerprint find the same."""
        return hashlib.sha256(self.model_dump_json(exclude={"version"}).encode()).hexdigest()[:16]

    def save(self, folder: Path) -> None:
        """Write the manifest into ``folder``."""
        (folder / FILE).write_text(self.model_dump_json(indent=1), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Manifest:
        """Read the manifest in ``folder``. Raises IndexUnavailable when it is missing or not a manifest."""
        try:
            return cls.model_validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError) as error:
            raise IndexUnavailable(
                f"The index's manifest {folder / FILE} is missing or damaged. The papers are safe; "
                "rebuild the index from them with: paper-assistant index --rebuild"
            ) from error

    @staticmethod
    def other_form(folder: Path) -> str | None:
        """Say why the index in ``folder`` is not of this version's form, or None; damage is for ``open`` to find."""
        try:
            told = _Form.model_validate_json((folder / FILE).read_bytes())
        except (OSError, ValidationError):
            return None
        return None if told.format == FORMAT else "its files are of another version's form"

    @staticmethod
    def is_partial(folder: Path) -> bool:
        """Tell whether papers of the index in ``folder`` wait to be embedded; damage is for ``open`` to find."""
        try:
            return bool(Manifest.open(folder).pending)
        except IndexUnavailable:
            return False

    def mismatch(self, embedding: EmbeddingId, chunking: Chunking) -> str | None:
        """Say why vectors made with ``embedding`` and ``chunking`` would not fit this index, or None."""
        if embedding != self.embedding:
            return f"the embedding model changed from {self.embedding.name} to {embedding.name}"
        if chunking != self.chunking:
            return "the way abstracts are cut into passages changed"
        return None
