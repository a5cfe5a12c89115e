"""Real exports beside the checkout, where they are at hand: counts as other tools give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.papers import bundled_papers, read_papers

SHARED = Path(__file__).parents[3].parent / "shared"

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
# File -> how the title of its first paper begins, its first author, year and id, read off the file.
FIRST = {
    "acl_anthology_export_with_abstracts.bib": (
        "AmbiFC: Fact-Checking Ambiguous Claims with Evidence",
        "Max Glockner",
        2024,
        "2024.tacl-1.1",
    ),
    "zotero_export_nlp_thesis.bib": (
        "Deal or No Deal? End-to-End Learning for Negotiation Dialogues",
        "Mike Lewis",
        2017,
        "1706.05125",
    ),
    "asreview_baseline.ris": (
        "The Value of Radiologic Interventions and 18 F-DOPA PET in Diagnosing",
        "Björn A. Blomberg",
        2012,
        "the-value-of-radiologic-interventions",
    ),
    "pubmed_via_zotero.ris": (
        "The importance of cognitive flexibility and flexibility in coping with stress",
        "Agata Rudnik",
        2019,
        "the-importance-of-cognitive-flexibility",
    ),
    "csl_manubot_manual_references.json": (
        "Deep learning as an opportunity in virtual screening",
        "Thomas Unterthiner",
        2014,
        "deep-learning-as-an-opportunity-in-virtual-screening",
    ),
    "arxiv_api_query_15.atom.xml": (
        "Testing Deep Learning Models: A First Comparative Study of Multiple Testing Techniques",
        "Mohit Kumar Ahuja",
        2022,
        "2202.12139",
    ),
    "arxiv_kaggle_metadata_sample.jsonl": (
        "Calculation of prompt diphoton production cross sections at Tevatron and LHC energies",
        "C. Balázs",
        2007,
        "0704.0001",
    ),
    "s2_paper_batch_response.json": (
        "How Much Should We Trust Differences-in-Differences Estimates?",
        "Marianne Bertrand",
        2001,
        "how-much-should-we-trust-differences-in-differences-estimates",
    ),
    "hf_daily_papers_dump_2026-08-21.txt": (
        "Thinking in a Low-Resource Language: What SFT Builds, What RL Fixes, What Accuracy Cannot See",
        None,
        2026,
        "2608.17744",
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_the_first_paper_of_a_real_export_has_the_values_of_the_file(name: str) -> None:
    path = SHARED / "formats" / name
    if not path.exists():
        pytest.skip("the real exports are not at hand beside the checkout")
    paper = read_papers(path).papers[0]
    title, author, year, known = FIRST[name]
    assert paper.title.startswith(title)
    assert (paper.authors[0] if paper.authors else None, paper.year) == (author, year)
    assert paper.id.startswith(known)


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
