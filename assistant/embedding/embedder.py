"""The settings' embedding model -> an Embedder: local, OpenAI's wire, or any LlamaIndex class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding


class Embedder(Protocol):
    """Whatever turns texts into unit vectors; ``name`` and ``hash`` identify it in an index.

    ``dim`` is the length of a vector. ``encode`` returns float32 of shape (len(texts), dim), in the order
    of ``texts``, and tells ``progress`` (texts done, texts in all).
    """

    @property
    def name(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def dim(self) -> int: ...

    def encode(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]: ...


def open_embedder(settings: Settings) -> Embedder:
    """Open the embedding model that ``settings.embedding`` names.

    Raises SettingsError when it cannot be made from the settings, IndexUnavailable when the local model's
    files are missing or wrong. A remote one raises ModelUnavailable when it is asked and does not answer.
    """
    kind, _, name = settings.embedding.partition(":")
    if kind == "local":
        from assistant.embedding.minilm import MiniLM

        return MiniLM()
    # LlamaIndex takes seconds to import; the local model does without.
    import assistant.embedding.llama_index as llama_embedding

    if kind == "openai":
        return llama_embedding.openai_embedder(name, settings)
    return llama_embedding.imported_embedder(name)


def wrap_embedding(embedding: BaseEmbedding | None) -> Embedder | None:
    if embedding is None:
        return None
    from assistant.embedding.llama_index import given_embedder

    return given_embedder(embedding)
