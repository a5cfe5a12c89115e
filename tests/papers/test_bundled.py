from __future__ import annotations

import re

from assistant.papers import bundled_papers


def test_the_bundled_papers_are_thirty_eight_with_title_abstract_and_readable_id() -> None:
    papers = bundled_papers()
    assert len(papers) == 38
    assert len({paper.id for paper in papers}) == 38
    for paper in papers:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paper.id)
        assert len(paper.abstract) > 1000
        assert paper.source == "Hugging Face papers page"


def test_a_bundled_paper_has_its_own_abstract_word_for_word() -> None:
    by_id = {paper.id: paper for paper in bundled_papers()}
    assert by_id["pixel-sentence-representation-learning"].title == "Pixel Sentence Representation Learning"
    (cubert,) = (paper for paper in by_id.values() if "CuBERT" in paper.abstract)
    assert cubert.title == "Learning and Evaluating Contextual Embedding of Source Code"
    assert "7.4M Python files" in cubert.abstract
    (pet,) = (paper for paper in by_id.values() if "25,578" in paper.abstract)
    assert pet.title == "Vision-Language Modeling in PET/CT for Visual Grounding of Positive Findings"
