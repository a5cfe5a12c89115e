"""References are found in what people paste, and a list of ids is told from a file of papers."""

from __future__ import annotations

from contextlib import suppress

import pytest

from assistant import SettingsError
from assistant.fetching.references import MOST, only_references, references
from tests.support.each_row import each_row

CASES = {
    "10.1234/ABC": ("doi", "10.1234/abc"),
    "doi: 10.1234/abc.": ("doi", "10.1234/abc"),
    "https://doi.org/10.1234/a%28b%29c": ("doi", "10.1234/a(b)c"),
    "(10.1016/S0140-6736(05)12345-6)": ("doi", "10.1016/s0140-6736(05)12345-6"),
    "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O": (
        "doi",
        "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
    ),
    "https://onlinelibrary.wiley.com/doi/full/10.1111/abc.123?src=x": ("doi", "10.1111/abc.123"),
    "https://link.springer.com/content/pdf/10.1007/s1-2.pdf": ("doi", "10.1007/s1-2"),
    "2401.01234": ("arxiv", "2401.01234"),
    "arXiv: 2401.01234v3": ("arxiv", "2401.01234"),
    "https://arxiv.org/abs/2401.01234v3": ("arxiv", "2401.01234"),
    "https://arxiv.org/pdf/2401.01234.pdf": ("arxiv", "2401.01234"),
    "10.48550/arXiv.2401.01234": ("arxiv", "2401.01234"),
    "math.GT/0309136": ("arxiv", "math/0309136"),
    "31452104": ("pubmed", "31452104"),
    "PMID: 7": ("pubmed", "7"),
    "https://pubmed.ncbi.nlm.nih.gov/31452104/": ("pubmed", "31452104"),
    "https://example.org/mine.bib": ("file", "https://example.org/mine.bib"),
    "https://example.org/10.1234/mine.bib?x=1": ("file", "https://example.org/10.1234/mine.bib?x=1"),
    "2023": ("unknown", "2023"),
    "10.1234/../../etc": ("unknown", "10.1234/../../etc"),
    "moss on roofs": ("unknown", "moss on roofs"),
}


@each_row("text", CASES)
def test_a_reference_is_told_by_its_form(text: str) -> None:
    (found,) = references(text)
    assert (found.kind, found.value) == CASES[text]


def test_a_text_gives_its_references_once_each_and_words_around_them_are_passed_over() -> None:
    text = """# my list
    Tamm et al. 2023, 31452104 roofs. https://doi.org/10.1234/abc
    10.1234/ABC; 2401.01234, PMID 7

    nothing here
    """
    found = [(each.kind, each.value) for each in references(text)]
    assert found == [
        ("doi", "10.1234/abc"),
        ("arxiv", "2401.01234"),
        ("pubmed", "7"),
        ("unknown", "nothing here"),
    ]


def test_only_a_list_of_ids_is_one() -> None:
    assert len(only_references("# mine\n10.1234/abc\n2401.01234, https://arxiv.org/abs/2401.99999\n")) == 3
    for text in (
        "@article{a, doi = {10.1234/abc}}",
        "Title: Roofs\nAbstract: see 10.1234/abc",
        "title,doi\nRoofs,10.1234/abc",
        "",
    ):
        assert only_references(text) == ()


def test_too_many_at_once_are_refused() -> None:
    with pytest.raises(SettingsError, match="1,000 references"):
        references("\n".join(f"10.1234/{number}" for number in range(MOST + 2)))


@each_row(
    "text",
    ["10.1234/" + ")" * 100_000, "a" + ",;" * 50_000 + "b", "doi" + " " * 100_000, "doi:10.1/x\n" * 200_000],
)
def test_whatever_is_pasted_is_read_to_its_end(text: str) -> None:
    # To go back over it at each of its characters takes longer than any test may.
    with suppress(SettingsError):
        only_references(text)
