"""An embedding model that costs nothing, to measure everything else at sizes that would take hours to embed."""

from __future__ import annotations

import zlib

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

DIM = 384


class StandIn(BaseEmbedding):
    """A text's vector is a random direction that its words choose; use it as ``llama:`` and its full name.

    Such vectors have no near neighbours, which is harder for an approximate index than real ones.
    """

    model_name: str = "random directions"
    embed_batch_size: int = 2048

    def _get_text_embedding(self, text: str) -> list[float]:
        chance = np.random.default_rng(zlib.crc32(text.encode("utf-8", "replace")))
        vector: list[float] = chance.standard_normal(DIM, dtype=np.float32).tolist()
        return vector

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)
