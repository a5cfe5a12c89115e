"""Chunks made of the vectors of sentences: near to what a reading of the whole gives, and nothing read twice."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.embed import embed_papers
from assistant.index.passages import Chunking, chunks, sentences
from assistant.types import Paper
from tests.support.tiny import TinyEmbedder, paper

SMALL = Chunking(size=24, overlap=0)


class Pooling(TinyEmbedder):
    pools_chunks = True


@pytest.fixture
def long() -> Paper:
    return paper(
        3, "Bees visit the trees. Snails eat the leaves. Rain falls upon them all. Roots drink it again."
    )


def test_only_sentences_and_titles_are_read(long: Paper) -> None:
    embedder = Pooling()
    embed_papers([long, paper(4)], embedder, SMALL)
    spans = [span.text for each in (long, paper(4)) for span in sentences(each)]
    assert sorted(embedder.texts) == sorted([*spans, long.title, paper(4).title])


def test_sentences_are_those_of_the_model_and_each_chunk_is_nearest_to_its_own_text(long: Paper) -> None:
    (read,), (pooled,) = (embed_papers([long], each, SMALL) for each in (TinyEmbedder(), Pooling()))
    assert len(pooled.chunks) == len(chunks([long], SMALL)) > 1
    np.testing.assert_array_equal(pooled.sentences, read.sentences)
    np.testing.assert_allclose(np.linalg.norm(pooled.chunks, axis=1), 1, atol=1e-5)
    near = pooled.chunks @ read.chunks.T
    assert near.argmax(axis=1).tolist() == list(range(len(near)))
    assert np.diag(near).min() > 0.8


def test_a_paper_without_an_abstract_is_found_by_its_title() -> None:
    bare = Paper(id="bare", title="On moss", abstract=" ")
    (embedded,) = embed_papers([bare], Pooling(), SMALL)
    title = TinyEmbedder().encode(["On moss"])
    np.testing.assert_array_equal(embedded.chunks, title)
    np.testing.assert_array_equal(embedded.sentences, title)
