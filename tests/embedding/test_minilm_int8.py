"""The 8-bit model gives nearly the 32-bit one's vectors, the same for a text whatever stands beside it."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.embedding import minilm_int8
from assistant.embedding.embedder import open_embedder
from assistant.embedding.minilm import MiniLM
from assistant.embedding.minilm_int8 import MiniLMInt8
from assistant.errors import IndexUnavailable
from assistant.papers import bundled_papers
from assistant.settings import Settings
from tests.embedding.test_minilm import TEXTS


@pytest.fixture(scope="module")
def model() -> MiniLMInt8:
    return MiniLMInt8()


def test_vectors_are_those_of_the_32_bit_model_but_for_rounding(model: MiniLMInt8) -> None:
    texts = [paper.title for paper in bundled_papers()]
    wide, narrow = MiniLM().encode(texts), model.encode(texts)
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(narrow, axis=1), 1, atol=1e-5)
    assert (wide * narrow).sum(axis=1).min() > 0.97


def test_a_text_has_one_vector_whatever_stands_beside_it(model: MiniLMInt8) -> None:
    together = model.encode(TEXTS)
    alone = np.concatenate([model.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


def test_an_index_of_one_arithmetic_is_not_taken_for_one_of_the_other(model: MiniLMInt8) -> None:
    assert model.hash != MiniLM().hash


def test_the_setting_chooses_the_arithmetic() -> None:
    assert isinstance(open_embedder(Settings(embedding="local:int8")), MiniLMInt8)
    assert not isinstance(open_embedder(Settings(embedding="local:full")), MiniLMInt8)


def test_a_missing_graph_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm_int8, "GRAPH", minilm_int8.GRAPH.with_name("gone.onnx"))
    with pytest.raises(
        IndexUnavailable, match=r"gone\.onnx cannot be read: .* Install paper-assistant again"
    ):
        MiniLMInt8()
