"""Chunks made of the vectors of sentences: near to what a reading of the whole gives, and nothing read twice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.index.building.build_plan import Pace
from assistant.index.building.embed import embed_papers
from assistant.index.passages import Chunking, chunks, sentences
from assistant.index.pooled_chunks import as_read_whole
from assistant.retrieval.hybrid import Retriever
from assistant.types import Paper
from tests.support.shelves.indexing import Shelf, stored
from tests.support.tiny import TinyEmbedder, paper, papers

SMALL = Chunking(size=24, overlap=0)


class Pooling(TinyEmbedder):
    """Gives texts the vectors of TinyEmbedder; an index of it holds others for chunks."""

    pools_chunks = True

    def __init__(self) -> None:
        super().__init__()
        self.hash, self.hash_of_texts = "hash of pooling", self.hash


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


def test_an_index_that_read_papers_twice_is_taken_over_and_only_titles_and_news_are_read(
    tmp_path: Path, long: Paper
) -> None:
    shelf, anew = Shelf(tmp_path / "shelf"), Shelf(tmp_path / "anew")
    with closing(shelf.truth), closing(anew.truth):
        shelf.pace = anew.pace = Pace(unbased=4, beside=4, beside_share=0.0)
        shelf.truth.write(papers(*range(8)))
        shelf.update()
        shelf.truth.write([paper(2, "Changed.")])
        shelf.update()  # a base, and one paper beside it
        shelf.truth.write([long])
        anew.truth.write(shelf.truth)
        embedder = Pooling()
        done = shelf.update(embedder=embedder)
        assert "taken over" in (done.rebuilt or "")
        titles = [each.title for each in shelf.truth]
        assert sorted(embedder.texts) == sorted([*titles, *(span.text for span in sentences(long))])
        anew.update(embedder=Pooling())
        with closing(shelf.opened()) as mine, closing(anew.opened()) as other:
            assert stored(mine) == stored(other)
            assert mine.manifest.fingerprint == other.manifest.fingerprint


def test_cosines_with_pooled_chunks_are_told_on_the_scale_of_chunks_that_are_read_whole(
    tmp_path: Path,
) -> None:
    shelf = Shelf(tmp_path / "shelf")
    with closing(shelf.truth):
        shelf.truth.write(papers(1, 2, 3))
        shelf.update(embedder=Pooling())
        with closing(shelf.opened()) as index:
            query = Pooling().encode(["wood2"])[0]
            nearest = dict(index.vectors.near(query, 3))
            for embedder, scale in ((Pooling(), as_read_whole), (TinyEmbedder(), float)):
                told = {
                    hit.paper.id: hit.scores["dense"] for hit in Retriever(index, embedder).search("wood2", 3)
                }
                wanted = {passage.split("#")[0]: scale(cosine) for passage, cosine in nearest.items()}
                assert told == pytest.approx(wanted)
