"""The settings' embedding model -> an Embedder: local, OpenAI's wire, or any LlamaIndex class."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from assistant.embedding.minilm import MiniLM

# One model for all shelves of a process; a forked child opens its own, for its parent's threads are not there.
_opening = threading.Lock()
_shared: dict[tuple[int, str, str, str], MiniLM] = {}


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


def open_embedder(settings: Settings, made_by: str = "") -> Embedder:
    """Open the embedding model that ``settings.embedding`` names.

    ``local`` leaves open which engine runs the local model: the one whose hash is ``made_by``, that of an index, so
    that no paper is embedded twice; without such an index the fastest on this processor.
    Raises SettingsError when it cannot be made from the settings, IndexUnavailable when the local model's
    files are missing or wrong. A remote one raises ModelUnavailable when it is asked and does not answer.
    """
    kind, _, name = settings.embedding.partition(":")
    if kind == "local":
        return _local(name, made_by)
    # LlamaIndex takes seconds to import; the local model does without.
    import assistant.embedding.llama_index as llama_embedding

    if kind == "openai":
        return llama_embedding.openai_embedder(name, settings)
    return llama_embedding.imported_embedder(name)


def _local(name: str, made_by: str) -> MiniLM:
    """Return the local model, opened once a process for each way to run it and its files; safe for many threads."""
    from assistant.embedding.local_engines import ENGINES, engine_name
    from assistant.embedding.minilm_files import installed_files

    files = installed_files()
    way = engine_name(name, files, made_by)
    key = (os.getpid(), way, str(files.model), files.hash)
    with _opening:
        if key not in _shared:
            for old in [old for old in _shared if old[1] == way]:
                del _shared[old]
            _shared[key] = ENGINES[way](files)
        return _shared[key]


if hasattr(os, "register_at_fork"):
    # A thread of the parent may have held it at that moment.
    os.register_at_fork(after_in_child=lambda: globals().update(_opening=threading.Lock()))


def wrap_embedding(embedding: BaseEmbedding | None) -> Embedder | None:
    if embedding is None:
        return None
    from assistant.embedding.llama_index import given_embedder

    return given_embedder(embedding)
