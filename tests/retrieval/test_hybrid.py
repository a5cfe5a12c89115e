"""What people ask for comes first, and a search within some papers leaves them never."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.library.library import Library
from assistant.retrieval.hybrid import Fusion, Retriever
from assistant.types import Paper
from tests.support.each_row import each_row
from tests.support.tiny import TinyEmbedder, library, papers

CUBERT = "learning-and-evaluating-contextual-embedding-of-source-code"
ELECTRA = "electra-pre-training-text-encoders-as-discriminators-rather-than-generators"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A shelf deeper than the rankings that are fused: 300 papers alike, and two about something else."""
    shelf = library(tmp_path_factory.mktemp("large"))
    odd = [
        Paper(id="odd", title="Zebra crossings", abstract="Zebras cross here. Nobody counts them."),
        Paper(id="bare", title="Bare title"),
    ]
    shelf.add([*papers(*range(0, 3600, 12)), *odd])
    yield shelf
    shelf.close()


@each_row(
    ("question", "paper_id", "words"),
    [
        (
            "How many PET/CT exams were used?",
            "vision-language-modeling-in-pet-ct-for-visual-grounding-of-positive-findings",
            "25,578",
        ),
        ("How many Python files were used to pre-train CuBERT?", CUBERT, "7.4M"),
        ("ELECTRA replaced token detection", ELECTRA, "replaced token detection"),
        (
            "hypernetwork that predicts embeddings for a new tokenizer",
            "zero-shot-tokenizer-transfer",
            "hypernetwork",
        ),
    ],
)
def test_the_right_paper_comes_first_with_the_sentence_that_says_it(
    seed_shelf: Retriever, question: str, paper_id: str, words: str
) -> None:
    first = seed_shelf.search(question, 5)[0]
    assert first.paper.id == paper_id
    assert words in first.passage.text
    assert first.passage == first.passages[0]


def test_every_hit_explains_its_score(seed_shelf: Retriever) -> None:
    fusion = Fusion()
    hits = seed_shelf.search("byte-level language models", 38)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.paper.id for hit in hits}) == len(hits) == 38
    for hit in hits:
        assert set(hit.ranks) == set(hit.scores) <= set(fusion.weights)
        assert hit.score == pytest.approx(
            sum(fusion.weights[name] / (fusion.k + rank) for name, rank in hit.ranks.items())
        )
        assert len(hit.passages) <= 3
        for passage in (hit.passage, *hit.passages):
            assert getattr(hit.paper, passage.field)[passage.start : passage.end] == passage.text
            assert passage.paper_id == hit.paper.id


def test_ranks_are_those_of_the_single_rankings(seed_shelf: Retriever) -> None:
    query = "sentence embeddings from definitions"
    expected = [identifier for identifier, _ in seed_shelf.index.by_paper.search(query, 100)]
    ranks = {hit.ranks["bm25"]: hit.paper.id for hit in seed_shelf.search(query, 38) if "bm25" in hit.ranks}
    assert ranks == dict(enumerate(expected, 1))
    weights = replace(
        Fusion(), weights={"dense": 0.0, "dense_sentence": 0.0, "bm25": 1.0, "bm25_sentence": 0.0}
    )
    words_only = Retriever(seed_shelf.index, seed_shelf._embedder, weights)
    assert [hit.paper.id for hit in words_only.search(query, 5)] == expected[:5]


def test_k_is_kept_to_and_a_second_search_gives_the_same(seed_shelf: Retriever) -> None:
    for k in (1, 3, 38, 500):
        hits = seed_shelf.search("tokenizers", k)
        assert len(hits) == min(k, 38)
        assert [hit.paper.id for hit in hits] == [hit.paper.id for hit in seed_shelf.search("tokenizers", k)]


@each_row("query", ["the of and", "?!", "zzzqqq", "量子", "a" * 5000, "\x00", "🦓"])
def test_odd_queries_are_answered_with_hits_not_failures(seed_shelf: Retriever, query: str) -> None:
    assert len(seed_shelf.search(query, 3)) == 3


def test_within_restricts_and_ranks_among_these_only(seed_shelf: Retriever) -> None:
    within = [CUBERT, ELECTRA, "lexinvariant-language-models"]
    hits = seed_shelf.search("How many PET/CT exams were used?", 10, within=within)
    assert {hit.paper.id for hit in hits} == set(within)
    assert max(rank for hit in hits for rank in hit.ranks.values()) <= 3
    assert seed_shelf.search("Python files", 10, within=within)[0].paper.id == CUBERT
    assert seed_shelf.search("Python files", 10, within=[]) == []
    assert seed_shelf.search("Python files", 10, within=["nobody"]) == []
    assert len(seed_shelf.search("Python files", 2, within=within)) == 2


def test_searching_within_all_papers_is_searching_the_shelf(seed_shelf: Retriever) -> None:
    everything = seed_shelf.index.papers.ids()
    for query in ("byte-level language models", "medical images"):
        whole = seed_shelf.search(query, 10)
        within = seed_shelf.search(query, 10, within=everything)
        assert [hit.paper.id for hit in within] == [hit.paper.id for hit in whole]
        assert within[0].passage == whole[0].passage


def test_papers_are_found_within_however_deep_they_stand_on_a_large_shelf(large: Library) -> None:
    with large.reading() as retriever:
        hits = retriever.search("all shelves hold wood", 10, within=["odd", "bare", "p0"])
    assert hits[0].paper.id == "p0"
    assert {hit.paper.id for hit in hits} == {"odd", "bare", "p0"}
    bare = next(hit for hit in hits if hit.paper.id == "bare")
    assert (bare.passage.field, bare.passage.text) == ("title", "Bare title")


def test_a_search_may_ask_for_more_papers_than_the_rankings_are_deep(large: Library) -> None:
    with large.reading() as retriever:
        assert len(retriever.search("all shelves hold wood", 250)) == 250


def test_find_looks_papers_up_by_word(seed_shelf: Retriever) -> None:
    assert [found.id for found in seed_shelf.find("CuBERT", 5)] == [CUBERT]
    assert seed_shelf.find("zzzqqq", 5) == []


def test_a_query_is_embedded_once_however_often_it_is_asked(home: Path) -> None:
    embedder = TinyEmbedder()
    shelf = library(home, embedder)
    shelf.add(papers(1, 2))
    embedder.texts.clear()
    with shelf.reading() as retriever:
        for _ in range(3):
            retriever.search("amber", 2)
        assert embedder.texts == ["amber"]
        for number in range(100):
            retriever.search(f"amber {number}", 1)
        assert retriever.search("amber", 1)[0].paper.id in ("p1", "p2")
    shelf.close()


def test_many_threads_search_one_index(seed_shelf: Retriever) -> None:
    queries = ["tokenizers", "graphs", "medical images", "surveys"]
    expected = {query: [hit.paper.id for hit in seed_shelf.search(query, 5)] for query in queries}

    def same(turn: int) -> bool:
        query = queries[turn % 4]
        return [hit.paper.id for hit in seed_shelf.search(query, 5)] == expected[query]

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(same, range(48)))


def test_the_weights_are_those_of_the_rankings_there_are(seed_shelf: Retriever) -> None:
    [hit] = seed_shelf.search("replaced token detection", 1)
    assert set(hit.ranks) == set(Fusion().weights)
