"""Every passage is verbatim, and its id alone leads back to the exact characters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import IndexUnavailable
from assistant.index.passages import (
    Chunking,
    chunks,
    embedded_text,
    paper_id_of,
    passage_id,
    passage_of,
    sentences,
)
from assistant.papers import bundled_papers
from assistant.text.tokens import count_tokens
from assistant.types import Paper
from tests.support.each_row import each_row

IDS = st.one_of(
    st.sampled_from(
        ["a#b", "a#c:a:0-5", "#", "10.1000/x:y", "表記", "arxiv:2401.00001v2", "a\nb", "p#s:t:1-2#"]
    ),
    st.text(min_size=1, max_size=30),
)
SENTENCE = st.sampled_from(
    [
        "It works.",
        "It works.",
        "We use 3.5 GB.",
        "See Fig. 2.",
        "好的。",
        "Naïve 👩‍🔬 test!",
        "A",
        "(1) First.",
    ]
)
ABSTRACTS = st.lists(SENTENCE, max_size=60).map(" ".join)


SMALL = Chunking(size=60, overlap=20)


def of(abstract: str, identifier: str = "p", title: str = "A title") -> Paper:
    return Paper(id=identifier, title=title, abstract=abstract)


@given(IDS, ABSTRACTS)
def test_a_sentence_is_found_again_by_its_id_whatever_the_paper_is_called(
    identifier: str, abstract: str
) -> None:
    paper = of(abstract, identifier)
    for passage in sentences(paper):
        assert paper_id_of(passage.id) == identifier
        assert passage_of(passage.id, paper) == passage
        assert passage.text == getattr(paper, passage.field)[passage.start : passage.end] != ""


@settings(max_examples=20)
@given(ABSTRACTS)
def test_chunks_are_verbatim_and_their_ids_differ_even_where_sentences_are_repeated(abstract: str) -> None:
    paper = of(abstract)
    nodes = chunks([paper], SMALL)
    assert len({node.node_id for node in nodes}) == len(nodes) != 0
    for node in nodes:
        passage = passage_of(node.node_id, paper)
        assert (
            node.get_content() == passage.text == getattr(paper, passage.field)[passage.start : passage.end]
        )
        assert node.metadata["paper_id"] == node.ref_doc_id == "p"


def test_chunks_cover_the_abstract_and_overlap() -> None:
    abstract = "  ".join(
        f"Sentence {number} tells of {number * 7} things, e.g. shelves." for number in range(30)
    )
    spans = [(node.metadata["start"], node.metadata["end"]) for node in chunks([of(abstract)], SMALL)]
    assert len(spans) == 10
    assert (spans[0][0], spans[-1][1]) == (0, len(abstract))
    for (start, end), (next_start, next_end) in pairwise(spans):
        assert start < next_start <= end < next_end


def test_chunks_of_the_bundled_papers_keep_to_their_size_and_end_with_sentences() -> None:
    chunking = Chunking()
    papers = {paper.id: paper for paper in bundled_papers()}
    nodes = chunks(list(papers.values()), chunking)
    assert {node.metadata["paper_id"] for node in nodes} == set(papers)
    for node in nodes:
        passage = passage_of(node.node_id, papers[node.metadata["paper_id"]])
        assert count_tokens(passage.text) <= chunking.size
        ends = {each.end for each in sentences(papers[passage.paper_id])}
        assert passage.end in ends


def test_repeated_sentences_get_offsets_of_their_own() -> None:
    paper = of("It works. " * 4)
    spans = [(each.start, each.end) for each in sentences(paper)]
    assert spans == [(0, 9), (10, 19), (20, 29), (30, 39)]


@each_row("abstract", ["", " \n "])
def test_a_paper_without_an_abstract_is_found_by_its_title(abstract: str) -> None:
    paper = of(abstract, title="Bytes all the way")
    [sentence] = sentences(paper)
    [node] = chunks([paper], Chunking())
    assert (sentence.field, sentence.text) == ("title", "Bytes all the way")
    assert node.get_content() == "Bytes all the way"
    assert embedded_text(paper.title, node.get_content()) == "Bytes all the way"


def test_a_chunk_is_embedded_together_with_its_title() -> None:
    assert embedded_text("CuBERT", "It reads code.") == "CuBERT. It reads code."


@each_row("identifier", ["", "p", "other#s:a:0-5", "p#x:a:0-5", "p#s:a:0", "p#s:a:-1-5"])
def test_an_id_that_names_no_passage_of_the_paper_is_an_error_that_says_what_to_do(identifier: str) -> None:
    with pytest.raises(IndexUnavailable, match="index --rebuild"):
        passage_of(identifier, of("It works."))


def test_ids_of_chunks_sentences_and_titles_never_clash() -> None:
    kinds = {
        passage_id("p", kind, field, 0, 5)
        for kind in ("chunk", "sentence")
        for field in ("title", "abstract")
    }
    assert len(kinds) == 4


def test_one_sentence_longer_than_a_chunk_is_cut_and_stays_verbatim() -> None:
    paper = of("word, " * 400 + "end.")
    nodes = chunks([paper], SMALL)
    assert len(nodes) == 20
    for node in nodes:
        assert node.get_content() == passage_of(node.node_id, paper).text
        assert count_tokens(node.get_content()) <= 60
