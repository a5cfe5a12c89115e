"""The models that read a paper once: the vectors of texts stay, the index they make is another one."""

from __future__ import annotations

import numpy as np

from assistant.embedding.embedder import open_embedder
from assistant.settings import Settings
from tests.support.each_row import each_row


@each_row(("once", "twice"), [("local:pooled", "local:full"), ("local:fast", "local:int8")])
def test_a_model_that_reads_a_paper_once_has_the_vectors_of_the_other_but_an_index_of_its_own(
    once: str, twice: str
) -> None:
    pooled, model = (open_embedder(Settings(embedding=name)) for name in (once, twice))
    np.testing.assert_array_equal(pooled.encode(["On moss."]), model.encode(["On moss."]))
    assert (pooled.name, pooled.hash) != (model.name, model.hash)
