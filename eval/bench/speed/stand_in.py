"""An embedding model that costs nothing, to measure everything else at sizes that would take hours to embed."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

DIM = 384
_WORD = re.compile(r"\w{5,}")


class StandIn(BaseEmbedding):
    """A text's vector is the sum of a random direction for each of its longer words; use it as ``llama:`` and its name.

    Texts of like words lie close together, as they do for a real model.
    """

    model_name: str = "directions of words"
    embed_batch_size: int = 2048

    def _get_text_embedding(self, text: str) -> list[float]:
        words = set(_WORD.findall(text.lower())) or {text}
        vector: list[float] = np.sum([_direction(word) for word in words], axis=0).tolist()
        return vector

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


@lru_cache(maxsize=20_000)
def _direction(word: str) -> NDArray[np.float32]:
    chance = np.random.default_rng(zlib.crc32(word.encode("utf-8", "replace")))
    return chance.standard_normal(DIM, dtype=np.float32)
