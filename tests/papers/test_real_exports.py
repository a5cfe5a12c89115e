"""Real exports beside the checkout, where they are at hand: counts as other tools give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.papers import bundled_papers, read_papers

SHARED = Path(__file__).parents[2].parent / "shared"

# File, format, papers, of these without abstract, rejected, merged.
COUNTS = [
    ("formats/acl_anthology_export_with_abstracts.bib", "BibTeX", 60, 0, 0, 0),
    ("formats/zotero_export_nlp_thesis.bib", "BibTeX", 163, 14, 0, 6),
    ("formats/asreview_baseline.ris", "RIS", 100, 2, 0, 0),
    ("formats/pubmed_via_zotero.ris", "RIS", 6, 0, 0, 0),
    ("formats/faulty_year.ris", "RIS", 1, 0, 0, 0),
    ("formats/bom_example.ris", "RIS", 0, 0, 1, 0),
    ("formats/csl_manubot_manual_references.json", "CSL-JSON", 36, 29, 0, 0),
    ("formats/arxiv_api_query_15.atom.xml", "arXiv Atom", 15, 0, 0, 0),
    ("formats/arxiv_api_empty_result.atom.xml", "arXiv Atom", 0, 0, 0, 0),
    ("formats/arxiv_kaggle_metadata_sample.jsonl", "arXiv Kaggle", 200, 0, 0, 0),
    ("formats/s2_paper_batch_response.json", "Semantic Scholar", 3, 0, 1, 0),
    ("formats/hf_daily_papers_dump_2026-08-21.txt", "Hugging Face dump", 50, 0, 0, 0),
    ("papers/hf_papers_page.txt", "Hugging Face page", 38, 0, 0, 0),
    ("corpora/hf_daily_2024_2025.jsonl.gz", "JSON lines", 2839, 0, 0, 0),
]


@pytest.mark.parametrize(
    ("name", "known_as", "papers", "bare", "rejected", "merged"), COUNTS, ids=[row[0] for row in COUNTS]
)
def test_a_real_export_gives_as_many_papers_as_it_holds(
    name: str, known_as: str, papers: int, bare: int, rejected: int, merged: int
) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the real exports are not at hand beside the checkout")
    read = read_papers(path)
    told = (read.format, len(read.papers), read.without_abstract, len(read.rejected), read.merged)
    assert told == (known_as, papers, bare, rejected, merged)


def test_the_bundled_papers_are_those_of_the_saved_page() -> None:
    path = SHARED / "papers/hf_papers_page.txt"
    if not path.exists():
        pytest.skip("the saved page is not at hand beside the checkout")
    assert read_papers(path).papers == bundled_papers()
