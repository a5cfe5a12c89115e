"""The local models that read a paper once: chunks are made of sentences' vectors (see ``index/pooled_chunks.py``).

``hash_of_texts`` is the hash of the model that gives texts the same vectors and reads chunks, too.
"""

from __future__ import annotations

import hashlib

from assistant.embedding.minilm import MiniLM
from assistant.embedding.minilm_files import ModelFiles
from assistant.embedding.minilm_int8 import MiniLMInt8

# Raised whenever chunks are made of sentences in another way: such vectors are others than those in an index.
_WAY = 1


class MiniLMPooled(MiniLM):
    """MiniLM for papers that are read sentence by sentence only; a text's vector is that of MiniLM."""

    name = f"{MiniLM.name}, pooled"
    pools_chunks = True

    def __init__(self, files: ModelFiles | None = None, *, threads: int | None = None) -> None:
        super().__init__(files, threads=threads)
        self.hash_of_texts = super().hash_of(self.files)

    @classmethod
    def hash_of(cls, files: ModelFiles) -> str:
        """Return the ``hash`` that the model would have if ``files`` were opened (16 hex digits)."""
        return _pooled(super().hash_of(files))


class MiniLMFast(MiniLMInt8):
    """MiniLMInt8 for papers that are read sentence by sentence only; a text's vector is that of MiniLMInt8."""

    name = f"{MiniLM.name}, 8-bit, pooled"
    pools_chunks = True

    def __init__(self, files: ModelFiles | None = None, *, threads: int | None = None) -> None:
        super().__init__(files, threads=threads)
        self.hash_of_texts = super().hash_of(self.files)

    @classmethod
    def hash_of(cls, files: ModelFiles) -> str:
        """Return the ``hash`` that the model would have if ``files`` were opened (16 hex digits)."""
        return _pooled(super().hash_of(files))


def _pooled(of_texts: str) -> str:
    return hashlib.sha256(f"{of_texts} pooled {_WAY}".encode()).hexdigest()[:16]
