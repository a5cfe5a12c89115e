"""Chroma holds what was put in, by cosine, and lets go of what was deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.schema import TextNode

from assistant.errors import IndexUnavailable
from assistant.index.passages import passage_id
from assistant.index.vectors.chroma import VectorIndex
from tests.support.tiny import papers

PAPERS = papers(*range(30))
CHANCE = np.random.default_rng(7)


def unit(count: int, dim: int = 16) -> np.ndarray:
    vectors = CHANCE.normal(size=(count, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


# As ``chunks`` makes them of abstracts this short: one of the whole abstract.
NODES = [
    TextNode(
        id_=passage_id(each.id, "chunk", "abstract", 0, len(each.abstract)),
        text=each.abstract,
        metadata={"paper_id": each.id, "title": each.title},
    )
    for each in PAPERS
]
IDS = [node.node_id for node in NODES]
NODE_VECTORS = unit(len(NODES))


def filled(folder: Path) -> VectorIndex:
    index = VectorIndex(folder, "papers")
    index.add_chunks(NODES, NODE_VECTORS)
    return index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorIndex]:
    opened = filled(tmp_path_factory.mktemp("chroma"))
    yield opened
    opened.close()


def test_scores_are_cosines_and_the_order_is_that_of_numpy(index: VectorIndex) -> None:
    for query in unit(5):
        found = index.search(index.chunks, query * 3, 10)  # the length of a vector does not count
        cosines = NODE_VECTORS @ query
        best = np.argsort(-cosines)[:10]
        assert [identifier for identifier, _ in found] == [IDS[row] for row in best]
        assert [score for _, score in found] == pytest.approx(cosines[best].tolist(), abs=1e-5)


def test_a_passage_is_nearest_to_its_own_vector(index: VectorIndex) -> None:
    [(identifier, score)] = index.search(index.chunks, NODE_VECTORS[11], 1)
    assert (identifier, score) == (IDS[11], pytest.approx(1.0, abs=1e-5))


def test_asking_for_more_than_there_is_gives_all(index: VectorIndex) -> None:
    assert len(index.search(index.chunks, unit(1)[0], 5000)) == len(IDS)


def test_vectors_are_read_back_as_they_were_stored(index: VectorIndex) -> None:
    read = index.chunk_vectors(["p3", "nobody", "p5"])
    assert set(read) == {node.node_id for node in NODES if node.metadata["paper_id"] in ("p3", "p5")}
    assert read[IDS[3]] == pytest.approx(NODE_VECTORS[3], abs=1e-6)
    assert index.chunk_vectors([]) == {}


def test_what_is_deleted_is_found_no_more_also_after_reopening(tmp_path: Path) -> None:
    index = filled(tmp_path)
    gone = {"p0", "p7", "p29"}
    assert index.counted(["p0", "p7", "p29", "nobody"]) == 3
    index.delete_papers([*gone, "nobody"])
    index.close()
    reopened = VectorIndex(tmp_path, "papers")
    try:
        assert reopened.counts() == (len(IDS) - 3, 0)
        left = [hit for hit, _ in reopened.search(reopened.chunks, NODE_VECTORS[0], 500)]
        assert {identifier.split("#")[0] for identifier in left} == {p.id for p in PAPERS} - gone
    finally:
        reopened.close()


def test_chunks_of_some_papers_are_stored_as_another_index_holds_them(
    index: VectorIndex, tmp_path: Path
) -> None:
    other = VectorIndex(tmp_path, "papers")
    other.add_stored(index, ["p3", "p5", "nobody"])
    try:
        for held in (index, other):
            told = held.chunks.get(ids=[IDS[3], IDS[5]], include=["embeddings", "documents", "metadatas"])
            assert told["ids"] == [IDS[3], IDS[5]]
            assert told["documents"] == [PAPERS[3].abstract, PAPERS[5].abstract]
            assert told["metadatas"][0]["paper_id"] == "p3"
            assert told["embeddings"][1] == pytest.approx(NODE_VECTORS[5], abs=1e-6)
        assert other.counts() == (2, 0)
    finally:
        other.close()


def test_what_was_stored_in_bulk_is_all_found_after_settling(tmp_path: Path) -> None:
    nodes = [
        TextNode(id_=passage_id(f"p{number}", "chunk", "abstract", 0, 5), metadata={"paper_id": f"p{number}"})
        for number in range(1500)
    ]
    vectors = unit(len(nodes))
    index = VectorIndex(tmp_path, "papers")
    index.expect(5000)
    index.add_chunks(nodes, vectors)
    index.close()
    graph = max(path.stat().st_size for path in tmp_path.rglob("data_level0.bin"))
    VectorIndex.settle(tmp_path, "papers")
    assert max(path.stat().st_size for path in tmp_path.rglob("data_level0.bin")) > 5 * graph
    logged = (tmp_path / "chroma.sqlite3").stat().st_size
    VectorIndex.compact(tmp_path)
    assert (tmp_path / "chroma.sqlite3").stat().st_size < 0.9 * logged
    index = VectorIndex(tmp_path, "papers")
    for row in (0, 700, 1499):
        assert index.search(index.chunks, vectors[row], 1)[0][0] == nodes[row].node_id
    index.close()


def test_chunks_are_llama_index_nodes_that_its_own_store_can_read(index: VectorIndex) -> None:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    [node] = ChromaVectorStore(chroma_collection=index.chunks).get_nodes([NODES[3].node_id])
    assert isinstance(node, TextNode)
    assert node.get_content() == NODES[3].get_content()
    assert node.metadata["title"] == PAPERS[3].title


def test_vectors_that_are_kept_bare_are_found_alike_without_any_text(
    index: VectorIndex, tmp_path: Path
) -> None:
    bare = VectorIndex(tmp_path, "papers", bare=True)
    bare.add_stored(index, ["p3", "p5"])
    bare.add_chunks([NODES[7]], NODE_VECTORS[7:8])
    try:
        assert bare.chunks.get()["documents"] == [None] * 3
        assert bare.search(bare.chunks, NODE_VECTORS[5], 1)[0][0] == IDS[5]
        assert bare.chunk_vectors(["p3", "p7"]).keys() == {IDS[3], IDS[7]}
        bare.delete_papers(["p5"])
        assert bare.counted(["p3", "p5", "p7"]) == 2
    finally:
        bare.close()


def test_a_folder_that_cannot_be_one_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexUnavailable, match="writable") as caught:
        VectorIndex(tmp_path / "file" / "chroma", "papers")
    assert str(tmp_path / "file" / "chroma") in str(caught.value)


def test_vectors_of_another_length_are_a_clear_error(index: VectorIndex) -> None:
    with pytest.raises(IndexUnavailable, match="--rebuild"):
        index.search(index.chunks, unit(1, dim=8)[0], 3)
    with pytest.raises(IndexUnavailable, match="--rebuild"):
        index.add_chunks([TextNode(id_="q#c:a:0-1", text="q")], unit(1, dim=8))


def test_what_lies_in_the_current_folder_is_not_read(tmp_path: Path) -> None:
    Path(".env").write_text("CHROMA_SERVER_NOFILE=many\n")
    index = VectorIndex(tmp_path, "papers")
    assert index.chunks.count() == 0
    index.close()
