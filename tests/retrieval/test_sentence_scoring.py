"""Without a language model: the sentence that answers comes first, and doubt is told from knowledge."""

from __future__ import annotations

import pytest

from assistant.retrieval.hybrid import Retriever
from assistant.retrieval.sentence_scoring import (
    ScoredSentence,
    closest_sentences,
    confidence,
    off_topic,
    topic_coverage,
    weigh,
)
from tests.support.each_row import each_row


def evidence(question: str, retriever: Retriever) -> tuple[ScoredSentence, ...]:
    return weigh(question, retriever.search(question, 10), retriever)


@each_row(
    ("question", "words"),
    [
        ("How many Python files were used to pre-train CuBERT?", "7.4M"),
        ("How many PET/CT exams were used?", "25,578"),
        ("How much compute does ELECTRA need next to RoBERTa and XLNet?", "1/4 of their compute"),
        ("How many languages does MMTEB cover?", "250"),
    ],
)
def test_the_sentence_that_answers_comes_first(seed_shelf: Retriever, question: str, words: str) -> None:
    found = evidence(question, seed_shelf)
    assert words in found[0].passage.text
    assert confidence(found, 38) > 0.5


def test_evidence_is_in_order_verbatim_and_within_its_scales(seed_shelf: Retriever) -> None:
    found = evidence("Which languages does WECHSEL transfer to?", seed_shelf)
    assert {each.paper.id for each in found if each.coverage == 1}
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        assert each.paper.abstract[each.passage.start : each.passage.end] == each.passage.text
        assert -1.0001 <= each.cosine <= 1.0001
        assert 0 <= each.coverage <= each.paper_coverage + 1e-9 <= 1 + 1e-6


@each_row("question", ["What is the capital of France?", "How do I bake bread?", "Who won the cup?"])
def test_what_has_nothing_to_do_with_the_papers_is_off_topic(seed_shelf: Retriever, question: str) -> None:
    found = evidence(question, seed_shelf)
    assert off_topic(found)
    assert confidence(found, 38) < 0.5


def test_a_question_on_the_papers_is_not_off_topic(seed_shelf: Retriever) -> None:
    assert not off_topic(evidence("Which papers avoid subword tokenizers?", seed_shelf))


def test_without_evidence_there_is_no_confidence(seed_shelf: Retriever) -> None:
    assert weigh("anything", [], seed_shelf) == ()
    assert confidence((), 38) == 0.0
    assert off_topic(())


def test_the_same_evidence_says_less_among_many_papers(seed_shelf: Retriever) -> None:
    found = evidence("How many PET/CT exams were used?", seed_shelf)
    assert 0.5 < confidence(found, 100_000) < confidence(found, 38)


def test_a_paper_that_is_only_named_does_not_answer(seed_shelf: Retriever) -> None:
    assert confidence(evidence("Who are the authors of MonoByte?", seed_shelf), 38) < 0.5


def test_a_question_of_nothing_but_asking_words_is_weighed_too(seed_shelf: Retriever) -> None:
    for question in ("which papers?", "what is it about?", "the of", "?"):
        found = evidence(question, seed_shelf)
        assert 0 <= confidence(found, 38) <= 1


def test_coverage_is_the_share_of_what_is_said(seed_shelf: Retriever) -> None:
    [cubert] = seed_shelf.find("CuBERT", 1)
    assert topic_coverage("contextual embedding of source code", cubert, seed_shelf) == pytest.approx(1)
    assert topic_coverage("zebra crossing", cubert, seed_shelf) == 0
    assert 0 < topic_coverage("source code zebra", cubert, seed_shelf) < 1


def test_the_closest_sentences_are_of_the_papers_asked_for(seed_shelf: Retriever) -> None:
    papers = seed_shelf.find("tokenizer vocabulary", 4)
    found = closest_sentences("Which papers avoid subword tokenizers?", papers, 2, seed_shelf)
    assert set(found) == {paper.id for paper in papers}
    for paper in papers:
        assert 1 <= len(found[paper.id]) <= 2
        assert all(passage.paper_id == paper.id for passage in found[paper.id])
